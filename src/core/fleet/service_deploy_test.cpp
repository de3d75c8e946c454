// Rolling deployments and the circuit breaker on a whole service (reference aws-scaling.md §1.4).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;
using testing::service_arn;
using testing::web;

ServiceUpdate to_revision(int revision) {
  ServiceUpdate update;
  update.task_definition_arn = definition(revision).arn;
  return update;
}

/// Runs until the service has one deployment and is stable; what the counts went through on the way.
struct Course {
  int most = 0;            // RUNNING + PENDING
  int fewest_healthy = 0;  // RUNNING and healthy
  bool ended = false;
};
Course follow(BenchFleet& bench) {
  Course out{0, 1 << 20, false};
  for (int i = 0; i < 200 && !out.ended; ++i) {
    bench.tick();
    out.most = std::max(out.most, static_cast<int>(bench.active().size()));
    out.fewest_healthy = std::min(out.fewest_healthy, bench.counts().healthy);
    out.ended = bench.fleet.stable(service_arn);
  }
  return out;
}

struct Row {
  int desired, minimum_percent, maximum_percent, minimum, maximum;
};
class DeploymentTable : public ::testing::TestWithParam<Row> {};

TEST_P(DeploymentTable, StaysBetweenItsLimitsAndEnds) {
  const Row row = GetParam();
  BenchFleet bench;
  bench.create(web(row.desired, row.minimum_percent, row.maximum_percent));
  bench.run(5);
  ASSERT_TRUE(bench.fleet.stable(service_arn));
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  const auto course = follow(bench);
  EXPECT_TRUE(course.ended);
  EXPECT_EQ(course.most, row.maximum);
  EXPECT_EQ(course.fewest_healthy, row.minimum);
  EXPECT_EQ(bench.active_of(2), row.desired);
  EXPECT_EQ(bench.active_of(1), 0);
  EXPECT_EQ(bench.count_messages("deployment completed."), 2);
}
INSTANTIATE_TEST_SUITE_P(Section14, DeploymentTable,
                         ::testing::Values(Row{4, 100, 200, 4, 8}, Row{4, 50, 100, 2, 4}, Row{3, 50, 150, 2, 4},
                                           Row{1, 100, 200, 1, 2}, Row{1, 0, 100, 0, 1}));

TEST(Deploy, OneHundredToOneHundredIsStuckAndSaysSoOnce) {
  BenchFleet bench;
  bench.create(web(1, 100, 100));
  bench.run(5);
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  bench.run(60);
  EXPECT_EQ(bench.active_of(1), 1);
  EXPECT_EQ(bench.active_of(2), 0);
  EXPECT_EQ(bench.count_messages("was unable to stop or start tasks during a deployment because of the service "
                                 "deployment configuration."),
            1);
  EXPECT_FALSE(bench.fleet.stable(service_arn));
}

TEST(Deploy, AThirdDeploymentLeavesBothOlderOnesActive) {
  BenchFleet bench;
  bench.create(web(2));
  bench.run(5);
  bench.compute.start_delay = seconds(10);
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  bench.tick();
  bench.fleet.update_service(service_arn, to_revision(3), bench.now).value();
  ASSERT_EQ(bench.service().deployments().size(), 3U);
  EXPECT_TRUE(bench.service().deployments()[0].primary);
  EXPECT_FALSE(bench.service().deployments()[1].primary);
  EXPECT_FALSE(bench.service().deployments()[2].primary);
  EXPECT_TRUE(follow(bench).ended);
  EXPECT_EQ(bench.active_of(3), 2);
}

TEST(Deploy, ForceStartsAnotherDeploymentOfTheSameDefinitionAndCountsDoNot) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(5);
  const auto first = bench.active()[0].id;
  ServiceUpdate update;
  update.desired_count = 2;
  update.maximum_percent = 150;
  bench.fleet.update_service(service_arn, update, bench.now).value();
  EXPECT_EQ(bench.service().deployments().size(), 1U);
  update.force_new_deployment = true;
  bench.fleet.update_service(service_arn, update, bench.now).value();
  EXPECT_EQ(bench.service().deployments().size(), 2U);
  EXPECT_TRUE(follow(bench).ended);
  EXPECT_FALSE(bench.task(first).active());
}

