#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using testing::complaint;
using testing::error_of;

const std::string target = "Target (AWS::ApplicationAutoScaling::ScalableTarget)";
const std::string tracking = "Tracking (AWS::ApplicationAutoScaling::ScalingPolicy)";
const std::string step = "Step (AWS::ApplicationAutoScaling::ScalingPolicy)";
const std::string cpu_metric = "{PredefinedMetricType: ECSServiceAverageCPUUtilization}";

TEST(CatalogueScaling, ReadsBothKindsOfPolicy) {
  const auto c = testing::build(testing::good_template());
  ASSERT_TRUE(c.has_value()) << error_of(c);
  ASSERT_EQ(c->scalable_targets.size(), 1U);
  const auto& entry = c->scalable_targets[0];
  EXPECT_EQ(entry.target.resource_id, "service/shop/web");
  EXPECT_EQ(entry.target.max_capacity, 10);
  ASSERT_EQ(entry.policies.size(), 2U);
  EXPECT_EQ(std::get<scaling::TargetTracking>(entry.policies[0].what).scale_in_cooldown, std::chrono::seconds(300));
  const auto& burst = std::get<scaling::StepScaling>(entry.policies[1].what);
  EXPECT_EQ(burst.type, scaling::AdjustmentType::percent_change_in_capacity);
  EXPECT_EQ(burst.min_adjustment_magnitude, 2);
  EXPECT_EQ(burst.cooldown, std::chrono::seconds(30));
  ASSERT_EQ(burst.steps.size(), 2U);
  EXPECT_EQ(burst.steps[0].upper, 20);
  EXPECT_FALSE(burst.steps[1].upper.has_value());
}

// Reference aws-scaling.md §4.9, the texts of RegisterScalableTarget and PutScalingPolicy.
TEST(CatalogueScaling, TargetsAreHeldToAwssRules) {
  EXPECT_EQ(complaint({{"MinCapacity: 1", "MinCapacity: 20"}}),
            target + ": Maximum capacity cannot be less than minimum capacity: 10 is less than 20.");
  EXPECT_EQ(complaint({{"MinCapacity: 1", "MinCapacity: -1"}}), target + ": Minimum capacity cannot be less than 0");
  EXPECT_EQ(complaint({{"!Join [/, [service, !Ref Cluster, !GetAtt Service.Name]]", "service/shop/other"},
                       {"ResourceId: service/shop/web", "ResourceId: service/shop/other"}}),
            target + ": ECS service doesn't exist: service/shop/other");
  EXPECT_EQ(complaint({{"!Join [/, [service, !Ref Cluster, !GetAtt Service.Name]]", "!Ref Service"}}),
            target +
                ": \"arn:aws:ecs:us-east-1:123456789012:service/shop/web\" isn't a service; write "
                "service/CLUSTER/SERVICE with their names, for example !Sub service/${Cluster}/${Service.Name}.");
}

TEST(CatalogueScaling, PoliciesAreHeldToAwssRules) {
  EXPECT_EQ(complaint({{"ResourceId: service/shop/web", "ResourceId: service/shop/api"}}),
            step +
                ": No scalable target registered for service namespace: ecs, resource ID: service/shop/api, scalable "
                "dimension: ecs:service:DesiredCount. Refer to it with ScalingTargetId: !Ref.");
  EXPECT_EQ(complaint({{"TargetValue: 50", "TargetValue: 0"}}),
            tracking +
                ".TargetTrackingScalingPolicyConfiguration: For target tracking scaling, target value must be "
                "between '8.51592E-109' and '1.174271E108', but was '0.0'.");
  EXPECT_EQ(complaint({{"PolicyType: TargetTrackingScaling", "PolicyType: TargetTracking"}}),
            tracking +
                ": PolicyType \"TargetTracking\" isn't allowed; one of TargetTrackingScaling, StepScaling, "
                "PredictiveScaling.");
  EXPECT_EQ(complaint({{"PolicyType: StepScaling", "PolicyType: TargetTrackingScaling"}}),
            step + ": TargetTrackingScaling policy configuration must be specified");
  EXPECT_EQ(complaint({{"ECSServiceAverageCPUUtilization", "ECSServiceAverageCpu"}}).substr(0, 80),
            (tracking + ".TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification").substr(0, 80));
  EXPECT_EQ(complaint({{"MetricIntervalLowerBound: 20,", "MetricIntervalLowerBound: 30,"}}),
            step + ".StepScalingPolicyConfiguration: Step adjustment intervals cannot have gaps between them");
}

