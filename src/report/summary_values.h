// The values that Artillery makes of a summary, by their names in its reports (reference artillery.md §5.4).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "core/stats/histogram.h"

namespace rampart::report {

/// In Artillery's order.
inline constexpr std::array<std::string_view, 11> summary_value_names = {"min", "max", "count", "mean", "p50", "median",
                                                                         "p75", "p90", "p95",   "p99",  "p999"};

/// Milliseconds rounded to a tenth (`count` is a number of values), as the final report shows them. Nothing for any
/// other name.
std::optional<double> summary_value(const stats::Histogram& histogram, std::string_view name);

}  // namespace rampart::report
