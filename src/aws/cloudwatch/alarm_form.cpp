#include "aws/cloudwatch/alarm_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "aws/account/account.h"
#include "aws/cloudwatch/members.h"
#include "core/watch/extended_statistic.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using protocol::Answered;
using watch::AlarmSpec;

std::int64_t whole_seconds(Duration d) { return std::chrono::duration_cast<std::chrono::seconds>(d).count(); }

void read_common(const json::object& input, AlarmSpec& spec) {
  spec.name = text_in(input, "AlarmName");
  spec.description = text_in(input, "AlarmDescription");
  spec.actions_enabled = flag_in(input, "ActionsEnabled", true);
  spec.ok_actions = texts_in(input, "OKActions");
  spec.alarm_actions = texts_in(input, "AlarmActions");
  spec.insufficient_data_actions = texts_in(input, "InsufficientDataActions");
}

/// Every member as it is said, nothing checked.
AlarmSpec spec_in(const json::object& input) {
  AlarmSpec spec;
  read_common(input, spec);
  spec.arn = text_in(input, "AlarmArn");
  spec.rule = text_in(input, "AlarmRule");
  spec.suppressor = text_in(input, "ActionsSuppressor");
  spec.suppressor_wait_s = static_cast<int>(whole_in(input, "ActionsSuppressorWaitPeriod").value_or(0));
  spec.suppressor_extension_s = static_cast<int>(whole_in(input, "ActionsSuppressorExtensionPeriod").value_or(0));
  if (spec.is_composite()) return spec;
  if (const json::array* metrics = list_in(input, "Metrics")) spec.metrics = queries_in(*metrics);
  spec.metric = metric_in(input);
  spec.statistic = watch::statistic_named(text_in(input, "Statistic")).value_or(watch::Statistic::average);
  spec.extended_statistic = text_in(input, "ExtendedStatistic");
  spec.unit = text_in(input, "Unit");
  spec.period = spec.metrics.empty() ? Duration(std::chrono::seconds(whole_in(input, "Period").value_or(60)))
                                     : watch::period_of(spec.metrics);
  spec.evaluation_periods = static_cast<int>(whole_in(input, "EvaluationPeriods").value_or(1));
  spec.datapoints_to_alarm = static_cast<int>(whole_in(input, "DatapointsToAlarm").value_or(0));
  spec.threshold = number_in(input, "Threshold").value_or(0);
  spec.comparison = watch::comparison_named(text_in(input, "ComparisonOperator")).value_or(watch::Comparison::greater);
  spec.treat_missing_data =
      watch::missing_data_named(text_in(input, "TreatMissingData")).value_or(watch::MissingData::missing);
  spec.low_sample_percentile = text_in(input, "EvaluateLowSampleCountPercentile");
  return spec;
}

std::optional<ApiError> wrong_metric(const json::object& input, const AlarmSpec& spec) {
  constexpr std::array<const char*, 2> needed = {"MetricName", "Namespace"};
  for (const char* name : needed)
    if (!input.contains(name)) return missing_parameter(name);
  if (!input.contains("Period")) return missing_parameter("Period");
  if (input.contains("Statistic") == input.contains("ExtendedStatistic"))
    return invalid_combination("Exactly one of the parameters Statistic and ExtendedStatistic must be specified.");
  if (!spec.extended_statistic.empty() && !watch::extended_statistic_named(spec.extended_statistic))
    return validation_error(
        fmt::format("The value {} for parameter ExtendedStatistic is not supported.", spec.extended_statistic));
  return std::nullopt;
}

std::optional<ApiError> wrong_math(const json::object& input, const AlarmSpec& spec) {
  constexpr std::array<const char*, 7> others = {"MetricName", "Namespace",         "Dimensions", "Period",
                                                 "Statistic",  "ExtendedStatistic", "Unit"};
  for (const char* name : others)
    if (input.contains(name))
      return invalid_combination(
          fmt::format("The parameters Metrics and {} are mutually exclusive and you have specified both.", name));
  if (spec.metrics.size() > 20) return validation_error("The collection Metrics must not have a size greater than 20.");
  const auto returned = std::count_if(spec.metrics.begin(), spec.metrics.end(),
                                      [](const watch::MetricQuery& query) { return query.return_data; });
  if (returned != 1)
    return validation_error("Metrics list must contain exactly one metric matching the ReturnData=true.");
  if (auto checked = watch::check_queries(spec.metrics); checked.has_error())
    return validation_error(checked.error().message);
  return std::nullopt;
}

