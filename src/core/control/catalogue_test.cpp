#include "core/control/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/control/testing/catalogue_text.h"

namespace rampart::control {
namespace {

using ::testing::ElementsAre;
using testing::error_of;
using ::testing::HasSubstr;

/// The demo's own template, wherever below the repository this program is started.
Result<Catalogue> quest(const std::map<std::string, std::string>& parameters = {}) {
  for (const char* up : {"", "../", "../../", "../../../"}) {
    const auto node = document::parse_file(std::string(up) + "examples/quest/template.yml");
    if (node.has_error() && node.error().kind == ErrorKind::not_found) continue;
    if (node.has_error()) return node.error();
    const auto source = stack::read_template(*node);
    if (source.has_error()) return source.error();
    stack::Pseudo pseudo;
    pseudo.stack_name = "quest";
    return build_catalogue(*source, parameters, pseudo);
  }
  return not_found("examples/quest/template.yml: start this program inside the repository");
}

TEST(Catalogue, TheQuestsFleet) {
  const auto c = quest();
  ASSERT_TRUE(c.has_value()) << error_of(c);
  ASSERT_EQ(c->clusters.size(), 1U);
  EXPECT_EQ(c->clusters[0].arn, "arn:aws:ecs:us-east-1:123456789012:cluster/" + c->clusters[0].name);
  EXPECT_THAT(c->clusters[0].name, ::testing::MatchesRegex("quest-Cluster-[A-Za-z0-9]{12}"));
  ASSERT_EQ(c->log_groups.size(), 1U);
  EXPECT_EQ(c->log_groups[0].name, "/ecs/quest");
  EXPECT_EQ(c->log_groups[0].retention_days, 7);

  ASSERT_EQ(c->task_definitions.size(), 1U);
  const fleet::TaskDefinition& task = c->task_definitions[0];
  EXPECT_EQ(task.arn, "arn:aws:ecs:us-east-1:123456789012:task-definition/quest-heavy:1");
  EXPECT_EQ(task.cpu_units, 256);
  EXPECT_EQ(task.memory_mib, 512);
  ASSERT_EQ(task.containers.size(), 1U);
  EXPECT_EQ(task.containers[0].image, "rampart-heavy:latest");
  EXPECT_THAT(task.containers[0].command, ElementsAre("--cpu-ms", "20"));
  EXPECT_EQ(task.containers[0].ports.at(0).container_port, 8080);
  EXPECT_TRUE(task.containers[0].essential);

  ASSERT_EQ(c->services.size(), 1U);
  const fleet::ServiceSpec& service = c->services[0];
  EXPECT_EQ(service.cluster, c->clusters[0].name);
  EXPECT_EQ(service.arn, "arn:aws:ecs:us-east-1:123456789012:service/" + c->clusters[0].name + "/" + service.name);
  EXPECT_EQ(service.task_definition_arn, task.arn);
  EXPECT_EQ(service.desired_count, 1);
  EXPECT_TRUE(service.circuit_breaker_rollback);
  EXPECT_EQ(service.load_balancers.at(0).target_group_arn, c->target_groups.at(0).arn);
  EXPECT_EQ(service.load_balancers.at(0).container_port, 8080);
}

TEST(Catalogue, TheQuestsBalancer) {
  const auto c = quest();
  ASSERT_TRUE(c.has_value()) << error_of(c);
  ASSERT_EQ(c->target_groups.size(), 1U);
  const fleet::TargetGroup& group = c->target_groups[0];
  EXPECT_EQ(group.port, 8080);
  EXPECT_EQ(group.arn, "arn:aws:elasticloadbalancing:us-east-1:123456789012:" + group.full_name);
  EXPECT_THAT(group.full_name, ::testing::MatchesRegex("targetgroup/quest-TargetGroup-[A-Za-z0-9]{12}/[0-9a-f]{16}"));
  EXPECT_EQ(group.health_check.path, "/health");
  EXPECT_EQ(group.health_check.interval, std::chrono::seconds(5));
  EXPECT_EQ(group.health_check.timeout, std::chrono::seconds(2));
  EXPECT_EQ(group.health_check.healthy_threshold, 2);
  EXPECT_EQ(group.health_check.unhealthy_threshold, 2);
  EXPECT_EQ(group.deregistration_delay, std::chrono::seconds(30));

  ASSERT_EQ(c->load_balancers.size(), 1U);
  const fleet::LoadBalancer& balancer = c->load_balancers[0];
  EXPECT_LE(balancer.name.size(), 32U);
  EXPECT_EQ(balancer.arn, "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/" + balancer.full_name);
  EXPECT_THAT(balancer.full_name, ::testing::MatchesRegex("app/quest-LoadBalancer-[A-Za-z0-9]{12}/[0-9a-f]{16}"));
  ASSERT_EQ(c->listeners.size(), 1U);
  EXPECT_EQ(c->listeners[0].port, 80);
  EXPECT_EQ(c->listeners[0].load_balancer_arn, balancer.arn);
  EXPECT_EQ(fleet::target_groups_of(c->listeners[0]), std::vector<std::string>{group.arn});
  EXPECT_THAT(c->listeners[0].arn, HasSubstr(":listener/" + balancer.full_name + "/"));
  EXPECT_EQ(c->outputs.at(0), (std::pair<std::string, std::string>{"Url", "http://" + balancer.dns_name}));
}

TEST(Catalogue, TheQuestsScaling) {
  const auto c = quest({{"RequestsPerTargetPerMinute", "450"}, {"MaxTasks", "4"}});
  ASSERT_TRUE(c.has_value()) << error_of(c);
  ASSERT_EQ(c->scalable_targets.size(), 1U);
  const ScalableTargetEntry& entry = c->scalable_targets[0];
  EXPECT_EQ(entry.target.resource_id, "service/" + c->clusters[0].name + "/" + c->services[0].name);
  EXPECT_EQ(entry.target.min_capacity, 1);
  EXPECT_EQ(entry.target.max_capacity, 4);
  ASSERT_EQ(entry.policies.size(), 1U);
  const auto& tracking = std::get<scaling::TargetTracking>(entry.policies[0].what);
  EXPECT_EQ(tracking.target_value, 450);
  EXPECT_EQ(tracking.predefined, scaling::PredefinedMetric::alb_request_count_per_target);
  EXPECT_EQ(tracking.resource_label, c->load_balancers[0].full_name + "/" + c->target_groups[0].full_name);
  EXPECT_EQ(tracking.scale_out_cooldown, std::chrono::seconds(60));
  EXPECT_THAT(entry.policies[0].arn,
              ::testing::MatchesRegex("arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:[0-9a-f-]{36}:resource/"
                                      "ecs/service/.*:policyName/requests-per-target"));
  EXPECT_EQ(c->outputs.at(2).second, entry.target.resource_id + "|ecs:service:DesiredCount|ecs");
}

TEST(Catalogue, NamesWhatItDoesntEmulate) {
  const auto c = quest();
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->not_emulated, ElementsAre("AWS::IAM::Role (ExecutionRole): recorded, not enforced"));
  EXPECT_TRUE(c->warnings.empty()) << c->warnings.front();
  ASSERT_EQ(c->notes.size(), 4U) << "the four network parameters";
  EXPECT_THAT(c->notes[0], HasSubstr("VpcId (AWS::EC2::VPC::Id): no value given, the default network's vpc-"));
}

TEST(Catalogue, OneStackNameGivesOneSetOfNames) {
  const auto a = quest();
  const auto b = quest();
  ASSERT_TRUE(a.has_value() && b.has_value());
  EXPECT_EQ(a->load_balancers[0].arn, b->load_balancers[0].arn);
  EXPECT_EQ(a->scalable_targets[0].policies[0].arn, b->scalable_targets[0].policies[0].arn);
}

TEST(Catalogue, ListsResourcesInTheOrderTheyAreMade) {
  const auto c = quest();
  ASSERT_TRUE(c.has_value());
  std::map<std::string, std::size_t> at;
  for (std::size_t i = 0; i < c->resources.size(); ++i) at[c->resources[i].logical_id] = i;
  EXPECT_LT(at["Listener"], at["Service"]);
  EXPECT_LT(at["Service"], at["ScalableTarget"]);
  EXPECT_LT(at["ScalableTarget"], at["ScalingPolicy"]);
  EXPECT_FALSE(c->resources[at["ExecutionRole"]].emulated);
  EXPECT_GT(c->resources[at["ScalingPolicy"]].place.line, 100);
}

TEST(Catalogue, RecordedTypesHavePlausibleIds) {
  const auto c = testing::build(
      "Resources:\n"
      "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
      "  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc}}\n"
      "  Role: {Type: AWS::IAM::Role, Properties: {RoleName: task}}\n"
      "  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: alerts}}\n"
      "Outputs:\n"
      "  A: {Value: !Ref Vpc}\n"
      "  B: {Value: !GetAtt Vpc.CidrBlock}\n"
      "  C: {Value: !GetAtt Role.Arn}\n"
      "  D: {Value: !Ref Topic}\n"
      "  E: {Value: !GetAtt Vpc.DefaultSecurityGroup}\n");
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->outputs[0].second, ::testing::MatchesRegex("vpc-[0-9a-f]{17}"));
  EXPECT_EQ(c->outputs[1].second, "10.0.0.0/16");
  EXPECT_EQ(c->outputs[2].second, "arn:aws:iam::123456789012:role/task");
  EXPECT_EQ(c->outputs[3].second, "arn:aws:sns:us-east-1:123456789012:alerts");
  EXPECT_EQ(c->outputs[4].second, c->outputs[0].second + "-DefaultSecurityGroup");
  EXPECT_THAT(c->not_emulated, ElementsAre("AWS::EC2::VPC (Vpc), AWS::EC2::Subnet (Subnet), AWS::IAM::Role (Role), "
                                           "AWS::SNS::Topic (Topic): recorded, not enforced"));
}

