// One of ensure's conditions: an expression (core/expression, second dialect) whose variables are metrics.
// Source: reference artillery.md §7 "ensure".
#pragma once

#include <optional>
#include <string>

#include "report/apdex.h"
#include "report/run_summary.h"

namespace rampart::report {

/// Whether it gives exactly 1. Metrics are called as in the report, however odd their names ("… ./a b (x).codes.200");
/// where one name begins with another, the longer one is meant (Artillery takes whichever comes first). `apdex` and
/// `ranking` are known where there is an Apdex. A metric that never happened, and an expression that isn't one, fail.
bool condition_holds(const std::string& expression, const MetricSet& total, const std::optional<Apdex>& apdex);

}  // namespace rampart::report