std::optional<ApiError> wrong_timing(const AlarmSpec& spec) {
  const std::int64_t period = whole_seconds(spec.period);
  if (!is_period(period) || period < 10)
    return validation_error(fmt::format("Invalid Period {}: it must be 10, 20, 30 or a multiple of 60.", period));
  const std::int64_t span = period * spec.evaluation_periods;
  if (period < 3600 && span > 86400)
    return validation_error(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400).");
  if (span > 604800)
    return validation_error(
        "Metrics cannot be checked across more than 7 days (EvaluationPeriods * Period must be <= 604800).");
  if (spec.datapoints_to_alarm > spec.evaluation_periods)
    return validation_error("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  return std::nullopt;
}

std::optional<ApiError> wrong_condition(const json::object& input) {
  if (input.contains("EvaluationCriteria"))
    return validation_error("Rampart doesn't evaluate PromQL alarms: leave EvaluationCriteria out.");
  const std::string comparison = text_in(input, "ComparisonOperator");
  if (comparison.empty()) return missing_parameter("ComparisonOperator");
  if (input.contains("ThresholdMetricId") || !watch::comparison_named(comparison))
    return validation_error(
        "Rampart has no anomaly detection: compare with a Threshold, by one of the four operators that take one.");
  if (!input.contains("EvaluationPeriods")) return missing_parameter("EvaluationPeriods");
  if (!input.contains("Threshold")) return missing_parameter("Threshold");
  const std::string missing = text_in(input, "TreatMissingData");
  if (!missing.empty() && !watch::missing_data_named(missing))
    return validation_error(
        fmt::format("The value [{}] is not supported for TreatMissingData parameter. Supported "
                    "values are [breaching, notBreaching, ignore, missing].",
                    missing));
  const std::string low = text_in(input, "EvaluateLowSampleCountPercentile");
  if (!low.empty() && low != "evaluate" && low != "ignore")
    return validation_error(fmt::format(
        "Option {} is not supported. Supported options for parameter EvaluateLowSampleCountPercentile are evaluate and "
        "ignore.",
        low));
  return std::nullopt;
}

json::object common_value(const watch::Alarm& alarm, const Whereabouts& where) {
  const AlarmSpec& spec = alarm.spec;
  json::object out{{"AlarmName", spec.name},
                   {"AlarmArn", spec.arn.empty() ? alarm_arn(where, spec.name) : spec.arn},
                   {"AlarmConfigurationUpdatedTimestamp", timestamp_of(alarm.configuration_updated)},
                   {"ActionsEnabled", spec.actions_enabled},
                   {"OKActions", texts_value(spec.ok_actions)},
                   {"AlarmActions", texts_value(spec.alarm_actions)},
                   {"InsufficientDataActions", texts_value(spec.insufficient_data_actions)},
                   {"StateValue", watch::name_of(alarm.state)},
                   {"StateReason", alarm.reason},
                   {"StateUpdatedTimestamp", timestamp_of(alarm.state_updated)},
                   {"StateTransitionedTimestamp", timestamp_of(alarm.state_transitioned)}};
  if (!spec.description.empty()) out["AlarmDescription"] = spec.description;
  if (!alarm.reason_data.empty()) out["StateReasonData"] = alarm.reason_data;
  return out;
}

void add_composite(json::object& out, const watch::Alarm& alarm) {
  const AlarmSpec& spec = alarm.spec;
  out["AlarmRule"] = spec.rule;
  if (spec.suppressor.empty()) return;
  out["ActionsSuppressor"] = spec.suppressor;
  out["ActionsSuppressorWaitPeriod"] = spec.suppressor_wait_s;
  out["ActionsSuppressorExtensionPeriod"] = spec.suppressor_extension_s;
  if (alarm.suppressed) out["ActionsSuppressedBy"] = "Alarm";
}

}  // namespace