TEST(Catalogue, AnUnknownAttributeIsAnErrorWithTheList) {
  EXPECT_EQ(error_of(testing::build("Resources: {C: {Type: AWS::ECS::Cluster}}\n"
                                    "Outputs:\n  A: {Value: !GetAtt C.Arm}\n")),
            "t.yml:3:14: C (AWS::ECS::Cluster) has no attribute Arm; did you mean Arn? It has: Arn.");
}

TEST(Catalogue, AnUnknownPropertyIsAWarning) {
  const auto c = testing::build("Resources:\n  C:\n    Type: AWS::ECS::Cluster\n    Properties: {ClusterNam: x}\n");
  ASSERT_TRUE(c.has_value()) << error_of(c);
  EXPECT_THAT(c->warnings, ElementsAre("t.yml:4:18: C (AWS::ECS::Cluster) has no property ClusterNam; did you mean "
                                       "ClusterName? It is ignored."));
}

TEST(Catalogue, ListenerRulesAreRefused) {
  EXPECT_EQ(error_of(testing::build("Resources: {R: {Type: AWS::ElasticLoadBalancingV2::ListenerRule}}\n")),
            "t.yml:1:23: R (AWS::ElasticLoadBalancingV2::ListenerRule) isn't emulated yet: listeners forward by their "
            "default action only.");
}

}  // namespace
}  // namespace rampart::control
