#include "report/summary_values.h"

#include "report/artillery_number.h"

namespace rampart::report {

std::optional<double> summary_value(const stats::Histogram& h, std::string_view name) {
  if (name == "min") return to_artillery_ms(static_cast<double>(h.min()));
  if (name == "max") return to_artillery_ms(static_cast<double>(h.max()));
  if (name == "count") return static_cast<double>(h.count());
  if (name == "mean") return to_artillery_ms(h.mean());
  if (name == "p50" || name == "median") return quantile_ms(h, 0.5);
  if (name == "p75") return quantile_ms(h, 0.75);
  if (name == "p90") return quantile_ms(h, 0.9);
  if (name == "p95") return quantile_ms(h, 0.95);
  if (name == "p99") return quantile_ms(h, 0.99);
  if (name == "p999") return quantile_ms(h, 0.999);
  return std::nullopt;
}

}  // namespace rampart::report
