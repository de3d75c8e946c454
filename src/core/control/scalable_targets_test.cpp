#include "core/control/scalable_targets.h"

#include <gtest/gtest.h>

#include "core/fleet/testing/bench_fleet.h"
#include "core/ledger/testing/memory_journal.h"

namespace rampart::control {
namespace {

using namespace std::chrono_literals;

const std::string resource = "service/c/web";

/// A fleet of two tasks under scaling, on doubles.
class ScalableTargetsTest : public ::testing::Test {
 protected:
  ScalableTargetsTest() { bench_.create(fleet::testing::web(2)); }

  static scaling::ScalableTarget bounds(int least, int most) {
    return {.resource_id = resource, .min_capacity = least, .max_capacity = most};
  }
  static scaling::Policy cpu(const std::string& name, double target = 50) {
    scaling::TargetTracking what;
    what.target_value = target;
    what.predefined = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
    return {name, "arn:aws:autoscaling:eu-west-1:123456789012:scalingPolicy:1:resource/ecs/x:policyName/" + name, what};
  }
  int desired() { return bench_.counts().desired; }
  void run(int seconds) {
    for (int i = 0; i < seconds; ++i) {
      bench_.tick();
      targets_.step(bench_.now, {});
    }
  }

  fleet::testing::BenchFleet bench_;
  watch::Alarms alarms_;
  watch::MetricStore metrics_;
  ledger::MemoryJournal journal_;
  Chronicle chronicle_{journal_, [](Instant t) { return t; }};
  ScalableTargets targets_{{bench_.fleet, alarms_, metrics_, chronicle_}, nullptr, Random(3)};
};

TEST_F(ScalableTargetsTest, BoundsHoldAtOnceWheneverTheyChange) {
  ASSERT_TRUE(targets_.put_target(bounds(4, 8), bench_.now).has_value());
  EXPECT_EQ(desired(), 4);
  ASSERT_TRUE(targets_.put_target(bounds(0, 1), bench_.now).has_value());
  EXPECT_EQ(desired(), 1);
  const auto activities = targets_.find(resource)->activities(false);
  ASSERT_EQ(activities.size(), 2U);
  EXPECT_EQ(activities[0].decision.cause, "maximum capacity was set to 1");
  EXPECT_EQ(targets_.put_target(bounds(3, 2), bench_.now).error().message,
            "Maximum capacity cannot be less than minimum capacity");
}

TEST_F(ScalableTargetsTest, PoliciesNeedATargetAndAMetricOfTheirOwn) {
  EXPECT_EQ(targets_.put_policy(resource, cpu("a"), {"x", "y", "z"}, bench_.now).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(targets_.put_target(bounds(1, 8), bench_.now).has_value());
  ASSERT_TRUE(targets_.put_policy(resource, cpu("a"), {"x", "y", "z"}, bench_.now).has_value());
  EXPECT_EQ(targets_.put_policy(resource, cpu("b", 70), {"x", "u", "v"}, bench_.now).error().message,
            "Only one TargetTrackingScaling policy for a given metric specification is allowed.");
  const watch::Alarm* high = alarms_.find("TargetTracking-service/c/web-AlarmHigh-y");
  ASSERT_NE(high, nullptr);
  EXPECT_EQ(high->spec.arn, "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:TargetTracking-service/c/web-AlarmHigh-y");
  ASSERT_TRUE(targets_.put_policy(resource, cpu("a", 70), {"x", "u", "v"}, bench_.now).has_value());
  EXPECT_EQ(alarms_.find("TargetTracking-service/c/web-AlarmHigh-y"), nullptr);
  ASSERT_TRUE(targets_.erase_target(resource).has_value());
  EXPECT_TRUE(alarms_.list().empty());
}

TEST_F(ScalableTargetsTest, ScheduledActionsRunOnceAndKeepQuietWhenSuspended) {
  ASSERT_TRUE(targets_.put_target(bounds(1, 8), bench_.now).has_value());
  scaling::ScheduledAction action;
  action.name = "busy";
  action.schedule = *scaling::parse_schedule("rate(1 minute)");
  action.zone = *targets_.zone("");
  action.created = bench_.now;
  action.min_capacity = 5;
  ASSERT_TRUE(targets_.put_scheduled_action(resource, action, bench_.now).has_value());
  run(58);
  EXPECT_EQ(desired(), 2);
  run(5);
  EXPECT_EQ(desired(), 5);
  EXPECT_EQ(targets_.find(resource)->target().min_capacity, 5);
  EXPECT_EQ(targets_.find(resource)->activities(false).size(), 2U) << "the action, and what the new bounds asked for";
  auto quiet = bounds(1, 8);
  quiet.scheduled_scaling_suspended = true;
  ASSERT_TRUE(targets_.put_target(quiet, bench_.now).has_value());
  run(120);
  EXPECT_EQ(targets_.find(resource)->target().min_capacity, 1);
  EXPECT_FALSE(targets_.zone("Mars/Olympus").has_value());
}

TEST_F(ScalableTargetsTest, ARunThatWasMissedIsMadeUpForOnce) {
  scaling::ScheduledAction action;
  action.name = "night";
  action.schedule = *scaling::parse_schedule("rate(1 hour)");
  action.zone = *targets_.zone("");
  action.created = bench_.now - 10h;
  action.max_capacity = 1;
  targets_.restore_target(bounds(0, 8));
  ASSERT_TRUE(targets_.put_scheduled_action(resource, action, action.created).has_value());
  ScaledService::Snapshot memory;
  memory.looked["night"] = bench_.now - 3h;
  targets_.restore_memory(resource, memory, {});
  run(5);
  EXPECT_EQ(desired(), 1);
  EXPECT_EQ(targets_.find(resource)->activities(false).size(), 2U);
  EXPECT_GE(targets_.find(resource)->snapshot().looked.at("night"), bench_.now - 10s);
}

TEST_F(ScalableTargetsTest, WhatIsRestoredDoesNotMove) {
  targets_.restore_target(bounds(4, 8));
  targets_.restore_memory(resource, {}, {});
  run(5);
  EXPECT_EQ(desired(), 2) << "the user may have set two since";
  EXPECT_TRUE(targets_.find(resource)->activities(true).empty());
}

}  // namespace
}  // namespace rampart::control
