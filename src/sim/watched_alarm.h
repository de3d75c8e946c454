// An alarm of the minute model: what it watches, how it stands, and its transition in CloudWatch's words.
#pragma once

#include <fmt/format.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/scaling/scaler.h"
#include "core/watch/state_reason.h"
#include "sim/minute_metrics.h"

namespace rampart::sim {

struct Watched {
  watch::AlarmSpec spec;
  Metric metric = Metric::cpu;
  bool fine = false;
  bool managed = false;
  bool high = true;
  scaling::Trigger trigger;  // filled anew when it is told
  watch::AlarmState state = watch::AlarmState::insufficient_data;
  Instant told;
  bool witnessed = false;  // the first of those that look at its metric's periods: it tells of them
};

/// `action` is the policy's ARN. Errors: invalid, for a metric or period that the model doesn't know.
inline Result<Watched> watched_of(const watch::AlarmSpec& spec, const std::string& action, bool managed, bool high) {
  const auto metric = metric_named(spec.metric.name);
  if (!metric || !spec.metrics.empty() || spec.is_composite())
    return invalid(
        fmt::format("{}: a minute at a time only CPUUtilization, MemoryUtilization, RequestCountPerTarget "
                    "and TargetResponseTime are known, not {}",
                    spec.name, spec.metric.name.empty() ? "metric math" : spec.metric.name));
  if (spec.period != std::chrono::seconds(60) && spec.period != std::chrono::seconds(20))
    return invalid(fmt::format("{}: a minute at a time periods are 60 s, or 20 s", spec.name));
  Watched out;
  out.metric = *metric;
  out.fine = spec.period < std::chrono::seconds(60);
  out.managed = managed;
  out.high = high;
  out.trigger.policy_arn = action;
  out.trigger.alarm = spec.name;
  out.trigger.high = high;
  out.trigger.threshold = spec.threshold;
  return out;
}

/// Of an alarm that target tracking makes.
inline watch::AlarmSpec spec_of(const scaling::ManagedAlarm& alarm, const scaling::CustomizedMetric& metric) {
  std::vector<watch::Dimension> dimensions;
  for (const auto& [name, value] : metric.dimensions) dimensions.push_back({name, value});
  watch::AlarmSpec spec;
  spec.name = alarm.name;
  spec.metric = watch::make_metric(metric.name_space, metric.name, std::move(dimensions));
  spec.statistic = watch::statistic_named(metric.statistic).value_or(watch::Statistic::average);
  spec.unit = metric.unit;
  spec.period = alarm.period;
  spec.evaluation_periods = alarm.evaluation_periods;
  spec.threshold = alarm.threshold;
  spec.comparison = alarm.high ? watch::Comparison::greater : watch::Comparison::less;
  return spec;
}

/// `values` are newest first, the newest period ending at `seen_until`.
inline watch::Transition transition_of(const Watched& watched, const watch::Evaluation& evaluation,
                                       std::span<const std::optional<double>> values, Instant seen_until, Instant at) {
  std::vector<watch::RangePoint> range;
  for (std::size_t i = 0; i < values.size(); ++i)
    range.push_back({seen_until - static_cast<std::int64_t>(i + 1) * watched.spec.period, values[i], 1});
  return {watched.spec.name,
          watched.state,
          evaluation.state,
          at,
          watch::describe_reason(watched.spec, evaluation, range),
          watch::reason_data(watched.spec, evaluation, range, at),
          {}};
}

}  // namespace rampart::sim
