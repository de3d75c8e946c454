// AWS::CloudWatch::Alarm. Source: reference aws-scaling.md §3.3.
#include <fmt/format.h>

#include <algorithm>

#include "core/control/catalogue_builder.h"
#include "core/watch/alarms.h"

namespace rampart::control {
namespace {

/// What makes an alarm one that core/watch doesn't evaluate yet; empty for a plain metric alarm.
std::string unevaluated(const Properties& properties) {
  if (properties.has("Metrics")) return "metric math (Metrics)";
  if (properties.has("ThresholdMetricId")) return "anomaly detection (ThresholdMetricId)";
  if (properties.has("ExtendedStatistic")) return "ExtendedStatistic " + properties.text("ExtendedStatistic");
  if (properties.has("EvaluationCriteria")) return "PromQL (EvaluationCriteria)";
  return {};
}

watch::MetricId read_metric(const Properties& properties) {
  std::vector<watch::Dimension> dimensions;
  for (const Properties& item : properties.list("Dimensions")) {
    item.expect({"Name", "Value"});
    dimensions.push_back({item.required_text("Name"), item.required_text("Value")});
  }
  return watch::make_metric(properties.required_text("Namespace"), properties.required_text("MetricName"),
                            std::move(dimensions));
}

void read_conditions(const Properties& properties, watch::AlarmSpec& alarm) {
  for (const char* key : {"ComparisonOperator", "EvaluationPeriods", "Period", "Statistic", "Threshold"})
    if (!properties.has(key)) properties.refuse(key, fmt::format("{} is missing.", key));
  properties.one_of("Statistic", {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}, 0);
  properties.one_of(
      "ComparisonOperator",
      {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold"}, 0);
  properties.one_of("TreatMissingData", {"missing", "breaching", "notBreaching", "ignore"}, 0);
  alarm.statistic = watch::statistic_named(properties.text("Statistic")).value_or(alarm.statistic);
  alarm.comparison = watch::comparison_named(properties.text("ComparisonOperator")).value_or(alarm.comparison);
  alarm.treat_missing_data =
      watch::missing_data_named(properties.text("TreatMissingData", "missing")).value_or(alarm.treat_missing_data);
  alarm.period = properties.in_seconds("Period", alarm.period, {10, 604800});
  alarm.evaluation_periods = properties.whole("EvaluationPeriods", 1, {1, 100000});
  alarm.datapoints_to_alarm = properties.whole("DatapointsToAlarm", 0, {1, 100000});
  alarm.threshold = properties.number("Threshold").value_or(0);
  alarm.unit = properties.text("Unit");
}

}  // namespace

Made build_alarm(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"ActionsEnabled", "AlarmActions", "AlarmDescription", "AlarmName", "ComparisonOperator",
                     "DatapointsToAlarm", "Dimensions", "EvaluationPeriods", "InsufficientDataActions", "MetricName",
                     "Namespace", "OKActions", "Period", "Statistic", "Threshold", "TreatMissingData", "Unit"},
                    {"EvaluateLowSampleCountPercentile", "Tags", "Metrics", "ThresholdMetricId", "ExtendedStatistic",
                     "EvaluationCriteria", "EvaluationInterval"});
  watch::AlarmSpec alarm;
  alarm.name = properties.text("AlarmName", builder.names.generated(resource.logical_id, 255));
  alarm.arn = builder.names.arn("cloudwatch", "alarm:" + alarm.name);
  Made made{alarm.name, {}, false};
  made.add("Arn", alarm.arn);
  if (const std::string why = unevaluated(properties); !why.empty()) {
    builder.leave_out(resource, why + " isn't emulated yet, the alarm is never evaluated");
    return made;
  }
  alarm.description = properties.text("AlarmDescription");
  alarm.metric = read_metric(properties);
  read_conditions(properties, alarm);
  alarm.actions_enabled = properties.flag("ActionsEnabled", true);
  alarm.ok_actions = properties.texts("OKActions");
  alarm.alarm_actions = properties.texts("AlarmActions");
  alarm.insufficient_data_actions = properties.texts("InsufficientDataActions");
  if (auto checked = watch::check(alarm); checked.has_error()) properties.refuse("Period", checked.error().message);
  for (const auto& other : builder.out.alarms)
    if (other.name == alarm.name)
      properties.refuse("AlarmName", fmt::format("there is an alarm {} already.", alarm.name));
  builder.out.alarms.push_back(std::move(alarm));
  return made;
}

}  // namespace rampart::control
