#include "core/stats/early_stopping.h"

#include <algorithm>
#include <cmath>

namespace rampart::stats {
namespace {

double log_binomial(double k, double n, double p) {
  return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) + (n - k) * std::log1p(-p);
}

/// The terms from `k` away from the middle, until they no longer count. `k` lies on that side of the mean.
double tail(std::uint64_t k, std::uint64_t n, double p, bool downwards) {
  const auto size = static_cast<double>(n);
  const double odds = p / (1 - p);
  double term = 1;
  double sum = 0;
  for (auto i = static_cast<double>(k);;) {
    sum += term;
    if (term < sum * 1e-16) break;
    if (downwards) {
      if (i == 0) break;
      term *= i / ((size - i + 1) * odds);
      --i;
    } else {
      if (i == size) break;
      term *= (size - i) / (i + 1) * odds;
      ++i;
    }
  }
  return sum * std::exp(log_binomial(static_cast<double>(k), size, p));
}

}  // namespace

double binomial_at_most(std::uint64_t k, std::uint64_t n, double p) {
  if (k >= n) return 1;
  if (static_cast<double>(k) <= static_cast<double>(n) * p) return std::min(1.0, tail(k, n, p, true));
  return std::max(0.0, 1 - tail(k + 1, n, p, false));
}

Decision EarlyStopping::decide(std::uint64_t over, std::uint64_t n) const {
  if (n == 0) return Decision::undecided;
  if (binomial_at_most(over, n, allowed) <= doubt) return Decision::pass;
  const bool many = static_cast<double>(over) > static_cast<double>(n) * allowed;
  if (many && tail(over, n, allowed, false) <= doubt) return Decision::fail;
  return Decision::undecided;
}

std::uint64_t EarlyStopping::least_to_pass(std::uint64_t over) const {
  std::uint64_t low = over;  // doesn't pass
  std::uint64_t high = over + 1;
  while (binomial_at_most(over, high, allowed) > doubt) {
    low = high;
    high *= 2;
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (binomial_at_most(over, middle, allowed) > doubt ? low : high) = middle;
  }
  return high;
}

}  // namespace rampart::stats
