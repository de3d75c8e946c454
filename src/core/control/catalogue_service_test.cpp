#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using testing::complaint;
using testing::error_of;

const std::string me = "Service (AWS::ECS::Service)";

TEST(CatalogueService, TheGoodTemplateIsGood) {
  const auto c = testing::build(testing::good_template());
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_TRUE(c->warnings.empty()) << c->warnings.front();
  EXPECT_TRUE(c->not_emulated.empty());
  EXPECT_EQ(c->services.at(0).arn, "arn:aws:ecs:us-east-1:123456789012:service/shop/web");
  EXPECT_EQ(c->services.at(0).desired_count, 2);
  EXPECT_EQ(c->services.at(0).maximum_percent, 200);
}

TEST(CatalogueService, AgreesWithItsTaskDefinition) {
  EXPECT_EQ(complaint({{"ContainerName: app", "ContainerName: web"}}),
            me + ".LoadBalancers[0]: The container web does not exist in the task definition.");
  EXPECT_EQ(complaint({{"ContainerPort: 8080, Target", "ContainerPort: 80, Target"}}),
            me + ".LoadBalancers[0]: The container app did not have a container port 80 defined.");
  EXPECT_EQ(complaint({{"TaskDefinition: !Ref Task", "TaskDefinition: api"}}),
            me + ": TaskDefinition not found. The template makes no api.");
  EXPECT_EQ(complaint({{"TaskDefinition: !Ref Task", "TaskDefinition: web:1"},
                       {"DependsOn: Listener", "DependsOn: [Listener, Task]"}}),
            "fine");
}

TEST(CatalogueService, AgreesWithItsTargetGroup) {
  const auto c =
      testing::build(testing::changed({{"[{Type: forward, TargetGroupArn: !Ref Group}]",
                                        "[{Type: fixed-response, FixedResponseConfig: {StatusCode: '503'}}]"}}));
  ASSERT_TRUE(c.has_error());
  EXPECT_THAT(c.error().message, ::testing::ContainsRegex(
                                     "The target group with targetGroupArn arn:aws:.*targetgroup/tg/[0-9a-f]* does not "
                                     "have an associated load balancer"));
  EXPECT_EQ(c.error().place.line, 38);
  EXPECT_EQ(
      complaint({{"TargetType: ip", "TargetType: instance"}}),
      "Group (AWS::ElasticLoadBalancingV2::TargetGroup): target type instance doesn't go with network mode awsvpc "
      "of Service; write TargetType: ip.");
}

TEST(CatalogueService, WarnsOfTheRaceWithTheListener) {
  const auto c = testing::build(testing::changed({{"    DependsOn: Listener\n", ""}}));
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->warnings, ::testing::ElementsAre(::testing::HasSubstr("add DependsOn: Listener to Service")));
}

TEST(CatalogueService, FargatesRulesHold) {
  EXPECT_EQ(complaint({{"LaunchType: FARGATE", "LaunchType: EC2"}}),
            me + ": LaunchType EC2 isn't emulated; only FARGATE is.");
  EXPECT_EQ(complaint({{"      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [subnet-a]}}\n", ""}}),
            me + ": Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  EXPECT_EQ(complaint({{"DesiredCount: 2", "DesiredCount: two"}}),
            me + ": DesiredCount must be a number, but this is \"two\".");
  EXPECT_EQ(complaint({{"DesiredCount: 2", "DesiredCount: -1"}}),
            me + ": DesiredCount -1 is out of range; allowed are 0 to 5000.");
  EXPECT_EQ(complaint({{"Cluster: !GetAtt Cluster.Arn", "Cluster: other"}}),
            me + ": Cluster not found. The template makes no cluster other.");
}

TEST(CatalogueService, ACapacityProviderStrategyReplacesTheLaunchType) {
  EXPECT_EQ(complaint({{"LaunchType: FARGATE", "CapacityProviderStrategy: [{CapacityProvider: FARGATE, Weight: 1}]"}}),
            "fine");
  EXPECT_EQ(complaint({{"LaunchType: FARGATE", "CapacityProviderStrategy: [{CapacityProvider: mine}]"}}),
            me + ".CapacityProviderStrategy[0]: capacity provider mine isn't emulated; use FARGATE.");
}

}  // namespace
}  // namespace rampart::control
