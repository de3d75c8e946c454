// One service with a clock moved by hand: starting, scaling, draining, dying, sickening, throttling.
#include "core/fleet/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;
using testing::group_arn;
using testing::service_arn;
using testing::web;

std::vector<TaskStatus> statuses_of(const BenchFleet& bench, const TaskId& id) {
  std::vector<TaskStatus> out;
  for (const auto& change : bench.changes) {
    const auto* task = std::get_if<TaskChange>(&change.what);
    if (task != nullptr && task->task == id) out.push_back(task->status);
  }
  return out;
}

TEST(Service, AnswersLikeCreateServiceBeforeItsFirstTick) {
  BenchFleet bench;
  bench.create(web(2));
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 0, 0, 0}));
  ASSERT_EQ(bench.service().deployments().size(), 1U);
  const auto& deployment = bench.service().deployments()[0];
  EXPECT_TRUE(deployment.primary);
  EXPECT_EQ(deployment.rollout_state, RolloutState::in_progress);
  EXPECT_EQ(deployment.rollout_state_reason, "ECS deployment " + deployment.id + " in progress.");
  EXPECT_TRUE(bench.messages().empty());
  EXPECT_FALSE(bench.fleet.stable(service_arn));
}

TEST(Service, TasksBecomePendingRunningHealthyAndTheServiceSteady) {
  BenchFleet bench;
  bench.create(web(2));
  bench.tick();
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 2, 0, 0}));
  bench.tick();
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 0, 2, 0}));
  EXPECT_EQ(bench.router.registered().size(), 2U);
  bench.tick();
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 0, 2, 2}));
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  const auto tasks = bench.active();
  EXPECT_THAT(statuses_of(bench, tasks[0].id), ::testing::ElementsAre(TaskStatus::provisioning, TaskStatus::pending,
                                                                      TaskStatus::activating, TaskStatus::running));
  const auto& deployment = bench.service().deployments()[0].id;
  EXPECT_THAT(bench.messages(),
              ::testing::ElementsAre(
                  "(service web) has started 2 tasks: (task " + tasks[0].id + ") (task " + tasks[1].id + ").",
                  "(service web) registered 2 targets in (target-group " + group_arn + ")",
                  "(service web) (deployment " + deployment + ") deployment completed.",
                  "(service web) has reached a steady state."));
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state_reason, "ECS deployment " + deployment + " completed.");
}

TEST(Service, SteadyStateIsRepeatedAfterSixHoursOnly) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(6 * 3600 + 1);
  EXPECT_EQ(bench.count_messages("steady state"), 1);
  bench.run(5);
  EXPECT_EQ(bench.count_messages("steady state"), 2);
}

TEST(Service, ScaleInDrainsBeforeSigterm) {
  BenchFleet bench;
  bench.router.drain_time = seconds(20);
  bench.create(web(3));
  bench.run(5);
  const auto tasks = bench.active();
  bench.fleet.set_desired_count(service_arn, 1, bench.now).value();
  bench.tick();
  EXPECT_EQ(bench.active().size(), 1U);
  EXPECT_EQ(bench.active()[0].id, tasks[0].id);  // the newest went
  EXPECT_EQ(bench.task(tasks[2].id).last_status, TaskStatus::deactivating);
  EXPECT_EQ(bench.counts(), (ServiceCounts{1, 0, 1, 1}));
  bench.run(19);
  EXPECT_EQ(bench.place_of("stop " + tasks[2].id + " 30s"), -1);  // still draining
  bench.run(4);
  for (const int i : {1, 2}) {
    const auto& id = tasks[static_cast<std::size_t>(i)].id;
    EXPECT_LT(bench.place_of("deregister " + id), bench.place_of("drained " + id));
    EXPECT_LT(bench.place_of("drained " + id), bench.place_of("stop " + id + " 30s"));
    const auto& gone = bench.task(id);
    EXPECT_EQ(gone.last_status, TaskStatus::stopped);
    EXPECT_EQ(gone.stop_code, StopCode::service_scheduler_initiated);
    EXPECT_EQ(gone.stopped_reason,
              "Scaling activity initiated by (deployment " + bench.service().deployments()[0].id + ")");
    EXPECT_EQ(gone.exit_code, 0);
  }
  EXPECT_EQ(bench.count_messages("has stopped 2 running tasks: (task " + tasks[2].id + ") (task " + tasks[1].id + ")."),
            1);
  EXPECT_EQ(bench.count_messages("deregistered 2 targets"), 1);
  EXPECT_EQ(bench.count_messages("has begun draining connections on 2 tasks."), 1);
  EXPECT_EQ(bench.count_messages("has reached a steady state."), 2);
}

