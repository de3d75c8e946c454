// DescribeAlarms, DescribeAlarmsForMetric. Source: reference aws-scaling.md §3.6.
#include <algorithm>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"
#include "aws/protocol/page_token.h"

namespace rampart::aws::cloudwatch {
namespace {

namespace json = boost::json;
using watch::Alarm;

constexpr std::int64_t usual_page = 50;

/// What DescribeAlarms narrows by.
struct AlarmFilter {
  std::string prefix;
  std::string state;
  std::string action_prefix;
  bool metric = true;
  bool composite = false;

  [[nodiscard]] bool lets_through(const Alarm& alarm) const {
    const auto& spec = alarm.spec;
    if (!(spec.is_composite() ? composite : metric)) return false;
    if (!spec.name.starts_with(prefix) || (!state.empty() && watch::name_of(alarm.state) != state)) return false;
    if (action_prefix.empty()) return true;
    for (const auto* actions : {&spec.ok_actions, &spec.alarm_actions, &spec.insufficient_data_actions})
      for (const std::string& action : *actions)
        if (action.starts_with(action_prefix)) return true;
    return false;
  }
};

AlarmFilter filter_in(const json::object& input) {
  AlarmFilter out{.prefix = text_in(input, "AlarmNamePrefix"),
                  .state = text_in(input, "StateValue"),
                  .action_prefix = text_in(input, "ActionPrefix")};
  const std::vector<std::string> types = texts_in(input, "AlarmTypes");
  const auto has = [&](std::string_view type) { return std::find(types.begin(), types.end(), type) != types.end(); };
  if (!types.empty()) {
    out.metric = has("MetricAlarm");
    out.composite = has("CompositeAlarm");
  }
  if (input.contains("ParentsOfAlarmName") || input.contains("ChildrenOfAlarmName")) out.metric = out.composite = true;
  return out;
}

/// The alarms that the call names, by name; all where it names none.
std::vector<const Alarm*> named_in(const json::object& input, const watch::Alarms& alarms) {
  std::vector<std::string> names = texts_in(input, "AlarmNames");
  if (const std::string child = text_in(input, "ParentsOfAlarmName"); !child.empty())
    names = alarms.parents_of(child);
  else if (const std::string parent = text_in(input, "ChildrenOfAlarmName"); !parent.empty())
    names = alarms.children_of(parent);
  else if (names.empty())
    return alarms.list();
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<const Alarm*> out;
  for (const std::string& name : names)
    if (const Alarm* alarm = alarms.find(name)) out.push_back(alarm);
  return out;
}

bool is_on(const watch::AlarmSpec& spec, const watch::MetricId& metric, const json::object& input) {
  const auto is = [&](const char* member, std::string_view value) {
    return !input.contains(member) || text_in(input, member) == value;
  };
  for (const watch::MetricQuery& query : spec.metrics)
    if (query.stat && query.stat->metric == metric && is("Unit", query.stat->unit)) return true;
  if (spec.is_composite() || !spec.metrics.empty() || spec.metric != metric) return false;
  const auto period = whole_in(input, "Period");
  return is("Statistic", spec.extended_statistic.empty() ? watch::name_of(spec.statistic) : "") &&
         is("ExtendedStatistic", spec.extended_statistic) && is("Unit", spec.unit) &&
         (!period || std::chrono::seconds(*period) == spec.period);
}

}  // namespace

protocol::Answer CloudWatch::describe_alarms(const Call& call) {
  if (call.input.contains("AlarmNames") && call.input.contains("AlarmNamePrefix"))
    return invalid_combination("AlarmNames and AlarmNamePrefix are mutually exclusive: specify one of them.");
  std::string after;
  if (const std::string token = text_in(call.input, "NextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, {.token_code = "InvalidNextToken"});
    if (position.has_error()) return position.error();
    after = *position;
  }
  const AlarmFilter filter = filter_in(call.input);
  const auto most = static_cast<std::size_t>(whole_in(call.input, "MaxRecords").value_or(usual_page));
  json::array metric;
  json::array composite;
  json::object out;
  std::string last;
  for (const Alarm* alarm : named_in(call.input, account_.plane(call.region).alarms())) {
    if (alarm->spec.name <= after || !filter.lets_through(*alarm)) continue;
    if (metric.size() + composite.size() == most) {
      out["NextToken"] = protocol::page_token(call, last);
      break;
    }
    last = alarm->spec.name;
    (alarm->spec.is_composite() ? composite : metric).push_back(alarm_value(*alarm, where(call.region)));
  }
  out["MetricAlarms"] = std::move(metric);
  out["CompositeAlarms"] = std::move(composite);
  return out;
}

protocol::Answer CloudWatch::describe_alarms_for_metric(const Call& call) {
  const watch::MetricId metric = metric_in(call.input);
  json::array found;
  for (const Alarm* alarm : account_.plane(call.region).alarms().list())
    if (is_on(alarm->spec, metric, call.input)) found.push_back(alarm_value(*alarm, where(call.region)));
  return json::object{{"MetricAlarms", std::move(found)}};
}

}  // namespace rampart::aws::cloudwatch
