// Early stopping: when have enough requests been seen to say that a percentile meets its target, or doesn't?
//
// p99 ≤ x means that at most 1 % of requests take longer than x. With `over` of `n` requests over the target the claim
// is accepted when a service with exactly 1 % over would show so few with a probability of at most `doubt`, and
// refused when it would show so many with at most that probability. The least n for p99 is 459, with none over.
// Requests in a queue are not independent of their neighbours: near its limit a trial needs its whole length.
// Source: MLPerf inference rules, early stopping; reference autoscaling.md §6.
#pragma once

#include <cstdint>

namespace rampart::stats {

enum class Decision { undecided, pass, fail };

struct EarlyStopping {
  double allowed = 0.01;  ///< Share of requests that may be over the target, in (0, 1): 0.01 for p99.
  double doubt = 0.01;    ///< Probability of a wrong decision, in (0, 1).

  [[nodiscard]] Decision decide(std::uint64_t over, std::uint64_t n) const;
  /// The least n at which `over` requests over the target still pass.
  [[nodiscard]] std::uint64_t least_to_pass(std::uint64_t over) const;
};

/// P[Bin(n, p) ≤ k], p in (0, 1).
double binomial_at_most(std::uint64_t k, std::uint64_t n, double p);

}  // namespace rampart::stats
