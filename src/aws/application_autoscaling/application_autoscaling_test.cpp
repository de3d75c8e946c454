#include "aws/application_autoscaling/application_autoscaling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "aws/application_autoscaling/testing/autoscaling_bench.h"

namespace rampart::aws {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using ApplicationAutoScalingTest = testing::AutoscalingBench;

const std::string cpu_policy =
    R"("PolicyName":"cpu","PolicyType":"TargetTrackingScaling","TargetTrackingScalingPolicyConfiguration":
    {"TargetValue":50.0,"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"},
     "ScaleOutCooldown":60,"ScaleInCooldown":60})";

std::string text_at(const boost::json::object& in, const char* list, std::size_t i, const char* key) {
  return std::string(in.at(list).as_array().at(i).at(key).as_string());
}

TEST_F(ApplicationAutoScalingTest, NamesAllOperationsAndAnswersThem) {
  const auto service = scaling_->service();
  EXPECT_EQ(service.operations.size(), 14U);
  for (const auto& operation : service.operations) EXPECT_TRUE(operation.handler) << operation.name;
}

TEST_F(ApplicationAutoScalingTest, RegistersMovesIntoBoundsAndTells) {
  const auto made = ask("RegisterScalableTarget", target(R"("MinCapacity":4,"MaxCapacity":6)"));
  EXPECT_THAT(std::string(made.at("ScalableTargetARN").as_string()),
              StartsWith("arn:aws:application-autoscaling:us-east-1:123456789012:scalable-target/0ec5"));
  EXPECT_EQ(counts().desired, 4) << "at once";
  auto told = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})");
  EXPECT_EQ(text_at(told, "ScalingActivities", 0, "Cause"), "minimum capacity was set to 4");
  EXPECT_EQ(text_at(told, "ScalingActivities", 0, "StatusCode"), "InProgress");
  run(10s);
  told = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})");
  EXPECT_EQ(text_at(told, "ScalingActivities", 0, "StatusMessage"),
            "Successfully set desired count to 4. Change successfully fulfilled by ecs.");
  const auto targets = ask("DescribeScalableTargets", R"({"ServiceNamespace":"ecs"})");
  const auto& one = targets.at("ScalableTargets").as_array().at(0).as_object();
  EXPECT_EQ(one.at("RoleARN").as_string(),
            "arn:aws:iam::123456789012:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService");
  EXPECT_EQ(one.at("SuspendedState").as_object().size(), 3U);
  ask("RegisterScalableTarget", target(R"("MaxCapacity":9,"SuspendedState":{"ScheduledScalingSuspended":true})"));
  const auto again = ask("DescribeScalableTargets", R"({"ServiceNamespace":"ecs"})");
  const auto& kept = again.at("ScalableTargets").as_array().at(0).as_object();
  EXPECT_EQ(kept.at("MinCapacity").as_int64(), 4) << "what is left out stays";
  EXPECT_EQ(kept.at("MaxCapacity").as_int64(), 9);
  EXPECT_EQ(kept.at("ScalableTargetARN"), made.at("ScalableTargetARN"));
}

