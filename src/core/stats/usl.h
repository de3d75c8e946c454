// The Universal Scalability Law: throughput X of a system with N requests inside (or users, or processors),
//
//   X(N) = g·N / (1 + a·(N − 1) + b·N·(N − 1))
//
// g: throughput at N = 1; a: what must be done one at a time (contention); b: what everyone must tell everyone
// (coherency). With b > 0 throughput has a peak at N* = √((1 − a)/b) and falls behind it. Units are the caller's.
// Source: N. Gunther, Guerrilla Capacity Planning; reference autoscaling.md §6.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace rampart::stats {

struct LoadPoint {
  double load = 0;        ///< N > 0
  double throughput = 0;  ///< X ≥ 0
};

struct Usl {
  double gamma = 0;
  double alpha = 0;
  double beta = 0;

  [[nodiscard]] double throughput(double load) const;
  /// N*, where there is one.
  [[nodiscard]] std::optional<double> peak_load() const;
};

/// Least squares in X, with a and b not below 0: Levenberg and Marquardt's method from the linearised fit. Errors:
/// invalid, with less than three different loads or without any throughput.
Result<Usl> fit_usl(const std::vector<LoadPoint>& points);

/// What can be said of the peak from these points, and nothing more.
struct UslPeak {
  std::optional<double> load;  ///< N*
  double throughput = 0;       ///< X(N*)
  std::string why_not;         ///< A sentence where there is none.
};
/// A peak is stated when at least six points have half of the highest throughput or more, and N* isn't beyond twice
/// the highest load measured: an extrapolation further out is a guess.
UslPeak stated_peak(const Usl& fit, const std::vector<LoadPoint>& points);

}  // namespace rampart::stats
