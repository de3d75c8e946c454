// PutMetricAlarm, PutCompositeAlarm, DeleteAlarms. Source: reference aws-scaling.md §3.3, §3.6.
#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudwatch/cloudwatch.h"
#include "aws/cloudwatch/errors.h"
#include "aws/cloudwatch/members.h"

namespace rampart::aws::cloudwatch {
namespace {

constexpr std::size_t most_alarms = 5000;

}  // namespace

protocol::Answer CloudWatch::put_metric_alarm(const Call& call) {
  auto spec = read_metric_alarm(call.input, where(call.region));
  if (spec.has_error()) return spec.error();
  return put_alarm(call, std::move(*spec));
}

protocol::Answer CloudWatch::put_composite_alarm(const Call& call) {
  auto spec = read_composite_alarm(call.input, where(call.region));
  if (spec.has_error()) return spec.error();
  const auto& alarms = account_.plane(call.region).alarms();
  const auto rule = watch::AlarmRule::parse(spec->rule);
  std::string unknown;
  for (const std::string& name : rule->alarms())
    if (alarms.find(name) == nullptr) unknown += (unknown.empty() ? "" : ", ") + name;
  if (!unknown.empty())
    return validation_error(
        fmt::format("Could not save the composite alarm as alarms [{}] in the alarm rule do not exist", unknown));
  if (!spec->suppressor.empty() && alarms.find(watch::alarm_name_in(spec->suppressor)) == nullptr)
    return validation_error(fmt::format(
        "Could not save the composite alarm as the suppressor alarm [{}] does not exist", spec->suppressor));
  return put_alarm(call, std::move(*spec));
}

protocol::Answer CloudWatch::put_alarm(const Call& call, watch::AlarmSpec spec) {
  auto& alarms = account_.plane(call.region).alarms();
  const watch::Alarm* before = alarms.find(spec.name);
  if (before != nullptr && before->spec.is_composite() != spec.is_composite())
    return validation_error(fmt::format("An alarm named {} exists already and is of the other type.", spec.name));
  if (before == nullptr && alarms.list().size() >= most_alarms)
    return limit_exceeded(fmt::format("The maximum limit of {} alarms has been reached.", most_alarms));
  const bool is_new = before == nullptr;
  const std::string arn = spec.arn;
  if (auto put = alarms.put(std::move(spec), call.now); put.has_error()) return validation_error(put.error().message);
  const boost::json::array* tags = list_in(call.input, "Tags");
  if (is_new && tags != nullptr) set_tags(call.region, arn, *tags);
  keep_alarms(call.region, region(call.region));
  return boost::json::object{};
}

protocol::Answer CloudWatch::delete_alarms(const Call& call) {
  auto& alarms = account_.plane(call.region).alarms();
  const std::vector<std::string> names = texts_in(call.input, "AlarmNames");
  for (const std::string& name : names)
    for (const std::string& parent : alarms.parents_of(name))
      if (alarms.find(name) != nullptr && std::find(names.begin(), names.end(), parent) == names.end())
        return validation_error(fmt::format("Cannot delete {} as there are composite alarm(s) depending on it.", name));
  for (const std::string& name : names) alarms.erase(name, call.now);
  keep_alarms(call.region, region(call.region));
  return boost::json::object{};
}

}  // namespace rampart::aws::cloudwatch
