// Deployment alarms and task protection.
#include <gtest/gtest.h>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;
using testing::service_arn;
using testing::web;

ServiceSpec watched(int desired) {
  auto spec = web(desired);
  spec.alarms = true;
  spec.alarms_rollback = true;
  spec.alarm_names = {"errors"};
  return spec;
}

void run(BenchFleet& bench, int ticks, bool in_alarm) {
  for (int i = 0; i < ticks; ++i) {
    bench.fleet.observe_alarms({{"errors", {.in_alarm = in_alarm, .span = seconds(60)}}});
    bench.tick();
  }
}

void deploy(BenchFleet& bench, int revision) {
  ServiceUpdate update;
  update.task_definition_arn = definition(revision).arn;
  bench.fleet.update_service(service_arn, update, bench.now).value();
}

TEST(DeploymentAlarms, AreWatchedUntilTheBakeTimeIsOver) {
  BenchFleet bench;
  bench.create(watched(2));
  EXPECT_EQ(bench.fleet.watched_alarms(), std::set<std::string>{"errors"});
  run(bench, 30, false);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::in_progress);
  EXPECT_EQ(bench.service().deployments()[0].alarm_watch, AlarmWatch::monitoring);
  run(bench, 60, false);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
  EXPECT_EQ(bench.service().deployments()[0].alarm_watch, AlarmWatch::complete);
  EXPECT_TRUE(bench.fleet.watched_alarms().empty());
}

TEST(DeploymentAlarms, OneInAlarmFailsTheDeploymentAndRollsItBack) {
  BenchFleet bench;
  bench.create(watched(2));
  run(bench, 90, false);
  const std::string good = bench.service().deployments()[0].id;
  deploy(bench, 2);
  run(bench, 20, false);
  EXPECT_EQ(bench.active_of(2), 2);
  const std::string bad = bench.service().deployments()[0].id;
  run(bench, 1, true);
  EXPECT_EQ(bench.count_messages("(deployment " + bad + ") deployment failed: alarm detected."), 1);
  EXPECT_EQ(bench.count_messages("rolling back to deployment " + good + "."), 1);
  const Deployment back = bench.service().deployments()[0];
  EXPECT_TRUE(back.rollback);
  EXPECT_EQ(back.rolls_back, bad);
  EXPECT_EQ(back.revision, good);
  run(bench, 30, true);  // the alarm still rings: a rollback isn't rolled back
  EXPECT_EQ(bench.active_of(1), 2);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  ASSERT_EQ(bench.service().ended_deployments().size(), 2U);
  EXPECT_EQ(bench.service().ended_deployments()[0].triggered_alarms, std::vector<std::string>{"errors"});
}

TEST(DeploymentAlarms, OneThatRangBeforeSaysNothing) {
  BenchFleet bench;
  bench.create(watched(1));
  run(bench, 90, false);
  deploy(bench, 2);
  run(bench, 30, true);
  EXPECT_EQ(bench.service().deployments()[0].alarm_watch, AlarmWatch::disabled);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
  EXPECT_EQ(bench.active_of(2), 1);
}

TEST(Protection, KeepsATaskThroughScaleInAndDeploymentUntilItEnds) {
  BenchFleet bench;
  bench.create(web(3));
  bench.run(5);
  const auto newest = bench.active()[2].id;
  bench.fleet.protect_task(newest, bench.now + seconds(60)).value();
  bench.fleet.set_desired_count(service_arn, 1, bench.now).value();
  bench.run(5);
  ASSERT_EQ(bench.active().size(), 1U);
  EXPECT_EQ(bench.active()[0].id, newest);
  deploy(bench, 2);
  bench.run(20);
  EXPECT_TRUE(bench.task(newest).active());
  bench.run(60);
  EXPECT_FALSE(bench.task(newest).active());
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  EXPECT_EQ(bench.fleet.protect_task(newest, std::nullopt).error().kind, ErrorKind::conflict);
  EXPECT_EQ(bench.fleet.protect_task("none", std::nullopt).error().kind, ErrorKind::not_found);
}

TEST(Protection, DoesNotKeepASickTask) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(5);
  const auto id = bench.active()[0].id;
  bench.fleet.protect_task(id, bench.now + seconds(6000)).value();
  bench.router.set_health(id, false, "sick");
  bench.run(10);
  EXPECT_FALSE(bench.task(id).active());
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

/// A Compute that tells what the containers' own checks say.
TEST(ContainerHealth, ATaskIsHealthyWhenItsContainersAre) {
  BenchFleet bench;
  bench.compute.reports_health = true;
  auto checked = definition(3);
  checked.containers[0].health_check.emplace();
  bench.fleet.put_task_definition(checked);
  auto spec = web(1);
  spec.load_balancers.clear();
  spec.task_definition_arn = checked.arn;
  bench.create(spec);
  bench.run(60);
  EXPECT_EQ(bench.counts().healthy, 0);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::in_progress);
  const auto first = bench.active()[0].id;
  bench.compute.report_health(first, true);
  bench.run(2);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
  bench.compute.report_health(first, false);
  bench.run(5);
  ASSERT_EQ(bench.active().size(), 2U);  // its replacement starts first
  bench.compute.report_health(bench.active()[1].id, true);
  bench.run(3);
  EXPECT_EQ(bench.task(first).stopped_reason, "Task failed container health checks");
  EXPECT_EQ(bench.task(first).container_health, TaskHealth::unhealthy);
  EXPECT_EQ(bench.count_messages("(service web) (task " + first + ") failed container health checks."), 1);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

}  // namespace
}  // namespace rampart::fleet