// reference aws-scaling.md §4.9
TEST_F(ApplicationAutoScalingTest, RefusesInAwssWords) {
  EXPECT_EQ(refusal("RegisterScalableTarget", target(R"("MaxCapacity":6)")),
            "ValidationException: Minimum capacity must be specified");
  EXPECT_EQ(refusal("RegisterScalableTarget", target(R"("MinCapacity":-1,"MaxCapacity":6)")),
            "ValidationException: Minimum capacity cannot be less than 0");
  EXPECT_EQ(refusal("RegisterScalableTarget", target(R"("MinCapacity":7,"MaxCapacity":6)")),
            "ValidationException: Maximum capacity cannot be less than minimum capacity");
  const std::string elsewhere =
      R"({"ServiceNamespace":"ecs","ResourceId":"service/c/api","ScalableDimension":"ecs:service:DesiredCount",
          "MinCapacity":1,"MaxCapacity":2})";
  EXPECT_EQ(refusal("RegisterScalableTarget", elsewhere),
            "ValidationException: ECS service doesn't exist: service/c/api");
  EXPECT_EQ(refusal("RegisterScalableTarget", R"({"ServiceNamespace":"ecs","ResourceId":"c/api",
            "ScalableDimension":"ecs:service:DesiredCount","MinCapacity":1,"MaxCapacity":2})"),
            "ValidationException: Unsupported service namespace, resource type or scalable dimension");
  EXPECT_EQ(refusal("RegisterScalableTarget", R"({"ServiceNamespace":"ecs","ResourceId":"service/c/web",
            "ScalableDimension":"rds:cluster:ReadReplicaCount","MinCapacity":1,"MaxCapacity":2})"),
            "AccessDeniedException: Account is not authorized");
  EXPECT_THAT(refusal("RegisterScalableTarget", R"({"ServiceNamespace":"ecs","ResourceId":"service/c/web",
            "ScalableDimension":"x"})"),
              HasSubstr("Member must satisfy enum value set: [ecs:service:DesiredCount"));
  EXPECT_EQ(refusal("PutScalingPolicy", target(cpu_policy)),
            "ObjectNotFoundException: No scalable target registered for service namespace: ecs, resource ID: "
            "service/c/web, scalable dimension: ecs:service:DesiredCount");
  EXPECT_EQ(refusal("DeregisterScalableTarget", target()),
            "ObjectNotFoundException: No scalable target found for service namespace: ecs, resource ID: "
            "service/c/web, scalable dimension: ecs:service:DesiredCount");
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":6)"));
  EXPECT_EQ(refusal("PutScalingPolicy", target(R"("PolicyName":"p")")),
            "ValidationException: Scaling policy type must be specified");
  EXPECT_EQ(refusal("PutScalingPolicy", target(R"("PolicyName":"p","PolicyType":"StepScaling")")),
            "ValidationException: StepScaling policy configuration must be specified");
  EXPECT_EQ(refusal("DeleteScalingPolicy", target(R"("PolicyName":"p")")),
            "ObjectNotFoundException: No scaling policy found for service namespace: ecs, resource ID: service/c/web, "
            "scalable dimension: ecs:service:DesiredCount, policy name: p");
  EXPECT_EQ(refusal("PutScheduledAction", target(R"j("ScheduledActionName":"n","Schedule":"rate(5 minutes)")j")),
            "ValidationException: ScalableTargetAction must be set");
  EXPECT_EQ(refusal("PutScheduledAction", target(R"j("ScheduledActionName":"n","Schedule":"rate(5 minutes)",
            "Timezone":"Mars/Olympus","ScalableTargetAction":{"MinCapacity":1})j")),
            "ValidationException: Invalid schedule timezone: Mars/Olympus");
  EXPECT_EQ(refusal("DescribeScalableTargets", R"({"ServiceNamespace":"ecs","NextToken":"x"})"),
            "InvalidNextTokenException: The NextToken value is not valid");
  EXPECT_EQ(refusal("DescribeScalingPolicies",
                    R"({"ServiceNamespace":"ecs","ScalableDimension":"ecs:service:DesiredCount"})"),
            "ValidationException: Scalable dimension cannot be provided without a resource ID.");
}

