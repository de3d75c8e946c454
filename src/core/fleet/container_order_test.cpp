#include "core/fleet/container_order.h"

#include <gtest/gtest.h>

namespace rampart::fleet {
namespace {

using namespace std::chrono_literals;
using Condition = ContainerDependency::Condition;
using Kind = StartDecision::Kind;
using Status = ContainerReading::Status;

const Instant start = instant_from_unix_seconds(1'790'000'000);

/// What becomes of "app", which needs `condition` of "other" as it stands at `now`.
class OrderTest : public ::testing::Test {
 protected:
  OrderTest() {
    definition_.containers.resize(2);
    definition_.containers[0].name = "app";
    definition_.containers[1].name = "other";
  }
  StartDecision decide(Condition condition, ContainerReading other, Instant now = start + 5s) {
    definition_.containers[0].depends_on = {{"other", condition}};
    other.name = "other";
    const bool was_started = other.status != Status::pending;
    return decide_start(definition_.containers[0], definition_,
                        {{.reading = {.name = "app"}},
                         {.reading = other, .started = was_started ? std::optional(start) : std::nullopt}},
                        now);
  }
  TaskDefinition definition_;
};

TEST_F(OrderTest, WithoutDependenciesItStarts) {
  EXPECT_EQ(decide_start(definition_.containers[0], definition_, {}, start).kind, Kind::start);
}

TEST_F(OrderTest, StartWaitsForTheOtherToBeStarted) {
  EXPECT_EQ(decide(Condition::start, {}).kind, Kind::wait);
  EXPECT_EQ(decide(Condition::start, {.status = Status::running}).kind, Kind::start);
  EXPECT_EQ(decide(Condition::start, {.status = Status::stopped, .exit_code = 1}).kind, Kind::start);
}

TEST_F(OrderTest, CompleteWaitsForTheEndSuccessForAGoodOne) {
  EXPECT_EQ(decide(Condition::complete, {.status = Status::running}).kind, Kind::wait);
  EXPECT_EQ(decide(Condition::complete, {.status = Status::stopped, .exit_code = 3}).kind, Kind::start);
  EXPECT_EQ(decide(Condition::success, {.status = Status::running}).kind, Kind::wait);
  EXPECT_EQ(decide(Condition::success, {.status = Status::stopped, .exit_code = 0}).kind, Kind::start);
  const auto never = decide(Condition::success, {.status = Status::stopped, .exit_code = 3});
  EXPECT_EQ(never.kind, Kind::never);
  EXPECT_EQ(never.reason, "Container app depends on container other, which did not exit successfully.");
  EXPECT_EQ(decide(Condition::success, {.status = Status::stopped, .exit_code = -1}).kind, Kind::never);
}

TEST_F(OrderTest, HealthyWaitsForTheCheck) {
  EXPECT_EQ(decide(Condition::healthy, {.status = Status::running}).kind, Kind::wait);
  EXPECT_EQ(decide(Condition::healthy, {.status = Status::running, .health = TaskHealth::unhealthy}).kind, Kind::wait);
  EXPECT_EQ(decide(Condition::healthy, {.status = Status::running, .health = TaskHealth::healthy}).kind, Kind::start);
  EXPECT_EQ(decide(Condition::healthy, {.status = Status::stopped, .exit_code = 0}).kind, Kind::never);
}

TEST_F(OrderTest, TheOthersStartTimeoutEndsTheWait) {
  definition_.containers[1].start_timeout = 10s;
  EXPECT_EQ(decide(Condition::complete, {.status = Status::running}, start + 9s).kind, Kind::wait);
  const auto never = decide(Condition::complete, {.status = Status::running}, start + 10s);
  EXPECT_EQ(never.kind, Kind::never);
  EXPECT_EQ(never.reason,
            "Container app depends on container other, which did not reach the condition within its startTimeout of "
            "10s.");
}

}  // namespace
}  // namespace rampart::fleet
