#include "report/latency_json.h"

#include <boost/json/value.hpp>
#include <cmath>

namespace rampart::report {
namespace {

/// Milliseconds to the microsecond.
double ms(double us) { return std::round(us) / 1000; }

boost::json::object latency_object(const stats::Histogram& h) {
  if (h.empty()) return {{"count", 0}};
  return {{"min", ms(static_cast<double>(h.min()))},
          {"mean", ms(h.mean())},
          {"p50", ms(h.quantile(0.5))},
          {"p75", ms(h.quantile(0.75))},
          {"p90", ms(h.quantile(0.9))},
          {"p95", ms(h.quantile(0.95))},
          {"p99", ms(h.quantile(0.99))},
          {"p999", ms(h.quantile(0.999))},
          {"max", ms(static_cast<double>(h.max()))},
          {"count", h.count()}};
}

}  // namespace

boost::json::object latencies_object(const LoadSecond& load) {
  return {{"felt", latency_object(load.felt)},
          {"service", latency_object(load.service)},
          {"lateness", latency_object(load.lateness)}};
}

}  // namespace rampart::report
