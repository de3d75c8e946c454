#include "core/stats/limit_posterior.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace rampart::stats {
namespace {

constexpr std::size_t limits = 160;
constexpr std::array<double, 8> slopes = {3, 6, 12, 25, 50, 100, 250, 600};  // b
constexpr std::array<double, 4> clumps = {0.05, 0.2, 0.8, 3.2};              // c
constexpr double beyond = 10;
constexpr double clean = 0.1;
constexpr double log_most = 5;  // of the expected badness: nothing changes above
/// Most lies are bad trials: half of them lie beyond, some are clean, the rest is spread evenly.
constexpr double lie_beyond = 0.5, lie_clean = 0.1;

double above(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }  // P(normal > x)

double lie_likelihood(double badness) {
  if (badness >= beyond) return lie_beyond;
  if (badness <= clean) return lie_clean;
  return (1 - lie_beyond - lie_clean) / (beyond - clean);
}

/// Of one trial's badness under one size of clump.
class ClumpedLikelihood {
 public:
  ClumpedLikelihood(const Evidence& evidence, double clump)
      : scale_(evidence.fullness / clump),
        badness_(evidence.badness),
        seen_(std::min(evidence.badness, beyond) * scale_),
        constant_(std::log(scale_) - std::lgamma(seen_ + 1)) {}

  /// A probability where the badness is clean or beyond, else a density, Poisson's carried on between whole numbers.
  [[nodiscard]] double operator()(double expected, double log_expected) const {
    const double mean = expected * scale_;
    if (badness_ >= beyond) return above((seen_ - mean) / std::sqrt(mean + 0.25));
    if (badness_ <= clean) {  // so few clumps or fewer
      double term = std::exp(-mean);
      double sum = term;
      for (double k = 1; k <= clean * scale_; ++k) sum += term *= mean / k;
      return sum;
    }
    return std::exp(constant_ - mean + seen_ * (log_expected + log_scale_));
  }

 private:
  double scale_;
  double badness_;
  double seen_;
  double constant_;
  double log_scale_ = std::log(scale_);
};

}  // namespace

LimitPosterior::LimitPosterior(double low, double high, double lie)
    : lie_(lie),
      log_low_(std::log(low)),
      log_high_(std::log(high)),
      weights_(limits * slopes.size() * clumps.size(), 1.0),
      marginal_(limits) {
  normalise();
}

void LimitPosterior::add(const Evidence& evidence) {
  const double by_lie = lie_ * lie_likelihood(evidence.badness);
  std::vector<ClumpedLikelihood> by_clump;
  for (const double clump : clumps) by_clump.emplace_back(evidence, clump);
  const double log_rate = std::log(evidence.rate);
  auto weight = weights_.begin();
  for (std::size_t i = 0; i < limits; ++i) {
    const double limit = log_low_ + (log_high_ - log_low_) * (static_cast<double>(i) + 0.5) / limits;
    const double past = std::exp(log_rate - limit) - 1;
    for (const double slope : slopes) {
      const double log_expected = std::min(slope * past, log_most);
      const double expected = std::exp(log_expected);
      for (const ClumpedLikelihood& likelihood : by_clump)
        *weight++ *= by_lie + (1 - lie_) * likelihood(expected, log_expected);
    }
  }
  normalise();
}

void LimitPosterior::normalise() {
  constexpr std::size_t per_limit = slopes.size() * clumps.size();
  double sum = 0;
  for (const double w : weights_) sum += w;
  for (double& w : weights_) w /= sum;
  for (std::size_t i = 0; i < limits; ++i) {
    double of_limit = 0;
    for (std::size_t j = 0; j < per_limit; ++j) of_limit += weights_[i * per_limit + j];
    marginal_[i] = of_limit;
  }
}

double LimitPosterior::quantile(double q) const {
  double below = 0;
  for (std::size_t i = 0; i < limits; ++i) {
    if (below + marginal_[i] >= q || i + 1 == limits) {
      const double within = marginal_[i] > 0 ? std::clamp((q - below) / marginal_[i], 0.0, 1.0) : 0.5;
      return std::exp(log_low_ + (log_high_ - log_low_) * (static_cast<double>(i) + within) / limits);
    }
    below += marginal_[i];
  }
  return high();
}

double LimitPosterior::at_low_end() const {
  double sum = 0;
  for (std::size_t i = 0; i < limits / 20; ++i) sum += marginal_[i];
  return sum;
}

double LimitPosterior::at_high_end() const {
  double sum = 0;
  for (std::size_t i = limits - limits / 20; i < limits; ++i) sum += marginal_[i];
  return sum;
}

double LimitPosterior::low() const { return std::exp(log_low_); }
double LimitPosterior::high() const { return std::exp(log_high_); }

}  // namespace rampart::stats
