#include "sim/promise.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "base/random.h"

namespace rampart::sim {
namespace {

/// Sums up to each block, so that a stretch is one difference.
struct Sums {
  std::vector<double> missed{0};
  std::vector<double> requests{0};

  void add(double more_missed, double more_requests) {
    missed.push_back(missed.back() + more_missed);
    requests.push_back(requests.back() + more_requests);
  }
};

/// Drawing anew from few pieces shows less spread than there is: it divides by n instead of n − 1, and its 95th
/// percentile is a normal's where Student's is due.
double for_few(double pieces) {
  if (pieces < 2) pieces = 2;
  const double student = quantile(boost::math::students_t(pieces - 1), 0.95);
  return student / quantile(boost::math::normal(), 0.95) * std::sqrt(pieces / (pieces - 1));
}

double share_of(double missed, double requests) { return requests > 0 ? missed / requests : 0; }

}  // namespace

double promised_share(std::span<const std::vector<BlockFigures>> by_seed, std::size_t horizon) {
  const std::size_t blocks = by_seed.front().size();
  if (blocks == 0) return 0;
  horizon = std::clamp<std::size_t>(horizon, 1, blocks);
  std::vector<Sums> sums(by_seed.size());
  Sums all;
  for (std::size_t b = 0; b < blocks; ++b) {
    BlockFigures together;
    for (std::size_t s = 0; s < by_seed.size(); ++s) {
      sums[s].add(by_seed[s][b].missed, by_seed[s][b].requests);
      together.missed += by_seed[s][b].missed;
      together.requests += by_seed[s][b].requests;
    }
    all.add(together.missed, together.requests);
  }
  double worst = 0;
  for (std::size_t first = 0; first + horizon <= blocks; ++first)
    worst = std::max(worst, share_of(all.missed[first + horizon] - all.missed[first],
                                     all.requests[first + horizon] - all.requests[first]));

  // Neighbours are alike: they are drawn together, as many as the cube root of what there is.
  const auto together = static_cast<std::size_t>(std::lround(std::cbrt(static_cast<double>(blocks))));
  Random random = Random::stream(1, "promise");
  const auto drawn_share = [&](std::size_t length) {
    double missed = 0;
    double requests = 0;
    for (std::size_t taken = 0; taken < length;) {
      const std::size_t piece = std::min(std::max<std::size_t>(1, together), length - taken);
      const Sums& seed = sums[static_cast<std::size_t>(random.between(0, std::ssize(sums) - 1))];
      const auto first = static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(blocks - piece)));
      missed += seed.missed[first + piece] - seed.missed[first];
      requests += seed.requests[first + piece] - seed.requests[first];
      taken += piece;
    }
    return share_of(missed, requests);
  };
  // How far what comes lies above what was seen: both are drawn, for what was seen was chance too.
  constexpr int draws = 1000;
  std::vector<double> above;
  above.reserve(draws);
  for (int i = 0; i < draws; ++i) {
    const double comes = drawn_share(horizon);
    above.push_back(comes - drawn_share(blocks));
  }
  const auto at = above.begin() + draws * 95 / 100;
  std::nth_element(above.begin(), at, above.end());
  const double pieces = blocks == 1
                            ? static_cast<double>(by_seed.size())
                            : static_cast<double>(blocks) / static_cast<double>(std::max<std::size_t>(1, together));
  const double bound = share_of(all.missed.back(), all.requests.back()) + std::max(0.0, *at) * for_few(pieces);
  return std::clamp(bound, worst, 1.0);
}

}  // namespace rampart::sim
