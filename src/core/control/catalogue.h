// The resources of a CloudFormation stack as the typed specs that fleet, watch and scaling work with.
//
// Everything that AWS would refuse when it creates the stack is refused here, with AWS's text where it is known and
// always with the template's file, line and column: a Fargate size that doesn't exist, a target group without a load
// balancer, a policy without its scalable target. What Rampart doesn't emulate is named, not hidden.
// Names, ids and ARNs that AWS would draw are drawn from a hash of stack name and logical id, so that one template
// under one stack name always gives the same ones.
//
// Ref and Fn::GetAtt give what CloudFormation documents: TargetGroup, LoadBalancer, Listener, Service, TaskDefinition
// and ScalingPolicy Ref = ARN; Cluster, Alarm and LogGroup Ref = name; ScalableTarget Ref =
// "service/CLUSTER/SERVICE|ecs:service:DesiredCount|ecs". Sources: reference aws-scaling.md §1.1–1.3, §2.1–2.4, §3.3,
// §4.1–4.5, §4.9; AWS CloudFormation User Guide, "Return values" of each type.
//
// Pure and free of threads.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/fleet/spec.h"
#include "core/scaling/policy.h"
#include "core/scaling/predictive.h"
#include "core/scaling/schedule.h"
#include "core/stack/stack.h"
#include "core/watch/alarm.h"

namespace rampart::control {

struct Cluster {
  std::string name;
  std::string arn;
};

struct LogGroup {
  std::string name;
  std::string arn;
  int retention_days = 0;  ///< 0 = for ever
};

/// A scalable target and its policies, in the order of the plan.
struct ScalableTargetEntry {
  scaling::ScalableTarget target;
  std::vector<scaling::Policy> policies;
  std::vector<scaling::PredictivePolicy> predictive_policies = {};
  std::vector<scaling::ScheduledAction> scheduled_actions = {};  ///< Without `zone`, which the plane looks up.
};

/// One resource of the stack, whether it is emulated or not.
struct StackResource {
  std::string logical_id;
  std::string type;
  std::string physical_id;  ///< What Ref gives.
  bool emulated = false;
  Place place;  ///< Of the logical id in the template: "which line to change".
};

struct Catalogue {
  std::vector<Cluster> clusters;
  std::vector<LogGroup> log_groups;
  std::vector<fleet::TaskDefinition> task_definitions;
  std::vector<fleet::ServiceSpec> services;
  std::vector<fleet::TargetGroup> target_groups;
  std::vector<fleet::LoadBalancer> load_balancers;
  std::vector<fleet::Listener> listeners;
  std::vector<ScalableTargetEntry> scalable_targets;
  std::vector<watch::AlarmSpec> alarms;  ///< Of the template; target tracking's own are core/scaling's to make.
  std::vector<std::pair<std::string, std::string>> outputs;  ///< In the template's order.
  std::vector<StackResource> resources;                      ///< In the order in which they are made.
  /// One line for the types that are recorded only ("AWS::EC2::VPC (Vpc), AWS::IAM::Role (TaskRole): recorded, not
  /// enforced"), then one for each feature of an emulated type that is left out.
  std::vector<std::string> not_emulated;
  /// "template.yml:42:7: AWS::ECS::Service has no property DesiredCont; did you mean DesiredCount? …"
  std::vector<std::string> warnings;
  /// What was assumed: "VpcId (AWS::EC2::VPC::Id): no value given, the default network's vpc-… stands in".
  std::vector<std::string> notes;

  /// nullptr when there is none.
  [[nodiscard]] const fleet::TaskDefinition* find_task_definition(std::string_view arn) const;
  [[nodiscard]] const fleet::TargetGroup* find_target_group(std::string_view arn) const;
  [[nodiscard]] const fleet::LoadBalancer* find_load_balancer(std::string_view arn) const;
};

/// Plans the template and makes the catalogue. Errors: `invalid`, each with its place.
Result<Catalogue> build_catalogue(const stack::Template& source, const std::map<std::string, std::string>& parameters,
                                  const stack::Pseudo& pseudo);

}  // namespace rampart::control
