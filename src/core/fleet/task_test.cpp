#include "core/fleet/task.h"

#include <gtest/gtest.h>

namespace rampart::fleet {
namespace {

TEST(Task, StatusesAreInTheOrderOfLife) {
  EXPECT_LT(TaskStatus::provisioning, TaskStatus::pending);
  EXPECT_LT(TaskStatus::activating, TaskStatus::running);
  EXPECT_LT(TaskStatus::running, TaskStatus::deactivating);
  EXPECT_LT(TaskStatus::stopping, TaskStatus::deprovisioning);
  EXPECT_EQ(name_of(TaskStatus::deprovisioning), "DEPROVISIONING");
  EXPECT_EQ(name_of(StopCode::essential_container_exited), "EssentialContainerExited");
}

TEST(Task, HealthIsThatOfItsTargets) {
  using State = TargetHealth::State;
  Task task;
  EXPECT_EQ(task.health(), TaskHealth::unknown);
  task.last_status = TaskStatus::running;
  EXPECT_TRUE(task.healthy());  // no load balancer
  task.targets.resize(2);
  EXPECT_EQ(task.health(), TaskHealth::unknown);
  task.targets[0].state = State::healthy;
  EXPECT_FALSE(task.healthy());  // the second is still in its first checks
  task.targets[1].state = State::healthy;
  EXPECT_TRUE(task.healthy());
  task.targets[1].state = State::unhealthy;
  EXPECT_EQ(task.health(), TaskHealth::unhealthy);
}

TEST(Task, ArnTakesRegionAndAccountFromTheService) {
  EXPECT_EQ(task_arn("arn:aws:ecs:eu-west-1:111122223333:service/c/web", "c", "ab"),
            "arn:aws:ecs:eu-west-1:111122223333:task/c/ab");
}

TEST(Task, StopTimeoutIsTheLongestOfItsContainers) {
  TaskDefinition definition;
  EXPECT_EQ(stop_timeout_of(definition), std::chrono::seconds(30));
  definition.containers.resize(2);
  definition.containers[0].stop_timeout = std::chrono::seconds(5);
  definition.containers[1].stop_timeout = std::chrono::seconds(90);
  EXPECT_EQ(stop_timeout_of(definition), std::chrono::seconds(90));
}

}  // namespace
}  // namespace rampart::fleet
