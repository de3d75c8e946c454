// The functions of metric math, on values that are already there. Source: the CloudWatch user guide, "Metric math
// functions"; IF, FILL, METRICS and TIME_SERIES, which need to see the expression, are in math_compute.cpp.
#pragma once

#include <string_view>

#include "core/watch/math_expression.h"

namespace rampart::watch {

/// Of one argument. Errors: invalid: there is no such function, or it doesn't take that kind of value.
Result<MathValue> call_function(std::string_view name, const MathValue& argument);

/// "Scalar", "TimeSeries", "Array[TimeSeries]"
std::string_view kind_of(const MathValue& value);

/// Pairs up points by time; `each` gets nothing for the side that has none, and gives nothing to leave the point out.
TimeSeries zip(const TimeSeries& a, const TimeSeries& b,
               const std::function<std::optional<double>(std::optional<double>, std::optional<double>)>& each);

}  // namespace rampart::watch