TEST_F(ApplicationAutoScalingTest, ATargetTrackingPolicyHasItsAlarms) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":6)"));
  const auto put = ask("PutScalingPolicy", target(cpu_policy));
  ASSERT_EQ(put.at("Alarms").as_array().size(), 2U);
  const std::string high = text_at(put, "Alarms", 0, "AlarmName");
  EXPECT_THAT(high, StartsWith("TargetTracking-service/c/web-AlarmHigh-"));
  const watch::Alarm* alarm = plane_->alarms().find(high);
  ASSERT_NE(alarm, nullptr);
  EXPECT_EQ(alarm->spec.threshold, 50);
  EXPECT_EQ(alarm->spec.arn, text_at(put, "Alarms", 0, "AlarmARN"));
  EXPECT_THAT(alarm->spec.description, StartsWith("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy arn:aws:"));
  const auto again = ask("PutScalingPolicy", target(cpu_policy));
  EXPECT_EQ(again.at("PolicyARN"), put.at("PolicyARN"));
  EXPECT_EQ(plane_->alarms().find(high), nullptr) << "an update makes new ones";
  EXPECT_EQ(plane_->alarms().list().size(), 2U);
  const auto told = ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})");
  EXPECT_EQ(told.at("ScalingPolicies").as_array().at(0).at("Alarms"), again.at("Alarms"));
  ask("DeleteScalingPolicy", target(R"("PolicyName":"cpu")"));
  EXPECT_TRUE(plane_->alarms().list().empty());
}

TEST_F(ApplicationAutoScalingTest, DeletingAStepPolicyTakesItOutOfTheUsersAlarm) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":6)"));
  const auto put = ask("PutScalingPolicy", target(R"("PolicyName":"up","PolicyType":"StepScaling",
      "StepScalingPolicyConfiguration":{"AdjustmentType":"ChangeInCapacity",
      "StepAdjustments":[{"MetricIntervalLowerBound":0.0,"ScalingAdjustment":1}]})"));
  watch::AlarmSpec spec;
  spec.name = "busy";
  spec.metric = watch::make_metric("AWS/ECS", "CPUUtilization", {});
  spec.alarm_actions = {std::string(put.at("PolicyARN").as_string()), "arn:aws:sns:us-east-1:123456789012:ops"};
  ASSERT_TRUE(plane_->alarms().put(spec, now_).has_value());
  const auto told = ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs","PolicyNames":["up"]})");
  const auto& policy = told.at("ScalingPolicies").as_array().at(0).as_object();
  EXPECT_EQ(policy.at("Alarms").as_array().at(0).at("AlarmName").as_string(), "busy");
  EXPECT_EQ(refusal("PutScalingPolicy", target(R"("PolicyName":"up","PolicyType":"TargetTrackingScaling")")),
            "ValidationException: You cannot change a StepScaling policy to a non StepScaling policy, or vice versa.");
  ask("DeleteScalingPolicy", target(R"("PolicyName":"up")"));
  EXPECT_EQ(plane_->alarms().find("busy")->spec.alarm_actions.size(), 1U);
}

TEST_F(ApplicationAutoScalingTest, ScalesAndGoesOnAfterAKill) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":10)"));
  ask("PutScalingPolicy", target(cpu_policy));
  run(6min, 90);
  const int desired = counts().desired;
  EXPECT_GE(desired, 4);
  const auto before = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})");
  const auto policies = ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})");
  const auto memory = plane_->scaling().find("service/c/web")->snapshot().scaler;
  EXPECT_NE(memory.cooldown, scaling::Cooldown::Snapshot{}) << "it cools down";
  EXPECT_THAT(text_at(before, "ScalingActivities", 0, "Cause"),
              StartsWith("monitor alarm TargetTracking-service/c/web-AlarmHigh-"));

  kill_and_start();
  EXPECT_EQ(ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})"), before);
  EXPECT_EQ(ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})"), policies);
  EXPECT_EQ(plane_->scaling().find("service/c/web")->snapshot().scaler, memory);
  EXPECT_EQ(plane_->alarms().list().size(), 2U) << "made anew, under their old names";
  run(30s, 50);
  EXPECT_EQ(counts().desired, desired) << "nothing is scaled again";
  run(6min, 95);
  const auto after = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})");
  EXPECT_GT(after.at("ScalingActivities").as_array().size(), before.at("ScalingActivities").as_array().size());
  std::set<std::string> ids;
  for (const auto& activity : after.at("ScalingActivities").as_array())
    EXPECT_TRUE(ids.insert(std::string(activity.at("ActivityId").as_string())).second);
}

