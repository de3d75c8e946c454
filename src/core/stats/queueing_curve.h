// The queueing curve: mean time inside of a service that gets λ requests a second and saturates at C,
//
//   R(λ) = S / (1 − λ/C)
//
// Exact for one worker with exponential service times (M/M/1); a rough shape for several. Source: reference
// autoscaling.md §6.
#pragma once

#include <vector>

#include "base/result.h"

namespace rampart::stats {

struct LatencyPoint {
  double rate = 0;     ///< λ, a second.
  double latency = 0;  ///< R > 0, any unit.
};

struct QueueingCurve {
  double service_time = 0;  ///< S, in the latencies' unit.
  double capacity = 0;      ///< C, a second.
  double worst_error = 0;   ///< Largest |fit − measured| / measured.

  /// Infinite from C on.
  [[nodiscard]] double latency(double rate) const;
};

/// Least squares of relative errors, by 1/R, which is linear in λ. Errors: invalid, with fewer than three rates, or
/// when latency doesn't rise with the rate.
Result<QueueingCurve> fit_queueing_curve(const std::vector<LatencyPoint>& points);

}  // namespace rampart::stats
