#include "core/stats/steady_state.h"

#include <limits>

namespace rampart::stats {
namespace {

constexpr std::size_t batch = 5;
constexpr std::size_t least_batches = 4;

}  // namespace

std::optional<std::size_t> warm_up_end(const std::vector<double>& values) {
  std::vector<double> means;
  for (std::size_t i = 0; i + batch <= values.size(); i += batch) {
    double sum = 0;
    for (std::size_t j = i; j < i + batch; ++j) sum += values[j];
    means.push_back(sum / batch);
  }
  if (means.size() < least_batches) return std::nullopt;
  double best = std::numeric_limits<double>::infinity();
  std::size_t cut = 0;
  double mean = 0;
  double squares = 0;  // around the mean of what has been taken in, from the end (Welford)
  for (std::size_t left = means.size(); left-- > 0;) {
    const auto n = static_cast<double>(means.size() - left);
    const double delta = means[left] - mean;
    mean += delta / n;
    squares += delta * (means[left] - mean);
    // Of very few batches the error is small by chance: the last four can't be all that is steady.
    if (means.size() - left < least_batches) continue;
    const double error = squares / (n * n);
    if (error <= best) {
      best = error;
      cut = left;
    }
  }
  if (cut > means.size() / 2) return std::nullopt;
  return cut * batch;
}

}  // namespace rampart::stats
