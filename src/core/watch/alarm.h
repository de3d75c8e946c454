// What PutMetricAlarm and PutCompositeAlarm say, and what an alarm's evaluation answers. Source: reference
// aws-scaling.md §3.3–3.6.
#pragma once

#include <string>
#include <vector>

#include "core/watch/metric.h"
#include "core/watch/metric_query.h"

namespace rampart::watch {

enum class Comparison { greater_or_equal, greater, less, less_or_equal };
enum class MissingData { missing, breaching, not_breaching, ignore };
enum class AlarmState { ok, alarm, insufficient_data };

std::string_view name_of(Comparison c);   ///< "GreaterThanThreshold", …
std::string_view name_of(MissingData m);  ///< "missing", "notBreaching", …
std::string_view name_of(AlarmState s);   ///< "OK", "ALARM", "INSUFFICIENT_DATA"
std::optional<Comparison> comparison_named(std::string_view name);
std::optional<MissingData> missing_data_named(std::string_view name);
std::optional<AlarmState> alarm_state_named(std::string_view name);

/// Configuration of an alarm: on a metric, on metric math, or (composite) on other alarms. Defaults are CloudWatch's.
struct AlarmSpec {
  std::string name;
  std::string arn;
  std::string description;
  MetricId metric;
  Statistic statistic = Statistic::average;
  std::string unit;  ///< Empty: any unit.
  Duration period = std::chrono::seconds(60);
  int evaluation_periods = 1;   ///< N
  int datapoints_to_alarm = 0;  ///< M; 0 = N
  double threshold = 0;
  Comparison comparison = Comparison::greater;
  MissingData treat_missing_data = MissingData::missing;
  bool actions_enabled = true;
  std::vector<std::string> ok_actions;  ///< ARNs
  std::vector<std::string> alarm_actions;
  std::vector<std::string> insufficient_data_actions;
  std::string extended_statistic = {};     ///< "p99" instead of `statistic`.
  std::string low_sample_percentile = {};  ///< EvaluateLowSampleCountPercentile: "ignore", "evaluate" or not said.
  std::vector<MetricQuery> metrics = {};   ///< Metric math instead of `metric`; exactly one of them returns data.
  std::string rule = {};                   ///< A composite alarm's (alarm_rule.h); it has none of the metric's members.
  std::string suppressor = {};             ///< ActionsSuppressor: in ALARM it keeps a composite alarm's actions back.
  int suppressor_wait_s = 0;               ///< Kept and answered, not acted on.
  int suppressor_extension_s = 0;

  [[nodiscard]] bool is_composite() const { return !rule.empty(); }
  bool operator==(const AlarmSpec&) const = default;
};

/// M: what spec.datapoints_to_alarm stands for, N where it is 0.
int datapoints_to_alarm(const AlarmSpec& spec);

/// Whether one period's value is on the wrong side of the threshold.
bool breaches(const AlarmSpec& spec, double value);

/// A change of state, with what caused it.
struct Transition {
  std::string alarm;
  AlarmState from = AlarmState::insufficient_data;
  AlarmState to = AlarmState::insufficient_data;
  Instant at;
  std::string reason;                 ///< AWS's StateReason text.
  std::string reason_data;            ///< AWS's StateReasonData JSON.
  std::vector<Datapoint> datapoints;  ///< That were evaluated, oldest first.
};

/// An action to carry out now: on a transition, and for scaling policies again every 60 s while the state lasts.
struct Invocation {
  std::string alarm;
  std::string action_arn;
  AlarmState state = AlarmState::alarm;
  std::vector<double> recent_datapoints;  ///< Oldest first: StateReasonData.recentDatapoints.
  double threshold = 0;
  Instant at;
};

}  // namespace rampart::watch