TEST_F(ApplicationAutoScalingTest, TellsWhatItDidNotDoWhenAsked) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":2)"));
  ask("PutScalingPolicy", target(cpu_policy));
  run(6min, 90);
  EXPECT_TRUE(
      ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})").at("ScalingActivities").as_array().empty());
  const auto all = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs","IncludeNotScaledActivities":true})");
  const auto& activity = all.at("ScalingActivities").as_array().at(0).as_object();
  EXPECT_EQ(activity.at("Description").as_string(), "Attempting to scale due to alarm triggered");
  const auto& reason = activity.at("NotScaledReasons").as_array().at(0).as_object();
  EXPECT_EQ(reason.at("Code").as_string(), "AlreadyAtMaxCapacity");
  EXPECT_EQ(reason.at("MaxCapacity").as_int64(), 2);
}

TEST_F(ApplicationAutoScalingTest, AScheduledActionSetsTheBoundsOnce) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":3)"));
  ask("PutScheduledAction", target(R"j("ScheduledActionName":"morning","Schedule":"at(2026-09-14T12:02:00)",
      "ScalableTargetAction":{"MinCapacity":5,"MaxCapacity":10})j"));
  run(119s);
  EXPECT_EQ(counts().desired, 2);
  run(10s);
  EXPECT_EQ(counts().desired, 5);
  const auto told = ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})");
  ASSERT_EQ(told.at("ScalingActivities").as_array().size(), 2U);
  EXPECT_EQ(text_at(told, "ScalingActivities", 0, "Cause"), "minimum capacity was set to 5");
  EXPECT_EQ(text_at(told, "ScalingActivities", 1, "Cause"), "scheduled action name morning was triggered");
  EXPECT_EQ(text_at(told, "ScalingActivities", 1, "StatusMessage"),
            "Successfully set min capacity to 5 and max capacity to 10");
  kill_and_start();
  const auto targets = ask("DescribeScalableTargets", R"({"ServiceNamespace":"ecs"})");
  EXPECT_EQ(targets.at("ScalableTargets").as_array().at(0).at("MinCapacity").as_int64(), 5);
  run(2min);
  EXPECT_EQ(ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})"), told) << "it doesn't run again";
  ask("DeleteScheduledAction", target(R"("ScheduledActionName":"morning")"));
  EXPECT_TRUE(
      ask("DescribeScheduledActions", R"({"ServiceNamespace":"ecs"})").at("ScheduledActions").as_array().empty());
}

TEST_F(ApplicationAutoScalingTest, OtherNamespacesAreRecorded) {
  const std::string table =
      R"({"ServiceNamespace":"dynamodb","ResourceId":"table/t","ScalableDimension":"dynamodb:table:ReadCapacityUnits")";
  ask("RegisterScalableTarget", table + R"(,"MinCapacity":5,"MaxCapacity":50})");
  EXPECT_EQ(
      ask("DescribeScalableTargets", R"({"ServiceNamespace":"dynamodb"})").at("ScalableTargets").as_array().size(), 1U);
  ASSERT_FALSE(journal_.all<ledger::Note>().empty());
  EXPECT_THAT(journal_.all<ledger::Note>().back().text, HasSubstr("nothing scales"));
  kill_and_start();
  ask("DeregisterScalableTarget", table + "}");
  EXPECT_TRUE(
      ask("DescribeScalableTargets", R"({"ServiceNamespace":"dynamodb"})").at("ScalableTargets").as_array().empty());
}

