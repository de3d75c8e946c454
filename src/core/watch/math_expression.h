// Metric math: reading "FILL(m1, 0) / PERIOD(m1)" into a tree, and computing it.
//
//   or   := and {("OR" | "||") and}                 sum   := product {("+" | "-") product}
//   and  := compare {("AND" | "&&") compare}        product := sign {("*" | "/") sign}
//   compare := sum [("<" | "<=" | …) sum]           sign  := {"-"} power      power := atom ["^" sign]
//   atom := number | 'text' | id | NAME(…) | [a, b] | (…)
//
// Values are numbers (S), time series (TS) and arrays of series (TS[]), as in CloudWatch's user guide "Using math
// expressions". Between two series a point that only one has counts as 0 in the other; what is divided by 0 is left
// out. Functions: ABS AVG CEIL DIFF DIFF_TIME EXP FILL FIRST FLOOR IF LAST LOG LOG10 MAX METRIC_COUNT METRICS MIN
// PERIOD RATE REMOVE_EMPTY RUNNING_SUM STDDEV SUM TIME_SERIES. CloudWatch's others are refused by name.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "core/watch/metric_query.h"

namespace rampart::watch {

struct MathNode {
  enum class Kind : std::uint8_t { number, text, name, call, array, negative, binary };
  Kind kind = Kind::number;
  double number = 0;
  std::string text;  ///< Of a text; an id; a function; an operator ("+", "<=", "AND").
  std::vector<MathNode> parts;
  std::size_t position = 0;  ///< In the expression, from 1.
};

/// Errors: invalid, "… at position 5".
Result<MathNode> parse_math(std::string_view text);

using MathValue = std::variant<double, TimeSeries, std::vector<TimeSeries>>;

/// What an expression stands in.
struct MathScope {
  std::function<Result<MathValue>(const std::string& id)> value_of;  ///< Errors: not_found, or those of its expression.
  std::vector<std::string> metric_ids;                               ///< METRICS(): those that are metrics, in order.
  Instant from;
  Instant to;
  Duration period = std::chrono::seconds(60);  ///< Of TIME_SERIES.
};

Result<MathValue> compute(const MathNode& node, const MathScope& scope);

}  // namespace rampart::watch
