// AWS::ApplicationAutoScaling::* and AWS::CloudWatch::*.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

constexpr std::string_view scaling = "application-autoscaling";

/// The three that name a scalable target in every call.
json::object target_of(const json::object& properties) {
  json::object out;
  for (const char* name : {"ServiceNamespace", "ResourceId", "ScalableDimension"})
    if (const json::value* value = properties.if_contains(name)) out[name] = *value;
  return out;
}

void learn_target(Subject& subject, const json::object&) {
  const json::object& p = subject.properties;
  subject.physical_id = fmt::format("{}|{}|{}", text_at(p, "ResourceId"), text_at(p, "ScalableDimension"),
                                    text_at(p, "ServiceNamespace"));
  subject.attributes["Id"] = subject.physical_id;
}

/// A target's scheduled actions are calls of their own; those that the template no longer has are taken away.
Done settle_target(Subject& subject) {
  if (!changed(subject, "ScheduledActions")) return {};
  const json::array now = list_at(subject.properties, "ScheduledActions");
  const auto called = [](const json::value& action) { return text_at(action.as_object(), "ScheduledActionName"); };
  for (const json::value& old : list_at(subject.before, "ScheduledActions")) {
    if (std::any_of(now.begin(), now.end(), [&](const json::value& one) { return called(one) == called(old); }))
      continue;
    json::object input = target_of(subject.properties);
    input["ScheduledActionName"] = called(old);
    if (auto r = ask_all(subject, scaling, "DeleteScheduledAction", std::move(input)); r.has_error()) return r;
  }
  for (const json::value& action : now) {
    json::object input = action.as_object();
    for (auto& [key, value] : target_of(subject.properties)) input[key] = std::move(value);
    if (auto r = ask_all(subject, scaling, "PutScheduledAction", std::move(input)); r.has_error()) return r;
  }
  return {};
}

json::object target_removal(const Subject& subject) { return target_of(subject.properties); }

/// A policy names its target by its three parts or by the target's own id, "RESOURCE|DIMENSION|NAMESPACE".
json::object policy_input(const Subject& subject) {
  json::object out = subject.properties;
  const std::string id = text_at(out, "ScalingTargetId");
  const std::size_t first = id.find('|');
  const std::size_t second = first == std::string::npos ? first : id.find('|', first + 1);
  if (second != std::string::npos) {
    out["ResourceId"] = id.substr(0, first);
    out["ScalableDimension"] = id.substr(first + 1, second - first - 1);
    out["ServiceNamespace"] = id.substr(second + 1);
  }
  return out;
}

json::object policy_removal(const Subject& subject) {
  json::object out = target_of(policy_input(subject));
  out["PolicyName"] = text_at(subject.properties, "PolicyName");
  return out;
}

void learn_alarm(Subject& subject, const json::object&) {
  subject.attributes["Arn"] =
      make_arn("cloudwatch", subject.region, subject.account, fmt::format("alarm:{}", subject.physical_id));
}

json::object alarm_removal(const Subject& subject) {
  return {{"AlarmNames", json::array{json::value(subject.physical_id)}}};
}

json::object dashboard_removal(const Subject& subject) {
  return {{"DashboardNames", json::array{json::value(subject.physical_id)}}};
}

}  // namespace

std::vector<ResourceType> scaling_types() {
  return {
      {.name = "AWS::ApplicationAutoScaling::ScalableTarget",
       .service = scaling,
       .create = "RegisterScalableTarget",
       .tags = Tags::none,
       .update = "RegisterScalableTarget",
       .remove = "DeregisterScalableTarget",
       .replacing = {"ResourceId", "ScalableDimension", "ServiceNamespace"},
       .learn = learn_target,
       .after = settle_target,
       .removal = target_removal},
      {.name = "AWS::ApplicationAutoScaling::ScalingPolicy",
       .service = scaling,
       .create = "PutScalingPolicy",
       .id_path = "PolicyARN",
       .attributes = {{"Arn", "PolicyARN"}},
       .update = "PutScalingPolicy",
       .remove = "DeleteScalingPolicy",
       .replacing = {"PolicyName", "ResourceId", "ScalableDimension", "ScalingTargetId", "ServiceNamespace"},
       .input = policy_input,
       .removal = policy_removal},
      {.name = "AWS::CloudWatch::Alarm",
       .service = "monitoring",
       .create = "PutMetricAlarm",
       .name_property = "AlarmName",
       .tags = Tags::list,
       .update = "PutMetricAlarm",
       .remove = "DeleteAlarms",
       .key = "AlarmName",
       .replacing = {"AlarmName"},
       .learn = learn_alarm,
       .removal = alarm_removal},
      {.name = "AWS::CloudWatch::CompositeAlarm",
       .service = "monitoring",
       .create = "PutCompositeAlarm",
       .name_property = "AlarmName",
       .tags = Tags::list,
       .update = "PutCompositeAlarm",
       .remove = "DeleteAlarms",
       .key = "AlarmName",
       .replacing = {"AlarmName"},
       .learn = learn_alarm,
       .removal = alarm_removal},
      {.name = "AWS::CloudWatch::Dashboard",
       .service = "monitoring",
       .create = "PutDashboard",
       .name_property = "DashboardName",
       .update = "PutDashboard",
       .remove = "DeleteDashboards",
       .key = "DashboardName",
       .replacing = {"DashboardName"},
       .recorded_as = "NAME",
       .removal = dashboard_removal},
  };
}

}  // namespace rampart::aws::cloudformation
