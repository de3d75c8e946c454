#include "core/control/control_plane.h"

#include <gtest/gtest.h>

#include "core/fleet/testing/fake_compute.h"
#include "core/fleet/testing/fake_router.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::control {
namespace {

using namespace std::chrono_literals;

constexpr const char* group_name = "targetgroup/web/0123456789abcdef";
constexpr const char* balancer_name = "app/web/0123456789abcdef";
const std::string group_arn = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef";

/// One service "web" in cluster "c", 1 to 6 tasks, target tracking on 100 requests a target a minute.
Catalogue web_catalogue() {
  Catalogue out;
  fleet::TaskDefinition definition;
  definition.family = "web";
  definition.arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1";
  definition.containers.push_back({.name = "web", .image = "web", .ports = {{.container_port = 80}}});
  out.task_definitions.push_back(definition);
  fleet::TargetGroup group;
  group.name = "web";
  group.arn = group_arn;
  group.full_name = group_name;
  out.target_groups.push_back(group);
  fleet::ServiceSpec service;
  service.name = "web";
  service.cluster = "c";
  service.arn = "arn:aws:ecs:us-east-1:123456789012:service/c/web";
  service.task_definition_arn = definition.arn;
  service.desired_count = 1;
  service.load_balancers.push_back({group_arn, "web", 80});
  out.services.push_back(service);
  ScalableTargetEntry entry;
  entry.target.resource_id = "service/c/web";
  entry.target.min_capacity = 1;
  entry.target.max_capacity = 6;
  scaling::TargetTracking tracking;
  tracking.target_value = 100;
  tracking.predefined = scaling::PredefinedMetric::alb_request_count_per_target;
  tracking.resource_label = std::string(balancer_name) + "/" + group_name;
  tracking.scale_in_cooldown = 60s;
  tracking.scale_out_cooldown = 60s;
  entry.policies.push_back(
      {"requests",
       "arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:1:resource/ecs/service/c/web:policyName/requests",
       tracking});
  out.scalable_targets.push_back(entry);
  return out;
}

/// A control plane on the doubles; time is moved by hand, a second a tick, requests come at a settable rate.
class ControlPlaneTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ControlOptions options;
    options.seed = 5;
    options.to_real = [this](Instant aws) { return start_ + (aws - start_) / 10; };
    auto made = ControlPlane::create(web_catalogue(), compute_, router_, journal_, options, now_);
    ASSERT_TRUE(made.has_value()) << to_string(made.error());
    plane_ = std::move(*made);
  }

  void run(Duration length, double requests_per_second) {
    for (const Instant end = now_ + length; now_ < end; now_ += 1s) {
      const int healthy = std::max(1, counts().healthy);
      plane_->put({watch::make_metric("AWS/ApplicationELB", "RequestCountPerTarget",
                                      {{"LoadBalancer", balancer_name}, {"TargetGroup", group_name}}),
                   now_, stats::StatisticSet::of(requests_per_second / healthy), "None"});
      compute_.set_now(now_);
      router_.set_now(now_);
      plane_->tick(now_);
    }
  }
  fleet::ServiceCounts counts() const { return plane_->fleet().services().front()->counts(); }

  const Instant start_ = instant_from_unix_seconds(1'790'000'000);
  Instant now_ = start_;
  fleet::testing::FakeCompute compute_;
  fleet::testing::FakeRouter router_;
  ledger::MemoryJournal journal_;
  std::unique_ptr<ControlPlane> plane_;
};

TEST_F(ControlPlaneTest, ComesUpAndStaysWithinItsTarget) {
  run(20min, 1.0);
  EXPECT_EQ(counts().running, 1);
  EXPECT_TRUE(plane_->stable());
  for (const auto& activity : journal_.all<ledger::ScalingActivity>())
    EXPECT_NE(activity.not_scaled_reason, "") << activity.description;
}

TEST_F(ControlPlaneTest, ScalesOutAfterThreeDatapointsAndInAfterFifteen) {
  run(5min, 1.0);
  run(3min, 8.0);
  EXPECT_EQ(counts().desired, 1) << "three datapoints can't be complete yet";
  run(6min, 8.0);                  // 480 a minute: five tasks at 100
  EXPECT_GE(counts().desired, 5);  // the minute in which tasks came up still looks high: AWS may add one more
  const int scaled_out = counts().desired;
  run(11min, 1.0);  // six tasks share the last of the peak, so a few low minutes lie behind already
  EXPECT_EQ(counts().desired, scaled_out) << "fifteen low datapoints can't be complete yet";
  run(30min, 1.0);
  EXPECT_EQ(counts().desired, 1);
  EXPECT_EQ(counts().running, 1);
}

