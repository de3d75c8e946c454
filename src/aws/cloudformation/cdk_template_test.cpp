#include <set>

#include "aws/cloudformation/resource_type.h"
#include "aws/cloudformation/testing/cdk_template.h"
#include "aws/cloudformation/testing/cloudformation_world.h"

namespace rampart::aws::cloudformation {
namespace {

using ::testing::HasSubstr;
namespace json = boost::json;

class CdkTemplate : public testing::CloudFormationWorld {};

TEST_F(CdkTemplate, IsMadeChangedAndDeleted) {
  ASSERT_EQ(create(testing::cdk_template(), "Web"), "");
  tick();
  ASSERT_EQ(status("Web"), "CREATE_COMPLETE") << ::testing::PrintToString(events("Web"));

  const json::object run = services.last("CreateService");
  EXPECT_EQ(text_at(run, "NetworkConfiguration.AwsvpcConfiguration.Subnets.0"),
            physical_id("VpcPrivateSubnet1Subnet536B997A", "Web"));
  EXPECT_EQ(text_at(run, "LoadBalancers.0.TargetGroupArn"),
            physical_id("ServiceLBPublicListenerECSGroup0CC8688C", "Web"));
  EXPECT_EQ(text_at(services.last("CreateSubnet"), "AvailabilityZone").substr(0, 9), "us-east-1");
  EXPECT_EQ(text_at(services.last("RegisterScalableTarget"), "ResourceId"),
            "service/" + physical_id("ClusterEB0386A7", "Web") + "/" + text_at(run, "ServiceName"));
  EXPECT_EQ(services.count("PutScalingPolicy"), 2U);
  std::set<std::string> labels;
  for (const auto& asked : services.asked)
    if (asked.operation == "PutScalingPolicy") {
      EXPECT_EQ(text_at(asked.input, "ServiceNamespace"), "ecs");
      labels.insert(
          text_at(asked.input, "TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.ResourceLabel"));
    }
  EXPECT_TRUE(std::any_of(labels.begin(), labels.end(), [](const std::string& label) {
    return label.starts_with("app/web/1/targetgroup/web/");
  })) << ::testing::PrintToString(labels);
  EXPECT_EQ(text_at(services.last("ModifyLoadBalancerAttributes"), "Attributes.0.Key"), "deletion_protection.enabled");
  EXPECT_EQ(text_at(services.last("AuthorizeSecurityGroupEgress"), "IpPermissions.0.IpProtocol").empty(), false);
  EXPECT_EQ(text_at(described("Web"), "Outputs.1.OutputValue"), "http://web-1.us-east-1.elb.amazonaws.com");

  EXPECT_EQ(update(testing::cdk_template(), "Web"), "ValidationError: No updates are to be performed.");
  std::string smaller = testing::cdk_template();
  smaller.replace(smaller.find("\"512\""), 5, "\"256\"");
  EXPECT_EQ(update(smaller, "Web"), "");
  services.forget();
  tick();
  EXPECT_EQ(status("Web"), "UPDATE_COMPLETE");
  EXPECT_THAT(services.operations(), ::testing::ElementsAre("RegisterTaskDefinition", "UpdateService",
                                                            "DescribeServices", "DeregisterTaskDefinition"));

  const std::string id = text_at(described("Web"), "StackId");
  ask("DeleteStack", {{"StackName", "Web"}});
  services.forget();
  tick();
  EXPECT_EQ(status(id), "DELETE_COMPLETE");
  EXPECT_EQ(services.count("DeleteLogGroup"), 0U);  // retained
  const auto order = services.operations();
  const auto at = [&](const char* name) { return std::find(order.begin(), order.end(), name) - order.begin(); };
  EXPECT_LT(at("DeleteScalingPolicy"), at("DeregisterScalableTarget"));
  EXPECT_LT(at("DeleteService"), at("DeleteListener"));
  EXPECT_LT(at("DeleteListener"), at("DeleteTargetGroup"));
  EXPECT_LT(at("DeleteSubnet"), at("DeleteVpc"));
}

TEST_F(CdkTemplate, NeedsNoNetworkOrIdentityService) {
  for (const char* operation :
       {"CreateVpc", "CreateSubnet", "CreateSecurityGroup", "CreateRole", "PutRolePolicy", "CreateRoute",
        "AllocateAddress", "CreateNatGateway", "CreateInternetGateway", "AttachInternetGateway", "CreateRouteTable",
        "AssociateRouteTable", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress", "ModifyVpcAttribute",
        "ModifySubnetAttribute", "DescribeSecurityGroups", "DescribeNatGateways"})
    services.absent.insert(operation);
  ASSERT_EQ(create(testing::cdk_template(), "Web"), "");
  tick();
  ASSERT_EQ(status("Web"), "CREATE_COMPLETE") << ::testing::PrintToString(events("Web"));
  EXPECT_THAT(physical_id("Vpc8378EB38", "Web"), ::testing::MatchesRegex("vpc-[0-9a-f]{17}"));
  EXPECT_THAT(text_at(services.last("RegisterTaskDefinition"), "ExecutionRoleArn"),
              HasSubstr("arn:aws:iam::123456789012:role/Web-ServiceTaskDefExecutionRole"));
}

TEST(ResourceTypes, EveryRowIsWhole) {
  for (const std::string_view name : resource_type_names()) {
    const ResourceType& type = *find_resource_type(name);
    EXPECT_EQ(type.service.empty(), type.create.empty()) << name;
    EXPECT_TRUE(type.create.empty() || !type.id_path.empty() || !type.name_property.empty() || type.learn != nullptr)
        << name << " has no physical id";
    EXPECT_TRUE(type.remove.empty() || !type.key.empty() || type.removal != nullptr) << name << " can't be deleted";
    EXPECT_EQ(type.tags == Tags::specification, !type.tagged_as.empty()) << name;
  }
  EXPECT_EQ(find_resource_type("AWS::CloudFormation::Stack"), nullptr);
}

class Types : public testing::CloudFormationWorld {};

TEST_F(Types, ScalingAndAlarms) {
  ASSERT_EQ(create(R"(
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ServiceNamespace: ecs, ResourceId: service/c/s, ScalableDimension: 'ecs:service:DesiredCount',
      MinCapacity: 1, MaxCapacity: 9,
      ScheduledActions: [{ScheduledActionName: up, Schedule: 'cron(0 9 * * ? *)',
        ScalableTargetAction: {MinCapacity: 5}}]}
  Policy:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties: {PolicyName: p, PolicyType: StepScaling, ScalingTargetId: !Ref Target}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties: {MetricName: M, Namespace: N, AlarmActions: [!Ref Policy], Threshold: 5}
  Both: {Type: AWS::CloudWatch::CompositeAlarm, Properties: {AlarmName: both, AlarmRule: !Sub 'ALARM(${Alarm})'}}
Outputs: {A: {Value: !GetAtt Alarm.Arn}, T: {Value: !Ref Target}}
)"),
            "");
  tick();
  ASSERT_EQ(status(), "CREATE_COMPLETE") << ::testing::PrintToString(events());
  EXPECT_EQ(text_at(services.last("PutScheduledAction"), "ResourceId"), "service/c/s");
  EXPECT_EQ(text_at(services.last("PutScalingPolicy"), "ScalableDimension"), "ecs:service:DesiredCount");
  EXPECT_EQ(text_at(services.last("PutMetricAlarm"), "AlarmActions.0"), physical_id("Policy"));
  EXPECT_EQ(text_at(described(), "Outputs.0.OutputValue"),
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + physical_id("Alarm"));
  EXPECT_EQ(text_at(described(), "Outputs.1.OutputValue"), "service/c/s|ecs:service:DesiredCount|ecs");
  ask("DeleteStack", {{"StackName", "s"}});
  tick();
  EXPECT_EQ(text_at(services.last("DeleteScalingPolicy"), "PolicyName"), "p");
  EXPECT_EQ(text_at(services.last("DeleteAlarms"), "AlarmNames.0").empty(), false);
}

TEST_F(Types, BalancersAreChangedByTheirOwnCalls) {
  const auto body = [](const char* path, const char* delay, const char* priority) {
    return std::string(
               "Resources:\n"
               "  G: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: 80, HealthCheckPath: ") +
           path + ", TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: " + delay +
           "}]}}\n"
           "  R: {Type: AWS::ElasticLoadBalancingV2::ListenerRule, Properties: {ListenerArn: l, Priority: " +
           priority + ", Actions: [], Conditions: []}}\n";
  };
  ASSERT_EQ(create(body("/", "30", "1")), "");
  tick();
  EXPECT_EQ(text_at(services.last("ModifyTargetGroupAttributes"), "Attributes.0.Value"), "30");
  EXPECT_EQ(update(body("/health", "5", "7")), "");
  services.forget();
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(text_at(services.last("ModifyTargetGroup"), "TargetGroupArn"), physical_id("G"));
  EXPECT_EQ(text_at(services.last("ModifyTargetGroup"), "HealthCheckPath"), "/health");
  EXPECT_EQ(text_at(services.last("ModifyTargetGroupAttributes"), "Attributes.0.Value"), "5");
  EXPECT_EQ(text_at(services.last("SetRulePriorities"), "RulePriorities.0.Priority"), "7");
  EXPECT_EQ(services.count("CreateTargetGroup"), 0U);
}

TEST_F(Types, WhatCdkBootstrapMakesIsRecorded) {
  services.absent = {"CreateRepository"};
  ASSERT_EQ(create(R"(
Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: !Sub 'cdk-assets-${AWS::AccountId}'}}
  BucketPolicy: {Type: AWS::S3::BucketPolicy, Properties: {Bucket: !Ref Bucket, PolicyDocument: {Version: x}}}
  Images: {Type: AWS::ECR::Repository, Properties: {RepositoryName: images}}
  Version: {Type: AWS::SSM::Parameter, Properties: {Type: String, Name: /cdk-bootstrap/x/version, Value: '21'}}
Outputs: {B: {Value: !GetAtt Bucket.Arn}, I: {Value: !GetAtt Images.RepositoryUri}, V: {Value: !GetAtt Version.Value}}
)"),
            "");
  tick();
  ASSERT_EQ(status(), "CREATE_COMPLETE") << ::testing::PrintToString(events());
  EXPECT_EQ(text_at(described(), "Outputs.0.OutputValue"), "arn:aws:s3:::cdk-assets-123456789012");
  EXPECT_EQ(text_at(described(), "Outputs.1.OutputValue"), "123456789012.dkr.ecr.us-east-1.amazonaws.com/images");
  EXPECT_EQ(text_at(described(), "Outputs.2.OutputValue"), "21");
}

}  // namespace
}  // namespace rampart::aws::cloudformation
