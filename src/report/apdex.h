// Apdex: how satisfied users are, from the counters that the plugin makes. Source: reference artillery.md §7 "apdex".
#pragma once

#include <optional>
#include <string>

#include "report/run_summary.h"

namespace rampart::report {

struct Apdex {
  double score = 0;     ///< 0 to 1: satisfied answers count whole, tolerated ones half.
  std::string ranking;  ///< "excellent", "good", "fair", "poor", "unacceptable"
};

/// Nothing when no answer was counted.
std::optional<Apdex> apdex_of(const MetricSet& total);

/// "\nApdex score: 0.95 (excellent)\n"
std::string apdex_text(const Apdex& apdex);

}  // namespace rampart::report