TEST(Service, ScaleInTakesTheUnhealthyAndThePendingFirst) {
  BenchFleet bench;
  bench.create(web(3));
  bench.run(5);
  const auto tasks = bench.active();
  bench.compute.start_delay = seconds(60);
  bench.fleet.set_desired_count(service_arn, 4, bench.now).value();
  bench.tick();
  const auto pending = bench.active()[3].id;
  bench.router.set_health(tasks[0].id, false, "Health checks failed with these codes: [500]");
  bench.fleet.set_desired_count(service_arn, 2, bench.now).value();
  bench.tick();
  bench.tick();
  const auto left = bench.active();
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].id, tasks[1].id);
  EXPECT_EQ(left[1].id, tasks[2].id);
  EXPECT_EQ(bench.count_messages("has stopped 1 pending tasks: (task " + pending + ")."), 1);
}

TEST(Service, AKilledTaskIsDeregisteredAndReplacedInTheSameTick) {
  BenchFleet bench;
  bench.create(web(2));
  bench.run(5);
  const auto victim = bench.active()[0].id;
  ASSERT_TRUE(bench.compute.kill(victim));
  const auto changes_before = bench.changes.size();
  bench.tick();
  EXPECT_EQ(bench.router.registered().size(), 1U);
  EXPECT_EQ(bench.active().size(), 2U);
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 1, 1, 1}));
  const auto& dead = bench.task(victim);
  EXPECT_EQ(dead.last_status, TaskStatus::stopped);
  EXPECT_EQ(dead.stop_code, StopCode::essential_container_exited);
  EXPECT_EQ(dead.stopped_reason, "Essential container in task exited");
  EXPECT_EQ(dead.exit_code, 137);
  const auto replacement = bench.active()[1].id;
  EXPECT_EQ(bench.messages().back(), "(service web) has started 1 tasks: (task " + replacement + ").");
  EXPECT_EQ(bench.count_messages("deregistered 1 targets"), 1);
  bool told = false;
  for (auto i = changes_before; i < bench.changes.size(); ++i) {
    const auto* change = std::get_if<TaskChange>(&bench.changes[i].what);
    told = told || (change != nullptr && change->task == victim && change->status == TaskStatus::stopped &&
                    change->exit_code == 137 && change->reason == "Essential container in task exited");
  }
  EXPECT_TRUE(told);
  bench.run(3);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Service, OutOfMemoryIsNamedAsTheContainersReason) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(4);
  const auto victim = bench.active()[0].id;
  bench.compute.kill(victim, true);
  bench.tick();
  EXPECT_EQ(bench.task(victim).container_reason, "OutOfMemoryError: Container killed due to memory usage");
  EXPECT_EQ(bench.task(victim).stop_code, StopCode::essential_container_exited);
}

TEST(Service, ATaskThatDiesWhileDrainingIsStoppedWithItsFirstReason) {
  BenchFleet bench;
  bench.router.drain_time = seconds(60);
  bench.create(web(2));
  bench.run(4);
  const auto victim = bench.active()[1].id;
  bench.fleet.set_desired_count(service_arn, 1, bench.now).value();
  bench.tick();
  bench.compute.kill(victim);
  bench.tick();
  EXPECT_EQ(bench.task(victim).last_status, TaskStatus::stopped);
  EXPECT_EQ(bench.task(victim).stop_code, StopCode::service_scheduler_initiated);
  EXPECT_EQ(bench.task(victim).exit_code, 137);
  EXPECT_EQ(bench.active().size(), 1U);
}

TEST(Service, ATaskStoppedWhileStartingNeverGetsTraffic) {
  BenchFleet bench;
  bench.compute.start_delay = seconds(10);
  bench.compute.stop_delay = seconds(15);
  bench.create(web(1));
  bench.tick();
  bench.fleet.set_desired_count(service_arn, 0, bench.now).value();
  bench.run(30);
  EXPECT_EQ(bench.counts(), (ServiceCounts{0, 0, 0, 0}));
  EXPECT_TRUE(bench.router.registered().empty());
  for (const auto& line : bench.transcript) EXPECT_FALSE(line.starts_with("add")) << line;
  EXPECT_TRUE(bench.fleet.empty());
}

TEST(Service, SigkillComesAfterStopTimeout) {
  BenchFleet bench;
  bench.compute.stop_delay = seconds(100);
  bench.create(web(1));
  bench.run(4);
  const auto victim = bench.active()[0].id;
  bench.fleet.set_desired_count(service_arn, 0, bench.now).value();
  bench.run(1 + 30);  // deregistered, drained a second later, 30 s to obey
  EXPECT_EQ(bench.task(victim).last_status, TaskStatus::stopping);
  bench.run(2);
  EXPECT_EQ(bench.task(victim).last_status, TaskStatus::stopped);
  EXPECT_EQ(bench.task(victim).exit_code, 137);
}

