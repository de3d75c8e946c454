// AWS::ApplicationAutoScaling: ScalableTarget and ScalingPolicy. Source: reference aws-scaling.md §4.1–4.5, §4.9.
#include <fmt/format.h>

#include <algorithm>

#include "core/control/catalogue_builder.h"
#include "core/control/catalogue_policy.h"
#include "core/control/catalogue_schedule.h"

namespace rampart::control {
namespace {

constexpr std::string_view dimension = "ecs:service:DesiredCount";

/// What Ref of a scalable target gives.
std::string target_ref(const scaling::ScalableTarget& target) {
  return fmt::format("{}|{}|{}", target.resource_id, target.scalable_dimension, target.service_namespace);
}

/// "service/CLUSTER/SERVICE"
bool is_service_id(const std::string& id) {
  return id.starts_with("service/") && std::count(id.begin(), id.end(), '/') == 2 && !id.ends_with('/') &&
         id.find("//") == std::string::npos;
}

void check_capacities(const Properties& properties, const scaling::ScalableTarget& target) {
  if (!properties.has("MinCapacity")) properties.refuse("MinCapacity", "Minimum capacity must be specified");
  if (!properties.has("MaxCapacity")) properties.refuse("MaxCapacity", "Maximum capacity must be specified");
  if (target.min_capacity < 0) properties.refuse("MinCapacity", "Minimum capacity cannot be less than 0");
  if (target.max_capacity < target.min_capacity)
    properties.refuse("MaxCapacity",
                      fmt::format("Maximum capacity cannot be less than minimum capacity: {} is less than {}.",
                                  target.max_capacity, target.min_capacity));
}

/// The target a policy belongs to: by ScalingTargetId, or by namespace, resource and dimension.
struct PolicyTarget {
  std::string service_namespace;
  std::string resource_id;
  std::string scalable_dimension;
};

PolicyTarget target_of(const Properties& properties) {
  const std::string id = properties.text("ScalingTargetId");
  if (id.empty())
    return {properties.text("ServiceNamespace"), properties.text("ResourceId"), properties.text("ScalableDimension")};
  const std::size_t first = id.find('|');
  const std::size_t second = first == std::string::npos ? first : id.find('|', first + 1);
  if (second == std::string::npos) {
    properties.refuse("ScalingTargetId", fmt::format("\"{}\" isn't a scalable target; use !Ref of one.", id));
    return {};
  }
  return {id.substr(second + 1), id.substr(0, first), id.substr(first + 1, second - first - 1)};
}

/// The ARN's uuid is the scalable target's, which the target's identity draws.
std::string policy_arn(const Builder& builder, const PolicyTarget& target, const std::string& name) {
  return builder.names.arn("autoscaling", fmt::format("scalingPolicy:{}:resource/{}/{}:policyName/{}",
                                                      builder.names.uuid(target.resource_id, target.scalable_dimension),
                                                      target.service_namespace, target.resource_id, name));
}

}  // namespace

Made build_scalable_target(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"MaxCapacity", "MinCapacity", "ResourceId", "ScalableDimension", "ServiceNamespace",
                     "SuspendedState", "ScheduledActions"},
                    {"RoleARN"});
  scaling::ScalableTarget target;
  target.service_namespace = properties.required_text("ServiceNamespace");
  target.scalable_dimension = properties.required_text("ScalableDimension");
  target.resource_id = properties.required_text("ResourceId");
  target.min_capacity = properties.whole("MinCapacity", 0, {-1000000, 1000000});
  target.max_capacity = properties.whole("MaxCapacity", 0, {-1000000, 1000000});
  check_capacities(properties, target);
  const Properties suspended = properties.group("SuspendedState");
  suspended.expect({"DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended"});
  target.dynamic_scaling_in_suspended = suspended.flag("DynamicScalingInSuspended", false);
  target.dynamic_scaling_out_suspended = suspended.flag("DynamicScalingOutSuspended", false);
  target.scheduled_scaling_suspended = suspended.flag("ScheduledScalingSuspended", false);
  std::vector<scaling::ScheduledAction> scheduled = read_scheduled_actions(properties);
  Made made{target_ref(target), {}, false};
  made.add("Id", made.ref);
  if (target.service_namespace != "ecs") {
    builder.leave_out(resource, fmt::format("namespace {} isn't emulated", target.service_namespace));
    return made;
  }
  if (target.scalable_dimension != dimension)
    properties.refuse("ScalableDimension", fmt::format("Unsupported service namespace, resource type or scalable "
                                                       "dimension: for ecs it is {}.",
                                                       dimension));
  if (!is_service_id(target.resource_id))
    properties.refuse("ResourceId", fmt::format("\"{}\" isn't a service; write service/CLUSTER/SERVICE with their "
                                                "names, for example !Sub service/${{Cluster}}/${{Service.Name}}.",
                                                target.resource_id));
  builder.out.scalable_targets.push_back({std::move(target), {}, {}, std::move(scheduled)});
  return made;
}

Made build_scaling_policy(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"PolicyName", "PolicyType", "PredictiveScalingPolicyConfiguration", "ResourceId",
                     "ScalableDimension", "ScalingTargetId", "ServiceNamespace", "StepScalingPolicyConfiguration",
                     "TargetTrackingScalingPolicyConfiguration"});
  const PolicyTarget target = target_of(properties);
  scaling::Policy policy;
  policy.name = properties.required_text("PolicyName");
  policy.arn = policy_arn(builder, target, policy.name);
  Made made{policy.arn, {}, false};
  made.add("Arn", policy.arn);
  if (target.service_namespace != "ecs" && !target.service_namespace.empty()) {
    builder.leave_out(resource, fmt::format("namespace {} isn't emulated", target.service_namespace));
    return made;
  }
  std::optional<scaling::PredictiveScaling> predictive;
  bool emulated = false;
  if (properties.text("PolicyType") == "PredictiveScaling")
    predictive = read_predictive_scaling(builder, resource, properties);
  else
    emulated = read_policy(builder, resource, properties, policy);
  auto& targets = builder.out.scalable_targets;
  const auto entry = std::find_if(targets.begin(), targets.end(), [&](const ScalableTargetEntry& e) {
    return e.target.resource_id == target.resource_id && e.target.scalable_dimension == target.scalable_dimension;
  });
  if (entry == targets.end()) {
    properties.refuse(properties.has("ScalingTargetId") ? "ScalingTargetId" : "ResourceId",
                      fmt::format("No scalable target registered for service namespace: {}, resource ID: {}, scalable "
                                  "dimension: {}. Refer to it with ScalingTargetId: !Ref.",
                                  target.service_namespace, target.resource_id, target.scalable_dimension));
    return made;
  }
  for (const scaling::Policy& other : entry->policies)
    if (other.name == policy.name)
      properties.refuse("PolicyName", fmt::format("{} has a policy {} already.", target.resource_id, policy.name));
  for (const scaling::PredictivePolicy& other : entry->predictive_policies)
    if (other.name == policy.name)
      properties.refuse("PolicyName", fmt::format("{} has a policy {} already.", target.resource_id, policy.name));
  if (predictive) entry->predictive_policies.push_back({policy.name, policy.arn, std::move(*predictive)});
  if (emulated) entry->policies.push_back(std::move(policy));
  return made;
}

}  // namespace rampart::control