TEST_F(ControlPlaneTest, WritesWhyItScaledInRealTime) {
  run(5min, 1.0);
  run(6min, 8.0);
  std::vector<ledger::ScalingActivity> done;
  for (const auto& activity : journal_.all<ledger::ScalingActivity>())
    if (activity.status_code == "Successful") done.push_back(activity);
  ASSERT_FALSE(done.empty());
  EXPECT_EQ(done[0].resource_id, "service/c/web");
  EXPECT_TRUE(done[0].cause.starts_with("monitor alarm TargetTracking-service/c/web-AlarmHigh-")) << done[0].cause;
  EXPECT_NE(done[0].explanation.find("instead of 1"), std::string::npos) << done[0].explanation;
  // Ten AWS seconds in a real second: nothing is stamped later than a tenth of the way.
  for (const auto& recorded : journal_.events()) EXPECT_LE(recorded.at, start_ + (now_ - start_) / 10);
}

TEST_F(ControlPlaneTest, AStateSetByHandScalesAndIsWrittenDown) {
  run(5min + 10s, 1.0);  // the alarms look again in 50 s
  std::string high;
  for (const watch::Alarm* alarm : plane_->alarms().list())
    if (alarm->spec.name.find("AlarmHigh") != std::string::npos) high = alarm->spec.name;
  std::string query_date = iso8601(now_);
  query_date.back() = '+';
  const std::string data = R"({"queryDate":")" + query_date + R"(0000","recentDatapoints":[300.0],"threshold":100.0})";
  ASSERT_TRUE(plane_->set_alarm_state(high, watch::AlarmState::alarm, "by hand", data, now_).has_value());
  EXPECT_EQ(counts().desired, 1) << "at the next tick";
  run(1s, 1.0);
  EXPECT_EQ(counts().desired, 3);
  const auto transitions = journal_.all<ledger::AlarmTransition>();
  ASSERT_FALSE(transitions.empty());
  EXPECT_EQ(transitions.back().reason, "by hand");
  EXPECT_TRUE(plane_->set_alarm_state("x", watch::AlarmState::ok, "", "", now_).has_error());
}

TEST_F(ControlPlaneTest, RecordsWhatTheAutoscalerSaw) {
  run(10min, 2.0);
  const auto periods = journal_.all<ledger::MetricPeriod>();
  ASSERT_GE(periods.size(), 8U);
  EXPECT_NE(periods[1].metric.find("RequestCountPerTarget"), std::string::npos);
  EXPECT_NEAR(periods[1].value.sum, 120, 1);
  EXPECT_EQ(periods[1].period_s, 60);
}

TEST_F(ControlPlaneTest, AnAutoscalerDoesNotUndoAKill) {
  run(5min, 1.0);
  const auto living = compute_.living();
  ASSERT_EQ(living.size(), 1U);
  ASSERT_TRUE(compute_.kill(living[0]));
  run(2min, 1.0);
  EXPECT_EQ(counts().running, 1);
  ASSERT_EQ(compute_.living().size(), 1U);
  EXPECT_NE(compute_.living()[0], living[0]);
}

TEST_F(ControlPlaneTest, ShutdownEmptiesTheFleetAndScalesNoMore) {
  run(5min, 8.0);
  plane_->shutdown(now_);
  run(10min, 8.0);
  EXPECT_TRUE(plane_->empty());
  EXPECT_EQ(counts().running, 0);
}

TEST_F(ControlPlaneTest, OneSeedGivesOneLog) {
  const auto log_of = [this] {
    ledger::MemoryJournal journal;
    fleet::testing::FakeCompute compute;
    fleet::testing::FakeRouter router;
    auto plane = ControlPlane::create(web_catalogue(), compute, router, journal,
                                      {.seed = 5, .to_real = [](Instant t) { return t; }}, start_);
    std::string log;
    for (int i = 0; i < 300; ++i) {
      compute.set_now(start_ + i * 1s);
      router.set_now(start_ + i * 1s);
      (*plane)->tick(start_ + i * 1s);
    }
    for (const auto& task : journal.all<ledger::TaskState>()) log += task.task + task.status;
    return log;
  };
  const std::string first = log_of();
  EXPECT_FALSE(first.empty());
  EXPECT_EQ(first, log_of());
}

}  // namespace
}  // namespace rampart::control