TEST(Deploy, ScalingInTheMiddleOfADeploymentCountsForBoth) {
  BenchFleet bench;
  bench.create(web(4));
  bench.run(5);
  bench.compute.start_delay = seconds(10);
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  bench.run(3);
  bench.fleet.set_desired_count(service_arn, 2, bench.now).value();
  EXPECT_TRUE(follow(bench).ended);
  EXPECT_EQ(bench.active_of(2), 2);
}

struct BreakerRow {
  int desired, threshold;
};
class BreakerTable : public ::testing::TestWithParam<BreakerRow> {};

TEST_P(BreakerTable, TripsAfterItsThresholdOfTasksThatNeverStart) {
  const auto [desired, threshold] = GetParam();
  BenchFleet bench;
  auto spec = web(desired);
  spec.circuit_breaker = true;
  bench.compute.fail_next_starts(threshold - 1);
  bench.create(spec);
  bench.run(400);
  EXPECT_EQ(bench.count_messages("deployment failed"), 0);
  EXPECT_TRUE(bench.fleet.stable(service_arn));

  BenchFleet worse;
  worse.compute.fail_next_starts(100000);
  worse.create(spec);
  worse.run(400);
  const auto& deployment = worse.service().deployments()[0];
  EXPECT_EQ(deployment.rollout_state, RolloutState::failed);
  EXPECT_EQ(deployment.rollout_state_reason, "ECS deployment circuit breaker: tasks failed to start.");
  EXPECT_GE(deployment.failed_tasks, threshold);
  EXPECT_EQ(worse.count_messages("(deployment " + deployment.id + ") deployment failed: tasks failed to start."), 1);
  const auto starts = worse.transcript.size();
  worse.run(2000);
  EXPECT_EQ(worse.transcript.size(), starts);  // nothing more is started
}
INSTANTIATE_TEST_SUITE_P(Section14, BreakerTable,
                         ::testing::Values(BreakerRow{1, 3}, BreakerRow{4, 3}, BreakerRow{7, 4}, BreakerRow{25, 13},
                                           BreakerRow{400, 200}));

TEST(Breaker, RollsBackToTheLastCompletedDeployment) {
  BenchFleet bench;
  auto spec = web(2);
  spec.circuit_breaker = true;
  spec.circuit_breaker_rollback = true;
  bench.create(spec);
  bench.run(5);
  const auto good = bench.service().deployments()[0].id;
  bench.compute.fail_next_starts(4);  // two rounds of two: 4 ≥ 3
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  int fewest = 2;
  std::string reason;
  for (int i = 0; i < 60; ++i) {
    bench.tick();
    fewest = std::min(fewest, bench.counts().healthy);
    const auto& now = bench.service().deployments()[0];
    if (now.rollback && now.rollout_state == RolloutState::in_progress) reason = now.rollout_state_reason;
  }
  EXPECT_EQ(fewest, 2);
  EXPECT_EQ(reason, "ECS deployment circuit breaker: rolling back to deploymentId " + good + ".");
  EXPECT_EQ(bench.count_messages("rolling back to deployment " + good + "."), 1);
  EXPECT_EQ(bench.active_of(1), 2);
  EXPECT_EQ(bench.service().spec().task_definition_arn, definition(1).arn);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Breaker, CountsTasksStoppedForElbHealthWhenTheyRun) {
  BenchFleet bench;
  auto spec = web(1);
  spec.circuit_breaker = true;
  spec.circuit_breaker_rollback = true;
  bench.create(spec);
  bench.run(5);
  bench.router.new_targets_fail = true;
  bench.fleet.update_service(service_arn, to_revision(2), bench.now).value();
  int fewest = 1;
  for (int i = 0; i < 60 && bench.count_messages("deployment failed") == 0; ++i) {
    bench.tick();
    fewest = std::min(fewest, bench.counts().healthy);
  }
  bench.router.new_targets_fail = false;
  bench.run(30);
  EXPECT_EQ(fewest, 1);
  EXPECT_EQ(bench.count_messages("deployment failed"), 1);
  EXPECT_EQ(bench.active_of(1), 1);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Breaker, AHealthyTaskResetsTheCount) {
  BenchFleet bench;
  auto spec = web(1);
  spec.circuit_breaker = true;
  bench.compute.fail_next_starts(2);
  bench.create(spec);
  bench.run(13);  // fails after 1 s, waits 10 s, fails again
  EXPECT_EQ(bench.service().deployments()[0].failed_tasks, 2);
  bench.run(60);
  EXPECT_EQ(bench.service().deployments()[0].failed_tasks, 0);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
}

}  // namespace
}  // namespace rampart::fleet
