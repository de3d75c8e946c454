// AWS Auto Scaling plans: one plan scales many services the same way. All 6 operations.
//
// A plan registers each ECS service of its instructions as a scalable target and gives it a target tracking policy
// "AutoScaling-PLAN-uuid" per configuration, both through Application Auto Scaling, where they are seen and act like
// any other. Deleting the plan takes away what it made, and no more. AWS does this in the background; here it is done
// when the call returns, so that "CreationInProgress" is never seen: a plan is Active, ActiveWithProblems (some
// resources couldn't be put under it, DescribeScalingPlanResources says why) or CreationFailed (none could). Namespaces
// but ecs are recorded as Inactive. Predictive scaling by a plan is for EC2 groups only, in AWS too. Source: reference
// aws-scaling.md §5. One thread.
#pragma once

#include <string>
#include <vector>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "aws/application_autoscaling/application_autoscaling.h"
#include "aws/protocol/service.h"

namespace rampart::aws {

/// What AWS's console offers for a plan: how much of its CPU a service shall use.
enum class PlanStrategy { optimize_for_availability, balance_availability_and_cost, optimize_for_cost };
double target_utilization(PlanStrategy strategy);  ///< 40, 50, 70 percent.

/// The ScalingInstruction that the console's wizard would make of it for an ECS service.
boost::json::object strategy_instruction(PlanStrategy strategy, const std::string& resource_id, int min_capacity,
                                         int max_capacity);

class AutoScalingPlans {
 public:
  /// Both must outlive it.
  AutoScalingPlans(Account& account, ApplicationAutoScaling& scaling);

  protocol::Service service();

  protocol::Answer create(const protocol::Call& call);
  protocol::Answer update(const protocol::Call& call);
  protocol::Answer remove(const protocol::Call& call);
  protocol::Answer describe(const protocol::Call& call);
  protocol::Answer describe_resources(const protocol::Call& call);
  protocol::Answer get_forecast(const protocol::Call& call);

 private:
  /// Puts the plan's instructions into effect; fills "Resources" and the status.
  void put_into_effect(const protocol::Call& call, boost::json::object& plan, bool created);
  boost::json::object put_resource(const protocol::Call& call, const std::string& plan_name,
                                   const boost::json::object& instruction, bool registered_before);
  void replace_external(const protocol::Call& call, const boost::json::object& resource);
  /// Policies, and the target if the plan registered it and `with_target`.
  void take_back(const protocol::Call& call, const boost::json::object& resource, bool with_target);
  [[nodiscard]] protocol::Answered<boost::json::object> find(const protocol::Call& call) const;

  Account& account_;
  ApplicationAutoScaling& scaling_;
  Records records_;
};

}  // namespace rampart::aws
