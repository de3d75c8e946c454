#include "core/watch/alarm_history.h"

#include <fmt/format.h>

#include <boost/json.hpp>

namespace rampart::watch {
namespace {

namespace json = boost::json;

json::array texts(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& one : all) out.emplace_back(one);
  return out;
}

/// StateReasonData as an object in its place; as a text where it isn't JSON.
json::value reason_value(std::string_view data) {
  boost::system::error_code failed;
  json::value out = json::parse(data, failed);
  return failed ? json::value(json::string(data)) : out;
}

json::object state(AlarmState value, std::string_view reason, std::string_view data) {
  json::object out{{"stateValue", name_of(value)}, {"stateReason", reason}};
  if (!data.empty()) out["stateReasonData"] = reason_value(data);
  return out;
}

void add_metric(json::object& out, const AlarmSpec& spec) {
  out["metricName"] = spec.metric.name;
  out["namespace"] = spec.metric.name_space;
  json::array dimensions;
  for (const auto& [name, value] : spec.metric.dimensions)
    dimensions.push_back(json::object{{"name", name}, {"value", value}});
  out["dimensions"] = std::move(dimensions);
  out["period"] = std::chrono::duration_cast<std::chrono::seconds>(spec.period).count();
  if (spec.extended_statistic.empty())
    out["statistic"] = name_of(spec.statistic);
  else
    out["extendedStatistic"] = spec.extended_statistic;
}

json::object configuration(const AlarmSpec& spec) {
  json::object out{{"alarmName", spec.name},
                   {"alarmArn", spec.arn},
                   {"actionsEnabled", spec.actions_enabled},
                   {"okActions", texts(spec.ok_actions)},
                   {"alarmActions", texts(spec.alarm_actions)},
                   {"insufficientDataActions", texts(spec.insufficient_data_actions)}};
  if (!spec.description.empty()) out["alarmDescription"] = spec.description;
  if (spec.is_composite()) {
    out["alarmRule"] = spec.rule;
    return out;
  }
  out["threshold"] = spec.threshold;
  out["comparisonOperator"] = name_of(spec.comparison);
  out["treatMissingData"] = name_of(spec.treat_missing_data);
  out["evaluationPeriods"] = spec.evaluation_periods;
  if (spec.datapoints_to_alarm > 0) out["datapointsToAlarm"] = spec.datapoints_to_alarm;
  if (spec.metrics.empty()) add_metric(out, spec);
  json::array metrics;
  for (const MetricQuery& query : spec.metrics) {
    json::object one{{"id", query.id}, {"returnData", query.return_data}};
    if (!query.expression.empty()) one["expression"] = query.expression;
    metrics.push_back(std::move(one));
  }
  if (!metrics.empty()) out["metrics"] = std::move(metrics);
  return out;
}

std::int64_t milliseconds_of(Instant at) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

}  // namespace

std::string_view name_of(HistoryItem::Kind kind) {
  switch (kind) {
    case HistoryItem::Kind::configuration_update:
      return "ConfigurationUpdate";
    case HistoryItem::Kind::state_update:
      return "StateUpdate";
    case HistoryItem::Kind::action:
      return "Action";
  }
  return "StateUpdate";
}

HistoryItem configuration_item(const AlarmSpec& spec, ConfigurationChange change, Instant at) {
  const bool created = change == ConfigurationChange::created;
  const bool deleted = change == ConfigurationChange::deleted;
  const std::string_view word = created ? "created" : deleted ? "deleted" : "updated";
  const std::string_view type = created ? "Create" : deleted ? "Delete" : "Update";
  json::object data{{"version", "1.0"}, {"type", type}};
  data[fmt::format("{}Alarm", word)] = configuration(spec);
  return {spec.name,
          spec.is_composite(),
          HistoryItem::Kind::configuration_update,
          at,
          fmt::format("Alarm \"{}\" {}", spec.name, word),
          json::serialize(data)};
}

HistoryItem state_item(const Transition& transition, const AlarmSpec& spec, std::string_view old_reason,
                       std::string_view old_reason_data) {
  const json::object data{{"version", "1.0"},
                          {"oldState", state(transition.from, old_reason, old_reason_data)},
                          {"newState", state(transition.to, transition.reason, transition.reason_data)}};
  return {spec.name,
          spec.is_composite(),
          HistoryItem::Kind::state_update,
          transition.at,
          fmt::format("Alarm updated from {} to {}", name_of(transition.from), name_of(transition.to)),
          json::serialize(data)};
}

HistoryItem action_item(const AlarmSpec& spec, const std::string& action_arn, Instant state_updated, Instant at,
                        const std::string& trouble) {
  const bool done = trouble.empty();
  const json::object data{{"actionState", done ? "Succeeded" : "Failed"},
                          {"stateUpdateTimestamp", milliseconds_of(state_updated)},
                          {"notificationResource", action_arn},
                          {"publishedMessage", nullptr},
                          {"error", done ? json::value(nullptr) : json::value(trouble)}};
  return {spec.name,
          spec.is_composite(),
          HistoryItem::Kind::action,
          at,
          done ? fmt::format("Successfully executed action {}", action_arn)
               : fmt::format("Failed to execute action {}. Received error: \"{}\"", action_arn, trouble),
          json::serialize(data)};
}

}  // namespace rampart::watch