TEST(CatalogueScaling, AStepPolicyWithoutAlarmIsAWarning) {
  const auto c = testing::build(testing::changed({{"AlarmActions: [!Ref Step]", "AlarmActions: []"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->warnings, ::testing::ElementsAre(::testing::HasSubstr("it never runs")));
}

std::string with_label(const std::string& label) {
  return complaint({{cpu_metric, "{PredefinedMetricType: ALBRequestCountPerTarget, ResourceLabel: " + label + "}"}});
}

TEST(CatalogueScaling, TheResourceLabelNamesAnAttachedTargetGroup) {
  const std::string at = tracking + ".TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification: ";
  EXPECT_EQ(with_label("!Sub '${Balancer.LoadBalancerFullName}/${Group.TargetGroupFullName}'"), "fine");
  EXPECT_EQ(
      with_label("app/lb/1111111111111111/targetgroup/tg/2222222222222222"),
      at + "Invalid resource label 'app/lb/1111111111111111/targetgroup/tg/2222222222222222' for predefined metric "
           "type ALBRequestCountPerTarget. It is the LoadBalancerFullName, a slash and the TargetGroupFullName of "
           "a listener's pair.");
  EXPECT_THAT(complaint({{cpu_metric, "{PredefinedMetricType: ALBRequestCountPerTarget}"}}),
              ::testing::HasSubstr("Resource label should be specified for predefined metric type "
                                   "ALBRequestCountPerTarget"));
}

TEST(CatalogueScaling, ReadsScheduledActionsAndPredictivePolicies) {
  const auto c = testing::build(testing::changed(
      {{"MaxCapacity: 10",
        "MaxCapacity: 10\n      ScheduledActions: [{ScheduledActionName: n, Schedule: 'cron(0 8 ? * MON-FRI *)', "
        "Timezone: Europe/Vienna, EndTime: '2027-01-01T00:00:00Z', ScalableTargetAction: {MinCapacity: 4}}]"},
       {"PolicyType: TargetTrackingScaling",
        "PolicyType: PredictiveScaling\n      PredictiveScalingPolicyConfiguration: {Mode: ForecastAndScale, "
        "MetricSpecifications: [{TargetValue: 40, PredefinedMetricPairSpecification: {PredefinedMetricType: "
        "ECSServiceCPUUtilization}}]}"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->not_emulated, ::testing::Not(::testing::Contains(::testing::HasSubstr("Scheduled"))));
  const ScalableTargetEntry& entry = c->scalable_targets[0];
  EXPECT_EQ(entry.policies.size(), 1U);
  ASSERT_EQ(entry.predictive_policies.size(), 1U);
  EXPECT_TRUE(entry.predictive_policies[0].what.scale);
  EXPECT_EQ(entry.predictive_policies[0].what.target_value, 40);
  ASSERT_EQ(entry.scheduled_actions.size(), 1U);
  EXPECT_EQ(entry.scheduled_actions[0].zone_name, "Europe/Vienna");
  EXPECT_EQ(entry.scheduled_actions[0].min_capacity, 4);
  EXPECT_EQ(entry.scheduled_actions[0].end, instant_from_unix_seconds(1798761600));
}

TEST(CatalogueScaling, ReadsCustomizedMetrics) {
  const auto c = testing::build(testing::changed({{"PredefinedMetricSpecification: " + cpu_metric,
                                                   "CustomizedMetricSpecification: {Namespace: Shop, MetricName: "
                                                   "Queue, Statistic: Average, Dimensions: [{Name: Q, "
                                                   "Value: a}]}"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  const auto& policy = std::get<scaling::TargetTracking>(c->scalable_targets[0].policies[0].what);
  ASSERT_TRUE(policy.customized.has_value());
  EXPECT_EQ(policy.customized->name_space, "Shop");
  EXPECT_EQ(policy.customized->dimensions.at(0).second, "a");
}

}  // namespace
}  // namespace rampart::control
