#include "aws/application_autoscaling/auto_scaling_plans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/application_autoscaling/testing/autoscaling_bench.h"

namespace rampart::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

using AutoScalingPlansTest = testing::AutoscalingBench;

std::string plan(const boost::json::array& instructions, const std::string& tag = "web") {
  return R"({"ScalingPlanName":"shop","ApplicationSource":{"TagFilters":[{"Key":"app","Values":[")" + tag +
         R"("]}]},"ScalingInstructions":)" + boost::json::serialize(instructions) + "}";
}

boost::json::object instruction(const std::string& resource = "service/c/web") {
  return strategy_instruction(PlanStrategy::balance_availability_and_cost, resource, 3, 9);
}

TEST_F(AutoScalingPlansTest, EachStrategyHasItsTarget) {
  for (const auto& [strategy, percent] : {std::pair{PlanStrategy::optimize_for_availability, 40.0},
                                          {PlanStrategy::balance_availability_and_cost, 50.0},
                                          {PlanStrategy::optimize_for_cost, 70.0}}) {
    ask("CreateScalingPlan", plan({strategy_instruction(strategy, "service/c/web", 1, 9)}));
    const auto alarms = plane_->alarms().list();
    ASSERT_EQ(alarms.size(), 2U);
    EXPECT_EQ(alarms[0]->spec.threshold, percent);
    EXPECT_EQ(alarms[1]->spec.threshold, percent * 0.9);
    ask("DeleteScalingPlan", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1})");
    EXPECT_TRUE(plane_->alarms().list().empty());
    EXPECT_TRUE(plane_->scaling().list().empty()) << "what the plan registered goes with it";
  }
}

TEST_F(AutoScalingPlansTest, APlanIsSeenInBothServicesAndOutlivesAKill) {
  EXPECT_EQ(ask("CreateScalingPlan", plan({instruction()})).at("ScalingPlanVersion").as_int64(), 1);
  EXPECT_EQ(counts().desired, 3) << "its bounds hold at once";
  kill_and_start();
  const auto plans = ask("DescribeScalingPlans", R"({"ScalingPlanNames":["shop"]})");
  EXPECT_EQ(plans.at("ScalingPlans").as_array().at(0).at("StatusCode").as_string(), "Active");
  const auto told = ask("DescribeScalingPlanResources", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1})");
  const auto& resource = told.at("ScalingPlanResources").as_array().at(0).as_object();
  EXPECT_EQ(resource.at("ScalingStatusCode").as_string(), "Active");
  const std::string name(resource.at("ScalingPolicies").as_array().at(0).at("PolicyName").as_string());
  EXPECT_THAT(name, StartsWith("AutoScaling-shop-"));
  const auto policies = ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})");
  EXPECT_EQ(policies.at("ScalingPolicies").as_array().at(0).at("PolicyName").as_string(), name);
}

TEST_F(AutoScalingPlansTest, SaysWhatItCouldNotDo) {
  ask("CreateScalingPlan", plan({instruction(), instruction("service/c/api")}));
  const auto plans = ask("DescribeScalingPlans", "{}");
  EXPECT_EQ(plans.at("ScalingPlans").as_array().at(0).at("StatusCode").as_string(), "ActiveWithProblems");
  const auto told = ask("DescribeScalingPlanResources", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1})");
  const auto& api = told.at("ScalingPlanResources").as_array().at(0).as_object();
  EXPECT_EQ(api.at("ScalingStatusCode").as_string(), "Inactive");
  EXPECT_EQ(api.at("ScalingStatusMessage").as_string(), "ECS service doesn't exist: service/c/api");
  ask("UpdateScalingPlan", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1,"ScalingInstructions":)" +
                               boost::json::serialize(boost::json::array{instruction()}) + "}");
  EXPECT_EQ(ask("DescribeScalingPlans", "{}").at("ScalingPlans").as_array().at(0).at("StatusCode").as_string(),
            "Active");
  EXPECT_EQ(plane_->alarms().list().size(), 2U) << "the old policy went when the new one came";
}

TEST_F(AutoScalingPlansTest, KeepsOrReplacesOthersPolicies) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":6)"));
  ask("PutScalingPolicy", target(R"("PolicyName":"mine","PolicyType":"TargetTrackingScaling",
      "TargetTrackingScalingPolicyConfiguration":{"TargetValue":60.0,
      "PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"}})"));
  ask("CreateScalingPlan", plan({instruction()}));
  auto told = ask("DescribeScalingPlanResources", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1})");
  auto* resource = &told.at("ScalingPlanResources").as_array().at(0).as_object();
  EXPECT_EQ(resource->at("ScalingStatusCode").as_string(), "PartiallyActive");
  EXPECT_EQ(ask("DescribeScalingPlans", "{}").at("ScalingPlans").as_array().at(0).at("StatusCode").as_string(),
            "ActiveWithProblems");
  ask("DeleteScalingPlan", R"({"ScalingPlanName":"shop","ScalingPlanVersion":1})");
  EXPECT_EQ(plane_->alarms().list().size(), 2U) << "the user's own stays, and so does the target";
  boost::json::object replacing = instruction();
  replacing["ScalingPolicyUpdateBehavior"] = "ReplaceExternalPolicies";
  ask("CreateScalingPlan", plan({replacing}));
  told = ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})");
  ASSERT_EQ(told.at("ScalingPolicies").as_array().size(), 1U);
  EXPECT_NE(told.at("ScalingPolicies").as_array().at(0).at("PolicyName").as_string(), "mine");
}

TEST_F(AutoScalingPlansTest, Refuses) {
  ask("CreateScalingPlan", plan({instruction()}));
  EXPECT_THAT(refusal("CreateScalingPlan", plan({instruction()})), HasSubstr("already exists"));
  EXPECT_THAT(refusal("DeleteScalingPlan", R"({"ScalingPlanName":"other","ScalingPlanVersion":1})"),
              StartsWith("ObjectNotFoundException: "));
  EXPECT_THAT(refusal("CreateScalingPlan", plan({})), StartsWith("ValidationException: "));
  EXPECT_THAT(refusal("GetScalingPlanResourceForecastData",
                      R"({"ScalingPlanName":"shop","ScalingPlanVersion":1,"ServiceNamespace":"ecs",
                          "ResourceId":"service/c/web","ScalableDimension":"ecs:service:DesiredCount",
                          "ForecastDataType":"LoadForecast","StartTime":1,"EndTime":2})"),
              HasSubstr("EC2 Auto Scaling groups only"));
}

}  // namespace
}  // namespace rampart::aws