std::string alarm_arn(const Whereabouts& where, std::string_view name) {
  return make_arn("cloudwatch", where.region, where.account, fmt::format("alarm:{}", name));
}

Answered<AlarmSpec> read_metric_alarm(const json::object& input, const Whereabouts& where) {
  if (auto wrong = wrong_condition(input)) return *wrong;
  AlarmSpec spec = spec_in(input);
  spec.arn = alarm_arn(where, spec.name);
  if (auto wrong = spec.metrics.empty() ? wrong_metric(input, spec) : wrong_math(input, spec)) return *wrong;
  if (auto wrong = wrong_timing(spec)) return *wrong;
  if (auto checked = watch::check(spec); checked.has_error()) return validation_error(checked.error().message);
  return spec;
}

Answered<AlarmSpec> read_composite_alarm(const json::object& input, const Whereabouts& where) {
  AlarmSpec spec = spec_in(input);
  spec.arn = alarm_arn(where, spec.name);
  if (auto checked = watch::check(spec); checked.has_error()) return validation_error(checked.error().message);
  const bool waits =
      input.contains("ActionsSuppressorWaitPeriod") && input.contains("ActionsSuppressorExtensionPeriod");
  if (!spec.suppressor.empty() && !waits)
    return validation_error(
        "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod are required with ActionsSuppressor.");
  for (const auto* actions : {&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions})
    for (const std::string& action : *actions)
      if (action.starts_with("arn:aws:autoscaling:"))
        return validation_error(
            fmt::format("Invalid use of action {}: composite alarms have no Auto Scaling actions.", action));
  return spec;
}

json::object alarm_value(const watch::Alarm& alarm, const Whereabouts& where) {
  const AlarmSpec& spec = alarm.spec;
  json::object out = common_value(alarm, where);
  if (spec.is_composite()) {
    add_composite(out, alarm);
    return out;
  }
  out["EvaluationPeriods"] = spec.evaluation_periods;
  if (spec.datapoints_to_alarm > 0) out["DatapointsToAlarm"] = spec.datapoints_to_alarm;
  out["Threshold"] = spec.threshold;
  out["ComparisonOperator"] = watch::name_of(spec.comparison);
  out["TreatMissingData"] = watch::name_of(spec.treat_missing_data);
  if (!spec.low_sample_percentile.empty()) out["EvaluateLowSampleCountPercentile"] = spec.low_sample_percentile;
  if (!spec.metrics.empty()) {
    out["Metrics"] = queries_value(spec.metrics);
    return out;
  }
  out["MetricName"] = spec.metric.name;
  out["Namespace"] = spec.metric.name_space;
  out["Dimensions"] = dimensions_value(spec.metric);
  out["Period"] = whole_seconds(spec.period);
  if (spec.extended_statistic.empty())
    out["Statistic"] = watch::name_of(spec.statistic);
  else
    out["ExtendedStatistic"] = spec.extended_statistic;
  if (!spec.unit.empty()) out["Unit"] = spec.unit;
  return out;
}

json::object kept_alarm(const watch::Alarm& alarm, const Whereabouts& where) {
  json::object out = alarm_value(alarm, where);
  out["Created"] = timestamp_of(alarm.created);
  return out;
}

watch::Alarm alarm_kept(const json::object& kept) {
  const auto instant = [&](std::string_view name) { return instant_in(kept, name).value_or(Instant{}); };
  watch::Alarm out;
  out.spec = spec_in(kept);
  out.state = watch::alarm_state_named(text_in(kept, "StateValue")).value_or(watch::AlarmState::insufficient_data);
  out.reason = text_in(kept, "StateReason");
  out.reason_data = text_in(kept, "StateReasonData");
  out.created = instant("Created");
  out.configuration_updated = instant("AlarmConfigurationUpdatedTimestamp");
  out.state_updated = instant("StateUpdatedTimestamp");
  out.state_transitioned = instant("StateTransitionedTimestamp");
  out.suppressed = kept.contains("ActionsSuppressedBy");
  return out;
}

}  // namespace rampart::aws::cloudwatch
