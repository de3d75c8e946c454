#include "core/fleet/container_health.h"

#include <gtest/gtest.h>

namespace rampart::fleet {
namespace {

using namespace std::chrono_literals;

const Instant start = instant_from_unix_seconds(1'790'000'000);

ContainerHealthCheck check() {
  ContainerHealthCheck out;
  out.command = {"CMD-SHELL", "true"};
  out.interval = 10s;
  out.retries = 3;
  return out;
}

TaskHealth after(HealthWatch& watch, bool good, Instant at) {
  watch.begin();
  watch.note(good, at);
  return watch.health();
}

TEST(HealthWatch, LooksAnIntervalAfterTheStartAndAfterEachEnd) {
  HealthWatch watch(check(), start);
  EXPECT_FALSE(watch.due(start + 9s));
  EXPECT_TRUE(watch.due(start + 10s));
  watch.begin();
  EXPECT_FALSE(watch.due(start + 30s));  // one at a time
  watch.note(true, start + 14s);
  EXPECT_FALSE(watch.due(start + 23s));
  EXPECT_TRUE(watch.due(start + 24s));
}

TEST(HealthWatch, FailuresInARowMakeItUnhealthyOneSuccessHealthy) {
  HealthWatch watch(check(), start);
  EXPECT_EQ(watch.health(), TaskHealth::unknown);
  EXPECT_EQ(after(watch, false, start + 10s), TaskHealth::unknown);
  EXPECT_EQ(after(watch, true, start + 20s), TaskHealth::healthy);
  EXPECT_EQ(after(watch, false, start + 30s), TaskHealth::healthy);
  EXPECT_EQ(after(watch, false, start + 40s), TaskHealth::healthy);
  EXPECT_EQ(after(watch, true, start + 50s), TaskHealth::healthy);  // the row begins anew
  EXPECT_EQ(after(watch, false, start + 60s), TaskHealth::healthy);
  EXPECT_EQ(after(watch, false, start + 70s), TaskHealth::healthy);
  EXPECT_EQ(after(watch, false, start + 80s), TaskHealth::unhealthy);
  EXPECT_EQ(after(watch, true, start + 90s), TaskHealth::healthy);
}

TEST(HealthWatch, FailuresWithinTheStartPeriodDontCountUntilASuccess) {
  ContainerHealthCheck slow = check();
  slow.retries = 1;
  slow.start_period = 25s;
  HealthWatch watch(slow, start);
  EXPECT_EQ(after(watch, false, start + 10s), TaskHealth::unknown);
  EXPECT_EQ(after(watch, false, start + 20s), TaskHealth::unknown);
  EXPECT_EQ(after(watch, false, start + 30s), TaskHealth::unhealthy);
  HealthWatch quick(slow, start);
  EXPECT_EQ(after(quick, true, start + 10s), TaskHealth::healthy);
  EXPECT_EQ(after(quick, false, start + 20s), TaskHealth::unhealthy);
}

TEST(TaskHealthOfContainers, IsTheWorstOfEssentialOnesWithACheck) {
  TaskDefinition definition;
  definition.containers.resize(3);
  for (const auto& [index, name] : {std::pair(0, "a"), std::pair(1, "b"), std::pair(2, "side")}) {
    definition.containers[static_cast<std::size_t>(index)].name = name;
    definition.containers[static_cast<std::size_t>(index)].health_check = check();
  }
  definition.containers[2].essential = false;
  const auto of = [&](TaskHealth a, TaskHealth b, TaskHealth side) {
    return health_of_task(definition,
                          {{.name = "a", .health = a}, {.name = "b", .health = b}, {.name = "side", .health = side}});
  };
  constexpr auto good = TaskHealth::healthy;
  constexpr auto bad = TaskHealth::unhealthy;
  constexpr auto unknown = TaskHealth::unknown;
  EXPECT_EQ(of(good, good, bad), good);
  EXPECT_EQ(of(good, unknown, good), unknown);
  EXPECT_EQ(of(unknown, bad, good), bad);
  definition.containers[1].health_check.reset();  // an essential one without a check says nothing
  EXPECT_EQ(of(good, unknown, unknown), good);
  definition.containers[0].health_check.reset();
  EXPECT_EQ(of(good, good, good), unknown);
}

TEST(HealthCommand, IsAProgramOrALineForTheShell) {
  ContainerHealthCheck one;
  one.command = {"CMD", "curl", "-f", "http://localhost/"};
  EXPECT_EQ(command_of(one), (std::vector<std::string>{"curl", "-f", "http://localhost/"}));
  one.command = {"CMD-SHELL", "exit 0 || exit 1"};
  EXPECT_EQ(command_of(one), (std::vector<std::string>{"/bin/sh", "-c", "exit 0 || exit 1"}));
  one.command = {"CMD"};
  EXPECT_TRUE(command_of(one).empty());
}

}  // namespace
}  // namespace rampart::fleet
