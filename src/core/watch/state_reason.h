// An alarm's StateReason and StateReasonData, in CloudWatch's words.
// Source: reference aws-scaling.md §3.5, and alarm notifications that people have published: with DatapointsToAlarm
// unset CloudWatch leaves out "out of the last N" and the minimum, and from five points on it lists only the newest
// five ("The most recent datapoints which crossed the threshold: …").
#pragma once

#include <span>
#include <string>

#include "core/watch/evaluation.h"

namespace rampart::watch {

/// One period of the evaluated range; no value = no data.
struct RangePoint {
  Instant start;
  std::optional<double> value;
  double sample_count = 0;
};

/// "Threshold Crossed: …" or "Insufficient Data: …". `range` is newest first, as the evaluation saw it.
std::string describe_reason(const AlarmSpec& spec, const Evaluation& evaluation, std::span<const RangePoint> range);

/// The JSON text; `unit` is left out when empty. recentDatapoints are the points used, oldest first.
std::string reason_data(const AlarmSpec& spec, const Evaluation& evaluation, std::span<const RangePoint> range,
                        Instant query_date);

/// A number as CloudWatch prints it: "50.0", "0.02", "1.0E7".
std::string number_text(double value);

inline constexpr std::string_view unchecked_reason = "Unchecked: Initial alarm creation";

}  // namespace rampart::watch
