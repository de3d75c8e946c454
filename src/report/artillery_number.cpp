#include "report/artillery_number.h"

#include <fmt/format.h>

#include <cmath>

namespace rampart::report {

double round_to_tenth(double value) { return std::floor(value * 10 + 0.5) / 10; }

std::string number_text(double value) {
  const double rounded = round_to_tenth(value);
  if (std::abs(rounded) < 1e15 && rounded == std::floor(rounded))
    return fmt::format("{}", static_cast<long long>(rounded));
  return fmt::format("{}", rounded);
}

double to_artillery_ms(double microseconds) { return round_to_tenth(microseconds / 1000); }

double quantile_ms(const stats::Histogram& histogram, double q) { return to_artillery_ms(histogram.quantile(q)); }

}  // namespace rampart::report
