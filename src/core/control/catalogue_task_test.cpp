#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/catalogue_builder.h"
#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using testing::complaint;
using testing::error_of;

// Reference aws-scaling.md §1.2, the table of sizes.
TEST(FargateSize, HasTheTablesRows) {
  EXPECT_EQ(complain_about_fargate_size(256, 512), "");
  EXPECT_EQ(complain_about_fargate_size(256, 2048), "");
  EXPECT_EQ(complain_about_fargate_size(512, 4096), "");
  EXPECT_EQ(complain_about_fargate_size(4096, 30720), "");
  EXPECT_EQ(complain_about_fargate_size(8192, 20480), "");
  EXPECT_EQ(complain_about_fargate_size(16384, 122880), "");
  EXPECT_EQ(
      complain_about_fargate_size(256, 1536),
      "No Fargate configuration exists for given values: 256 CPU, 1536 memory. With Cpu 256 Memory is 512, 1024 or "
      "2048 MiB.");
  EXPECT_EQ(
      complain_about_fargate_size(8192, 17408),
      "No Fargate configuration exists for given values: 8192 CPU, 17408 memory. With Cpu 8192 Memory is 16384 to "
      "61440 MiB in steps of 4096.");
  EXPECT_EQ(complain_about_fargate_size(300, 512),
            "Cpu 300 isn't a Fargate size; allowed are 256, 512, 1024, 2048, 4096, 8192, 16384.");
}

TEST(FargateSize, ReadsUnits) {
  EXPECT_EQ(cpu_units_of("256"), 256);
  EXPECT_EQ(cpu_units_of(".25 vCPU"), 256);
  EXPECT_EQ(cpu_units_of("1vcpu"), 1024);
  EXPECT_EQ(cpu_units_of("fast"), 0);
  EXPECT_EQ(memory_mib_of("0.5GB"), 512);
  EXPECT_EQ(memory_mib_of("2 gb"), 2048);
  EXPECT_EQ(memory_mib_of(""), 0);
}

TEST(CatalogueTask, ASizeThatDoesntExistStandsWhereItIsWritten) {
  EXPECT_EQ(
      error_of(testing::build(testing::changed({{"Cpu: 256", "Cpu: 300"}}))),
      "t.yml:9:12: Task (AWS::ECS::TaskDefinition): Cpu 300 isn't a Fargate size; allowed are 256, 512, 1024, 2048, "
      "4096, 8192, 16384.");
  EXPECT_EQ(error_of(testing::build(testing::changed({{"Memory: 512", "Memory: 0.7GB"}}))),
            "t.yml:10:15: Task (AWS::ECS::TaskDefinition): \"0.7GB\" isn't a memory size; write MiB (512) or GB "
            "(0.5GB).");
}

TEST(CatalogueTask, FargatesRulesHold) {
  EXPECT_EQ(complaint({{"NetworkMode: awsvpc", "NetworkMode: bridge"}}),
            "Task (AWS::ECS::TaskDefinition): Fargate only supports network mode 'awsvpc'.");
  EXPECT_EQ(complaint({{"[FARGATE]", "[EC2]"}}),
            "Task (AWS::ECS::TaskDefinition): only Fargate tasks are emulated, but this asks for EC2; add FARGATE.");
  EXPECT_EQ(complaint({{"      Cpu: 256\n", ""}}),
            "Task (AWS::ECS::TaskDefinition): Fargate requires that 'cpu' be defined at the task level.");
  EXPECT_EQ(complaint({{"{ContainerPort: 8080}", "{ContainerPort: 8080, HostPort: 80}"}}),
            "Task (AWS::ECS::TaskDefinition).ContainerDefinitions[0].PortMappings[0]: HostPort 80 must be left out or "
            "equal to ContainerPort 8080: with network mode awsvpc each task has its own address.");
  EXPECT_EQ(complaint({{"Image: app:1", "Image: app:1\n          Essential: false"}}),
            "Task (AWS::ECS::TaskDefinition): at least one container must be essential.");
  EXPECT_EQ(
      complaint({{"Image: app:1", "Image: app:1\n          StopTimeout: 121"}}),
      "Task (AWS::ECS::TaskDefinition).ContainerDefinitions[0]: StopTimeout 121 is out of range; allowed are 0 to "
      "120.");
  EXPECT_EQ(complaint({{"Name: app", "Name: ap.p"}}),
            "Task (AWS::ECS::TaskDefinition).ContainerDefinitions[0]: Container.name contains invalid characters.");
}

TEST(CatalogueTask, ReadsContainersAndCoercesAsCloudFormation) {
  const auto c = testing::build(testing::changed(
      {{"Cpu: 256", "Cpu: .5 vCPU"},
       {"Memory: 512", "Memory: 1GB"},
       {"Image: app:1",
        "Image: app:1\n          EntryPoint: [/bin/app]\n          Command: [run, 5]\n          StopTimeout: '10'\n"
        "          Memory: '256'\n          Environment: [{Name: A, Value: 1}]\n          HealthCheck: {Command: "
        "[x]}"}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  const auto& task = c->task_definitions.at(0);
  EXPECT_EQ(task.cpu_units, 512);
  EXPECT_EQ(task.memory_mib, 1024);
  const auto& container = task.containers.at(0);
  EXPECT_THAT(container.entry_point, ::testing::ElementsAre("/bin/app"));
  EXPECT_THAT(container.command, ::testing::ElementsAre("run", "5"));
  EXPECT_EQ(container.stop_timeout, std::chrono::seconds(10));
  EXPECT_EQ(container.memory_mib, 256);
  EXPECT_THAT(container.environment, ::testing::ElementsAre(std::pair<std::string, std::string>{"A", "1"}));
  EXPECT_THAT(c->warnings, ::testing::Contains(::testing::HasSubstr("HealthCheck isn't emulated")));
}

}  // namespace
}  // namespace rampart::control
