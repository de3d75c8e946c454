// After a restart: the records' targets, policies and scheduled actions go back into the control planes.
#include <fmt/format.h>

#include <algorithm>

#include "aws/application_autoscaling/action_json.h"
#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/application_autoscaling/members.h"
#include "aws/application_autoscaling/memory_json.h"
#include "aws/application_autoscaling/policy_json.h"
#include "aws/application_autoscaling/requests.h"

namespace rampart::aws {
namespace {

using boost::json::object;

Instant created(const object& record) { return instant_from_unix_seconds(number(record, "CreationTime").value_or(0)); }

/// The uuid at the end of a managed alarm's name: "…-AlarmHigh-<uuid>".
std::string alarm_uuid(const object& policy, std::string_view marker) {
  for (const auto& alarm : list(policy, "Alarms")) {
    const std::string name = text_of(alarm.as_object(), "AlarmName");
    if (const auto at = name.rfind(marker); at != std::string::npos) return name.substr(at + marker.size());
  }
  return {};
}

scaling::ScalableTarget target_of(const object& record) {
  scaling::ScalableTarget out;
  out.resource_id = text_of(record, "ResourceId");
  out.min_capacity = small(record, "MinCapacity").value_or(0);
  out.max_capacity = small(record, "MaxCapacity").value_or(0);
  if (const object* suspended = group(record, "SuspendedState")) {
    out.dynamic_scaling_in_suspended = flag(*suspended, "DynamicScalingInSuspended").value_or(false);
    out.dynamic_scaling_out_suspended = flag(*suspended, "DynamicScalingOutSuspended").value_or(false);
    out.scheduled_scaling_suspended = flag(*suspended, "ScheduledScalingSuspended").value_or(false);
  }
  return out;
}

/// A record that can't be read any more (another version wrote it) is left alone: it stays listed and doesn't act.
void put_back(control::ScalableTargets& plane, const object& record) {
  const std::string resource = text_of(record, "ResourceId"), name = text_of(record, "PolicyName");
  const std::string arn = text_of(record, "PolicyARN"), type = text_of(record, "PolicyType");
  if (type == "PredictiveScaling") {
    if (auto read = read_predictive(record.at("PredictiveScalingPolicyConfiguration").as_object()))
      (void)plane.put_policy(resource, scaling::PredictivePolicy{name, arn, std::move(*read)});
  } else if (type == "StepScaling") {
    if (auto read = read_step_scaling(record.at("StepScalingPolicyConfiguration").as_object()))
      (void)plane.restore_policy(resource, {name, arn, std::move(*read)}, {}, created(record));
  } else if (auto read = read_target_tracking(record.at("TargetTrackingScalingPolicyConfiguration").as_object())) {
    scaling::Policy policy{name, arn, std::move(*read)};
    auto alarms = scaling::managed_alarms(
        plane.find(resource)->target(), policy,
        {text_of(record, "CreatedBy"), alarm_uuid(record, "-AlarmHigh-"), alarm_uuid(record, "-AlarmLow-")});
    (void)plane.restore_policy(resource, std::move(policy), std::move(alarms), created(record));
  }
}

}  // namespace

void ApplicationAutoScaling::restore(const std::string& region) {
  for (const auto& [id, record] : records_.list(region, "target"))
    if (is_ecs(*record)) scaling(region).restore_target(target_of(*record));
  for (const auto& [id, record] : records_.list(region, "policy"))
    if (is_ecs(*record) && scaling(region).find(text_of(*record, "ResourceId")) != nullptr)
      put_back(scaling(region), *record);
  for (const auto& [id, record] : records_.list(region, "action"))
    if (is_ecs(*record))
      if (auto action = read_action(*record, scaling(region))) {
        const Instant made = action->created;
        (void)scaling(region).put_scheduled_action(text_of(*record, "ResourceId"), std::move(*action), made);
      }
  std::map<std::string, std::vector<std::pair<std::string, scaling::Activity>>> activities;  // by target uuid
  for (const auto& [id, record] : records_.list(region, "activity"))
    activities[text_of(record->at("Rampart").as_object(), "Target")].emplace_back(activity_order(*record),
                                                                                  activity_from_json(*record));
  for (const auto& [id, record] : records_.list(region, "target")) {
    if (!is_ecs(*record)) continue;
    auto& ordered = activities[text_of(*record, "Uuid")];
    std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<scaling::Activity> newest_first;
    for (auto& [order, activity] : ordered) newest_first.push_back(std::move(activity));
    const object* memory = records_.find(region, "memory", id);
    scaling(region).restore_memory(text_of(*record, "ResourceId"),
                                   memory == nullptr ? control::ScaledService::Snapshot{} : memory_from_json(*memory),
                                   std::move(newest_first));
  }
}

}  // namespace rampart::aws
