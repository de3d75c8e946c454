// An alarm of the minute model: what it watches, how it stands, and its transition in CloudWatch's words.
#pragma once

#include <span>
#include <utility>
#include <vector>

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
