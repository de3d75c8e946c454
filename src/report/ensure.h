// Artillery's `ensure`: checks on the final aggregate. Source: reference artillery.md §7 "ensure".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/apdex.h"
#include "report/run_summary.h"

namespace rampart::report {

/// One check as the script asks for it; `app` makes it from core/script's.
struct EnsureCheck {
  enum class Kind {
    condition,       ///< an expression over metrics, in `metric`; holds when it gives exactly 1
    threshold,       ///< metric < limit; "http.response_time.p95" or a counter or a rate
    max_error_rate,  ///< (created − completed) / created · 100 <= limit
    legacy,          ///< min, max, median, p95, p99 of http.response_time, integer part < limit
  };
  Kind kind = Kind::threshold;
  std::string metric;
  double limit = 0;
  bool strict = true;
};

struct EnsureOutcome {
  std::vector<std::string> lines;  ///< "ok: http.response_time.p95 < 200", ok ones first; Artillery prints them so.
  bool strict_failure = false;     ///< Exit code 1.
  std::size_t passed = 0;          ///< So many of the lines are ok.

  /// "\nChecks:\nok: …\n", empty without checks.
  [[nodiscard]] std::string text() const;
};

/// A metric that never happened fails its check, as in Artillery: "http.codes.500 < 1" needs one 500 to be known.
/// One difference: a p999 threshold works here (Artillery always fails it with a parse error).
EnsureOutcome evaluate_ensure(const std::vector<EnsureCheck>& checks, const MetricSet& total,
                              const std::optional<Apdex>& apdex = std::nullopt);

}  // namespace rampart::report