TEST(Service, AnUnhealthyTaskGetsItsReplacementFirst) {
  BenchFleet bench;
  bench.create(web(2));
  bench.run(4);
  const auto sick = bench.active()[0].id;
  bench.router.set_health(sick, false, "Health checks failed with these codes: [502]");
  bench.tick();
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 1, 2, 1}));
  EXPECT_TRUE(bench.task(sick).active());
  EXPECT_EQ(bench.count_messages("(service web) (task " + sick + ") (port 80) is unhealthy in (target-group " +
                                 group_arn + ") due to (reason Health checks failed with these codes: [502])"),
            1);
  bench.run(2);
  EXPECT_FALSE(bench.task(sick).active());
  EXPECT_EQ(bench.task(sick).stopped_reason, "Task failed ELB health checks in (target-group " + group_arn + ")");
  bench.run(5);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  EXPECT_EQ(bench.count_messages("is unhealthy in"), 1);
}

TEST(Service, InTheGracePeriodHealthIsIgnored) {
  BenchFleet bench;
  auto spec = web(1);
  spec.health_check_grace_period = seconds(60);
  bench.router.new_targets_fail = true;
  bench.create(spec);
  bench.run(55);
  EXPECT_EQ(bench.active().size(), 1U);
  EXPECT_EQ(bench.count_messages("is unhealthy"), 0);
  bench.router.new_targets_fail = false;
  bench.run(15);
  EXPECT_EQ(bench.count_messages("is unhealthy"), 1);
  EXPECT_TRUE(bench.fleet.stable(service_arn));
}

TEST(Service, WithoutALoadBalancerRunningIsHealthyAndDeploymentsWaitFortySeconds) {
  BenchFleet bench;
  auto spec = web(2);
  spec.load_balancers.clear();
  bench.create(spec);
  bench.run(3);
  EXPECT_EQ(bench.counts(), (ServiceCounts{2, 0, 2, 2}));
  EXPECT_TRUE(bench.fleet.stable(service_arn));
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::in_progress);
  bench.run(40);
  EXPECT_EQ(bench.service().deployments()[0].rollout_state, RolloutState::completed);
}

TEST(Service, TasksThatNeverStartAreThrottledAndToldOnce) {
  BenchFleet bench;
  bench.compute.fail_next_starts(1000);
  bench.create(web(2));
  bench.run(3600);
  // Rounds of two at 0, +10, +20, +40, … +900 s (each a second later for the failed start): 1, 12, 33, 74, 155,
  // 316, 637, 1278, 2179, 3080.
  const auto starts = std::count_if(bench.transcript.begin(), bench.transcript.end(),
                                    [](const std::string& line) { return line.starts_with("start"); });
  EXPECT_EQ(starts, 2 * 10);
  EXPECT_EQ(bench.count_messages("is unable to consistently start tasks successfully."), 1);
  EXPECT_EQ(bench.service().deployments()[0].failed_tasks, 20);
  const auto& dead = bench.service().tasks().front();
  EXPECT_EQ(dead.stop_code, StopCode::task_failed_to_start);
  EXPECT_EQ(dead.stopped_reason, "CannotStartContainerError: no such image");
  EXPECT_FALSE(dead.exit_code.has_value());

  bench.compute.fail_next_starts(0);
  ServiceUpdate update;
  update.task_definition_arn = definition(2).arn;
  bench.fleet.update_service(service_arn, update, bench.now).value();
  bench.run(5);
  EXPECT_TRUE(bench.fleet.stable(service_arn));  // a new task definition clears the wait
}

TEST(Service, TasksThatRanAreRestartedAtOnce) {
  BenchFleet bench;
  bench.create(web(1));
  for (int i = 0; i < 20; ++i) {
    bench.run(3);
    bench.compute.exit(bench.active().at(0).id, 1);
    bench.tick();
    ASSERT_EQ(bench.active().size(), 1U);
  }
  EXPECT_EQ(bench.count_messages("unable to consistently"), 0);
}

TEST(Service, StoppedTasksAreShownForAnHour) {
  BenchFleet bench;
  bench.create(web(1));
  bench.run(4);
  const auto victim = bench.active()[0].id;
  bench.compute.kill(victim);
  bench.run(3599);
  EXPECT_NE(bench.service().find_task(victim), nullptr);
  bench.run(62);  // swept once a minute
  EXPECT_EQ(bench.service().find_task(victim), nullptr);
}

}  // namespace
}  // namespace rampart::fleet
