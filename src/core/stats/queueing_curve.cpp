#include "core/stats/queueing_curve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace rampart::stats {

double QueueingCurve::latency(double rate) const {
  return rate < capacity ? service_time / (1 - rate / capacity) : std::numeric_limits<double>::infinity();
}

Result<QueueingCurve> fit_queueing_curve(const std::vector<LatencyPoint>& points) {
  std::set<double> rates;
  double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
  for (const LatencyPoint& p : points) {
    if (p.latency <= 0) continue;
    rates.insert(p.rate);
    const double weight = p.latency * p.latency;  // an error of 1 % in R is one of 1 % in 1/R
    const double y = 1 / p.latency;
    w += weight;
    wx += weight * p.rate;
    wy += weight * y;
    wxx += weight * p.rate * p.rate;
    wxy += weight * p.rate * y;
  }
  if (rates.size() < 3) return invalid("a queueing curve needs three different rates");
  const double slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  const double at_zero = (wy - slope * wx) / w;
  if (!(slope < 0) || !(at_zero > 0))
    return invalid("the latency doesn't rise with the rate: there is no queue to fit");
  QueueingCurve out;
  out.service_time = 1 / at_zero;
  out.capacity = -at_zero / slope;
  for (const LatencyPoint& p : points)
    if (p.latency > 0) out.worst_error = std::max(out.worst_error, std::abs(out.latency(p.rate) / p.latency - 1));
  return out;
}

}  // namespace rampart::stats
