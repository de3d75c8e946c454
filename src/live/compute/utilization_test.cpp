#include "live/compute/utilization.h"

#include <gmock/gmock.h>

namespace rampart::live::compute {
namespace {

constexpr double kMib = 1024.0 * 1024.0;
const Instant kAt = instant_from_unix_seconds(1000);

TaskUsage usage(const std::string& task, double cpu_seconds, double mib, const std::string& service = "web") {
  return {task, service, "shop", cpu_seconds, mib * kMib, 256, 512};
}

// aws-scaling.md §1.7: one sample a task, so that Average is the service's and Maximum the hottest task's.
TEST(Utilization, GivesOneSamplePerRunningTask) {
  const auto datums =
      utilization_between({usage("a", 10, 100), usage("b", 20, 100)}, {usage("a", 10.25, 128), usage("b", 20.125, 256)},
                          std::chrono::seconds(1), kAt);
  ASSERT_EQ(datums.size(), 2U);
  const auto& cpu = datums[0];
  EXPECT_EQ(to_string(cpu.metric), "AWS/ECS CPUUtilization {ClusterName=shop, ServiceName=web}");
  EXPECT_EQ(cpu.unit, "Percent");
  EXPECT_EQ(cpu.at, kAt);
  EXPECT_EQ(cpu.value.count, 2);
  EXPECT_DOUBLE_EQ(cpu.value.maximum, 100);  // 0.25 of 0.25 cores
  EXPECT_DOUBLE_EQ(cpu.value.minimum, 50);
  EXPECT_DOUBLE_EQ(cpu.value.average(), 75);
  const auto& memory = datums[1];
  EXPECT_EQ(memory.metric.name, "MemoryUtilization");
  EXPECT_DOUBLE_EQ(memory.value.minimum, 25);
  EXPECT_DOUBLE_EQ(memory.value.maximum, 50);
}

TEST(Utilization, IsMissingNotZeroWithoutATaskInBothReadings) {
  EXPECT_TRUE(utilization_between({}, {usage("a", 1, 1)}, std::chrono::seconds(1), kAt).empty());
  EXPECT_TRUE(utilization_between({usage("a", 1, 1)}, {}, std::chrono::seconds(1), kAt).empty());
  EXPECT_TRUE(utilization_between({usage("a", 1, 1)}, {usage("a", 2, 1)}, Duration::zero(), kAt).empty());
}

TEST(Utilization, IsCappedAtTheTasksSize) {
  const auto datums = utilization_between({usage("a", 0, 1)}, {usage("a", 0.3, 1)}, std::chrono::seconds(1), kAt);
  EXPECT_DOUBLE_EQ(datums.at(0).value.maximum, 100);
}

TEST(Utilization, KeepsServicesApart) {
  const auto datums =
      utilization_between({usage("a", 0, 1, "web"), usage("b", 0, 1, "api")},
                          {usage("a", 0.1, 1, "web"), usage("b", 0.2, 1, "api")}, std::chrono::seconds(1), kAt);
  ASSERT_EQ(datums.size(), 4U);
  EXPECT_DOUBLE_EQ(datums[0].value.sum, 80);  // api
  EXPECT_DOUBLE_EQ(datums[2].value.sum, 40);  // web
}

}  // namespace
}  // namespace rampart::live::compute
