#include "core/scaling/target_tracking.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace rampart::scaling {
namespace {

using std::chrono::seconds;

// reference aws-scaling.md §4.3, "Vectors".
TEST(TargetTracking, aws_scaling_4_3_vectors) {
  EXPECT_EQ(scale_out_proposal(2, 90, 50), 4);
  EXPECT_EQ(scale_out_proposal(3, 51, 50), 4);
  EXPECT_EQ(scale_out_proposal(10, 75, 50), 15);
  EXPECT_EQ(scale_in_proposal(4, 20, 50), 2);
  EXPECT_EQ(scale_in_proposal(4, 44, 50), std::nullopt);
  EXPECT_EQ(scale_in_proposal(1, 10, 50), std::nullopt);
  EXPECT_EQ(scale_out_proposal(0, 60, 50), 1);
  EXPECT_EQ(scale_out_proposal(2, 2500, 1000), 5);
}

TEST(TargetTracking, noise_of_the_division_adds_no_task) {
  EXPECT_EQ(needed_capacity(3, 100, 100), 3);
  for (int capacity = 1; capacity <= 200; ++capacity)
    for (const double target : {0.1, 0.7, 33.3, 70.1, 1e9 / 3}) {
      EXPECT_EQ(needed_capacity(capacity, target, target), capacity);
      EXPECT_EQ(needed_capacity(capacity, target * 3, target), 3 * capacity);
      EXPECT_EQ(needed_capacity(capacity, target * 1.001, target), capacity + 1);
    }
}

TEST(TargetTracking, extremes_stay_sane) {
  EXPECT_EQ(needed_capacity(4, 0, 50), 0);
  EXPECT_EQ(needed_capacity(4, -5, 50), 0);
  EXPECT_GT(needed_capacity(1000, 1e300, 1e-100), 1000000);
}

// reference aws-scaling.md §9.4: all recent datapoints, not the newest.
TEST(TargetTracking, goes_by_the_mean_of_the_recent_datapoints) {
  EXPECT_EQ(average(std::array{60.0, 90.0, 120.0}), 90);
}

Policy policy(TargetTracking what) {
  return {"cpu50", "arn:aws:autoscaling:us-east-1:1:scalingPolicy:u:resource/ecs/service/c/s:policyName/cpu50",
          std::move(what)};
}

ScalableTarget service() {
  ScalableTarget target;
  target.resource_id = "service/c/s";
  target.max_capacity = 10;
  return target;
}

TargetTracking cpu(double target_value) {
  TargetTracking t;
  t.target_value = target_value;
  t.predefined = PredefinedMetric::ecs_service_average_cpu_utilization;
  return t;
}

// reference aws-scaling.md §4.3, "Managed alarms".
TEST(ManagedAlarms, aws_scaling_4_3_pair) {
  const auto alarms = managed_alarms(service(), policy(cpu(70)), {"creator", "high-id", "low-id"});
  ASSERT_EQ(alarms.size(), 2u);
  const auto& [high, low] = std::tie(alarms[0], alarms[1]);
  EXPECT_EQ(high.name, "TargetTracking-service/c/s-AlarmHigh-high-id");
  EXPECT_EQ(low.name, "TargetTracking-service/c/s-AlarmLow-low-id");
  EXPECT_TRUE(high.high);
  EXPECT_FALSE(low.high);
  EXPECT_EQ(high.threshold, 70);
  EXPECT_EQ(low.threshold, 63);
  EXPECT_EQ(high.period, seconds(60));
  EXPECT_EQ(low.period, seconds(60));
  EXPECT_EQ(high.evaluation_periods, 3);
  EXPECT_EQ(low.evaluation_periods, 15);
  EXPECT_EQ(high.action_arn,
            "arn:aws:autoscaling:us-east-1:1:scalingPolicy:u:resource/ecs/service/c/s:policyName/cpu50:createdBy/"
            "creator");
  EXPECT_EQ(low.action_arn, high.action_arn);
  EXPECT_EQ(high.description, "DO NOT EDIT OR DELETE. For TargetTrackingScaling policy " + high.action_arn + ".");
}

TEST(ManagedAlarms, aws_scaling_4_3_low_stands_at_nine_tenths) {
  EXPECT_EQ(low_threshold(70), 63);
  EXPECT_EQ(low_threshold(50), 45);
  EXPECT_EQ(low_threshold(60), 54);
}

TEST(ManagedAlarms, no_low_alarm_without_scale_in) {
  auto t = cpu(50);
  t.disable_scale_in = true;
  EXPECT_EQ(managed_alarms(service(), policy(t), {"c", "h", "l"}).size(), 1u);
}

TEST(ManagedAlarms, high_resolution_looks_at_3_and_30_periods_of_20_s) {
  auto t = cpu(50);
  t.predefined = PredefinedMetric::ecs_service_average_memory_utilization_high_resolution;
  const auto alarms = managed_alarms(service(), policy(t), {"c", "h", "l"});
  EXPECT_EQ(alarms[0].period, seconds(20));
  EXPECT_EQ(alarms[0].evaluation_periods, 3);
  EXPECT_EQ(alarms[1].period, seconds(20));
  EXPECT_EQ(alarms[1].evaluation_periods, 30);
}

// reference aws-scaling.md §4.3, first table, and §1.7, §2.6.
TEST(TrackedMetric, predefined_ones) {
  auto metric = tracked_metric(service(), cpu(50)).value();
  EXPECT_EQ(metric.name_space, "AWS/ECS");
  EXPECT_EQ(metric.name, "CPUUtilization");
  EXPECT_EQ(metric.statistic, "Average");
  EXPECT_EQ(metric.unit, "Percent");
  EXPECT_EQ(metric.dimensions,
            (std::vector<std::pair<std::string, std::string>>{{"ClusterName", "c"}, {"ServiceName", "s"}}));

  auto requests = cpu(800);
  requests.predefined = PredefinedMetric::alb_request_count_per_target;
  requests.resource_label = "app/lb/1a/targetgroup/tg/2b";
  metric = tracked_metric(service(), requests).value();
  EXPECT_EQ(metric.name_space, "AWS/ApplicationELB");
  EXPECT_EQ(metric.name, "RequestCountPerTarget");
  EXPECT_EQ(metric.statistic, "Sum");
  EXPECT_EQ(metric.unit, "None");
  EXPECT_EQ(metric.dimensions, (std::vector<std::pair<std::string, std::string>>{
                                   {"LoadBalancer", "app/lb/1a"}, {"TargetGroup", "targetgroup/tg/2b"}}));
}

std::string complaint(const TargetTracking& t) {
  const auto result = validate(t);
  return result ? std::string() : result.error().message;
}

// reference aws-scaling.md §4.9.
TEST(ValidateTargetTracking, aws_scaling_4_9_texts) {
  EXPECT_EQ(complaint(cpu(50)), "");
  EXPECT_EQ(complaint(cpu(0)),
            "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was "
            "'0.0'.");
  auto t = cpu(50);
  t.customized = CustomizedMetric{};
  EXPECT_EQ(complaint(t),
            "Only one of PredefinedMetricSpecification or CustomizedMetricSpecification can be set for target tracking "
            "scaling.");
  t.customized.reset();
  t.predefined.reset();
  EXPECT_EQ(complaint(t),
            "PredefinedMetricSpecification or CustomizedMetricSpecification must be set for target tracking scaling.");
  t.predefined = PredefinedMetric::alb_request_count_per_target;
  EXPECT_EQ(complaint(t), "Resource label should be specified for predefined metric type ALBRequestCountPerTarget");
  t.resource_label = "app/lb/targetgroup/tg";
  EXPECT_EQ(complaint(t),
            "Invalid resource label 'app/lb/targetgroup/tg' for predefined metric type ALBRequestCountPerTarget");
  t = cpu(50);
  t.scale_in_cooldown = seconds(-1);
  EXPECT_EQ(complaint(t), "Cooldown must be nonnegative");
  EXPECT_NE(complaint(cpu(std::numeric_limits<double>::quiet_NaN())), "");
}

// reference aws-scaling.md §4.2.
TEST(Policy, arn_and_names) {
  EXPECT_EQ(make_policy_arn("us-east-1", "123456789012", "0e-uuid", service(), "cpu50"),
            "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:0e-uuid:resource/ecs/service/c/s:policyName/"
            "cpu50");
  EXPECT_EQ(predefined_metric_named("ECSServiceAverageCPUUtilizationHighResolution"),
            PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution);
  EXPECT_EQ(name_of(PredefinedMetric::alb_request_count_per_target), "ALBRequestCountPerTarget");
  EXPECT_EQ(predefined_metric_named("Nope"), std::nullopt);
  EXPECT_EQ(adjustment_type_named("PercentChangeInCapacity"), AdjustmentType::percent_change_in_capacity);
  EXPECT_EQ(name_of(AdjustmentType::exact_capacity), "ExactCapacity");
  EXPECT_EQ(aggregation_named("Maximum"), Aggregation::maximum);
}

}  // namespace
}  // namespace rampart::scaling