TEST_F(ApplicationAutoScalingTest, TagsAndPages) {
  const auto made = ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":3,"Tags":{"team":"web"})"));
  const std::string arn = R"({"ResourceARN":")" + std::string(made.at("ScalableTargetARN").as_string()) + "\"";
  ask("TagResource", arn + R"(,"Tags":{"env":"test"}})");
  EXPECT_EQ(ask("ListTagsForResource", arn + "}").at("Tags").as_object().size(), 2U);
  ask("UntagResource", arn + R"(,"TagKeys":["team"]})");
  EXPECT_EQ(ask("ListTagsForResource", arn + "}").at("Tags").as_object().size(), 1U);
  for (const char* name : {"a", "b", "c"})
    ask("PutScheduledAction", target(std::string(R"("ScheduledActionName":")") + name +
                                     R"j(","Schedule":"rate(1 days)","ScalableTargetAction":{"MinCapacity":1})j"));
  const auto first = ask("DescribeScheduledActions", R"({"ServiceNamespace":"ecs","MaxResults":2})");
  ASSERT_EQ(first.at("ScheduledActions").as_array().size(), 2U);
  const auto second = ask("DescribeScheduledActions", R"({"ServiceNamespace":"ecs","MaxResults":2,"NextToken":")" +
                                                          std::string(first.at("NextToken").as_string()) + "\"}");
  EXPECT_EQ(text_at(second, "ScheduledActions", 0, "ScheduledActionName"), "c");
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST_F(ApplicationAutoScalingTest, ForecastsAndRaisesTheMinimum) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":1,"MaxCapacity":20)"));
  // A day of the past: at 13 o'clock 200 % in all of two tasks, else 20 %.
  const auto id = watch::make_metric("AWS/ECS", "CPUUtilization", {{"ClusterName", "c"}, {"ServiceName", "web"}});
  const Instant noon = now_;
  for (Instant at = noon - 24h; at < noon; at += 1min)
    plane_->put({id, at, stats::StatisticSet::of(at >= noon - 23h && at < noon - 22h ? 100 : 10), "Percent"});
  run(10s);  // two tasks run
  ask("PutScalingPolicy", target(R"("PolicyName":"ahead","PolicyType":"PredictiveScaling",
      "PredictiveScalingPolicyConfiguration":{"Mode":"ForecastAndScale","MetricSpecifications":[{"TargetValue":40.0,
      "PredefinedMetricPairSpecification":{"PredefinedMetricType":"ECSServiceCPUUtilization"}}]})"));
  run(3min);
  EXPECT_EQ(counts().desired, 2);
  const auto forecast = ask("GetPredictiveScalingForecast", target(R"("PolicyName":"ahead","StartTime":1789390800,
      "EndTime":1789398000)"));
  EXPECT_EQ(boost::json::serialize(forecast.at("CapacityForecast").at("Values")), "[5E0,1E0]");
  run(53min);
  EXPECT_EQ(counts().desired, 5) << "five minutes before the hour";
  const auto targets = ask("DescribeScalableTargets", R"({"ServiceNamespace":"ecs"})");
  const auto& one = targets.at("ScalableTargets").as_array().at(0).as_object();
  EXPECT_EQ(one.at("MinCapacity").as_int64(), 1);
  EXPECT_EQ(one.at("PredictedCapacity").as_int64(), 5);
}

TEST_F(ApplicationAutoScalingTest, DeregisteringEndsAllButTheActivities) {
  ask("RegisterScalableTarget", target(R"("MinCapacity":4,"MaxCapacity":6)"));
  ask("PutScalingPolicy", target(cpu_policy));
  run(10s);
  ask("DeregisterScalableTarget", target());
  EXPECT_TRUE(plane_->alarms().list().empty());
  EXPECT_EQ(plane_->scaling().find("service/c/web"), nullptr);
  EXPECT_TRUE(ask("DescribeScalingPolicies", R"({"ServiceNamespace":"ecs"})").at("ScalingPolicies").as_array().empty());
  EXPECT_EQ(ask("DescribeScalingActivities", R"({"ServiceNamespace":"ecs"})").at("ScalingActivities").as_array().size(),
            1U);
}

}  // namespace
}  // namespace rampart::aws
