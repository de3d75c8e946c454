#include "core/fleet/standalone.h"

#include <gtest/gtest.h>

#include "core/fleet/testing/bench_fleet.h"

namespace rampart::fleet {
namespace {

using std::chrono::seconds;
using testing::BenchFleet;
using testing::definition;

TaskId run_one(BenchFleet& bench) {
  return bench.fleet.run_task({"c", "family:web", "me", definition(1)}, bench.now).value();
}

TEST(StandaloneTasks, RunEndAndAreNotReplaced) {
  BenchFleet bench;
  const auto id = run_one(bench);
  EXPECT_EQ(bench.fleet.find_task(id)->last_status, TaskStatus::provisioning);
  EXPECT_EQ(bench.fleet.find_task(id)->arn, "arn:aws:ecs:us-east-1:123456789012:task/c/" + id);
  bench.run(3);
  EXPECT_EQ(bench.fleet.find_task(id)->last_status, TaskStatus::running);
  EXPECT_FALSE(bench.fleet.empty());
  bench.compute.exit(id, 3);
  bench.run(2);
  const Task& task = *bench.fleet.find_task(id);
  EXPECT_EQ(task.last_status, TaskStatus::stopped);
  EXPECT_EQ(task.stop_code, StopCode::essential_container_exited);
  EXPECT_EQ(task.exit_code, 3);
  EXPECT_TRUE(bench.fleet.empty());
  bench.run(3601);
  EXPECT_EQ(bench.fleet.find_task(id), nullptr);
}

TEST(StandaloneTasks, ThatNeverStartSayWhy) {
  BenchFleet bench;
  bench.compute.fail_next_starts(1, "CannotPullContainerError: no");
  const auto id = run_one(bench);
  bench.run(4);
  EXPECT_EQ(bench.fleet.find_task(id)->stop_code, StopCode::task_failed_to_start);
  EXPECT_EQ(bench.fleet.find_task(id)->stopped_reason, "CannotPullContainerError: no");
}

TEST(StandaloneTasks, AreStoppedBeforeAndAfterTheyStart) {
  BenchFleet bench;
  const auto early = run_one(bench);
  bench.fleet.stop_task(early, "", bench.now).value();
  EXPECT_EQ(bench.fleet.find_task(early)->last_status, TaskStatus::stopped);
  bench.run(2);
  EXPECT_TRUE(bench.compute.living().empty());
  const auto late = run_one(bench);
  bench.run(3);
  bench.fleet.shutdown(bench.now);
  bench.run(2);
  EXPECT_EQ(bench.fleet.find_task(late)->stopped_reason, "Task stopped by user");
  EXPECT_TRUE(bench.fleet.empty());
}

TEST(StandaloneTasks, AreLostWithARestartUnlessComputeFindsThem) {
  BenchFleet bench;
  const auto id = run_one(bench);
  bench.run(3);
  BenchFleet after;
  after.now = bench.now;
  after.fleet.restore_task(*bench.fleet.find_standalone_task(id));
  EXPECT_EQ(after.fleet.find_task(id)->last_status, TaskStatus::running);
  after.tick();
  const Task& task = *after.fleet.find_task(id);
  EXPECT_EQ(task.last_status, TaskStatus::stopped);
  EXPECT_EQ(task.container_reason, "The task's container was lost while Rampart was down");
  EXPECT_FALSE(task.exit_code);
}

}  // namespace
}  // namespace rampart::fleet
