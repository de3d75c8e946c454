#include <gtest/gtest.h>

#include "core/stack/testing/template_text.h"

namespace rampart::stack {
namespace {

using testing::error_of;
using testing::read;

const std::string topic = "Resources: {T: {Type: AWS::SNS::Topic}}\n";

TEST(ReadTemplate, ReadsEverySection) {
  const auto t = read(
      "AWSTemplateFormatVersion: 2010-09-09\n"
      "Description: what it is\n"
      "Metadata: {AWS::CloudFormation::Interface: {ParameterGroups: []}}\n"
      "Parameters: {Env: {Type: String, Default: dev}}\n"
      "Mappings: {M: {a: {b: c}}}\n"
      "Conditions: {Prod: !Equals [!Ref Env, prod]}\n"
      "Resources:\n"
      "  Topic:\n"
      "    Type: AWS::SNS::Topic\n"
      "    Condition: Prod\n"
      "    DeletionPolicy: Retain\n"
      "    DependsOn: [Queue]\n"
      "  Queue: {Type: AWS::SQS::Queue}\n"
      "Outputs: {Arn: {Value: !GetAtt Queue.Arn, Description: the queue, Export: {Name: q}}}\n");
  ASSERT_TRUE(t.has_value()) << error_of(t);
  EXPECT_EQ(t->description, "what it is");
  EXPECT_EQ(t->parameters.at(0).type, "String");
  ASSERT_EQ(t->resources.size(), 2U);
  EXPECT_EQ(t->resources[0].condition, "Prod");
  EXPECT_EQ(t->resources[0].depends_on.at(0).logical_id, "Queue");
  EXPECT_EQ(t->resources[0].place.line, 8);
  EXPECT_EQ(t->resources[0].place.column, 3);
  EXPECT_EQ(t->resources[0].type_place.column, 11);
  EXPECT_TRUE(t->resources[1].properties.is_mapping());
  EXPECT_EQ(t->outputs.at(0).description, "the queue");
}

TEST(ReadTemplate, ReadsJsonTheSameWay) {
  const auto t = read(R"({"Resources": {"T": {"Type": "AWS::SNS::Topic",
    "Properties": {"TopicName": {"Fn::Sub": "${AWS::StackName}-x"}}}}})");
  ASSERT_TRUE(t.has_value()) << error_of(t);
  EXPECT_EQ(t->resources[0].logical_id, "T");
  EXPECT_EQ(error_of(read("{\"Resources\": {\"T\": {\n  \"Type\": \"AWS::ECS::Servce\"}}}")),
            "t.yml:2:11: resource T: there is no type AWS::ECS::Servce; did you mean AWS::ECS::Service?");
}

TEST(ReadTemplate, OffersTheNearestSection) {
  EXPECT_EQ(error_of(read("Resourses: {}\n")),
            "t.yml:1:1: A template has no key \"Resourses\"; did you mean Resources?");
  EXPECT_EQ(error_of(read("AWSTemplateFormatVersion: 2010-09-10\n" + topic)),
            "t.yml:1:27: AWSTemplateFormatVersion is \"2010-09-10\"; the only one there is, is 2010-09-09.");
}

TEST(ReadTemplate, RefusesTransformsByName) {
  EXPECT_TRUE(error_of(read("Transform: AWS::Serverless-2016-10-31\n" + topic)).starts_with("t.yml:1:1: Transform ("));
}

TEST(ReadTemplate, NeedsResources) {
  EXPECT_EQ(error_of(read("Description: x\n")), "t.yml:1:1: At least one Resources member must be defined.");
  EXPECT_EQ(error_of(read("- a\n")),
            "t.yml:1:1: a template is a mapping with a Resources section, but this is a list.");
  EXPECT_EQ(error_of(read("Resources: {T: {Properties: {}}}\n")),
            "t.yml:1:13: resource T needs a Type, for example AWS::ECS::Service.");
  EXPECT_EQ(error_of(read("Resources: {T-1: {Type: AWS::SNS::Topic}}\n")),
            "t.yml:1:13: \"T-1\" isn't a name for Resources; names hold letters and digits only.");
  EXPECT_EQ(error_of(read("Resources: {T: {Type: AWS::SNS::Topic, Propertys: {}}}\n")),
            "t.yml:1:40: Resource T has no key \"Propertys\"; did you mean Properties?");
}

TEST(ReadTemplate, KnowsEveryNameThatIsReferredTo) {
  const auto with = [](const std::string& value) {
    return error_of(
        read("Parameters: {Env: {Type: String}}\nResources:\n  Queue: {Type: AWS::SQS::Queue}\n  T:\n"
             "    Type: AWS::SNS::Topic\n    Properties:\n      V: " +
             value + "\n"));
  };
  EXPECT_EQ(with("!Ref Enw"), "t.yml:7:10: there is no parameter or resource Enw; did you mean Env?");
  EXPECT_EQ(with("!GetAtt Quue.Arn"), "t.yml:7:10: there is no resource Quue; did you mean Queue?");
  EXPECT_EQ(with("!GetAtt Env.Arn"), "t.yml:7:10: there is no resource Env.");
  EXPECT_EQ(with("!Sub '${Quue.Arn}'"), "t.yml:7:10: there is no resource Quue; did you mean Queue?");
  EXPECT_EQ(with("!Sub ['${Own}', {Own: 1}]"), "fine");
  EXPECT_EQ(with("!If [Prod, 1, 2]"), "t.yml:7:15: there is no condition Prod.");
  EXPECT_EQ(error_of(read("Resources:\n  T:\n    Type: AWS::SNS::Topic\n    DependsOn: Nobody\n")),
            "t.yml:4:16: DependsOn of T: there is no resource Nobody.");
}

TEST(ReadTemplate, ChecksTypeNames) {
  const auto with = [](const std::string& type) { return error_of(read("Resources: {T: {Type: '" + type + "'}}\n")); };
  EXPECT_EQ(with("AWS::EC2::VPC"), "fine");
  EXPECT_EQ(with("AWS::ECS::CapacityProvider"), "fine");
  EXPECT_EQ(with("AWS::ElasticLoadBalancing::LoadBalancer"), "fine");
  EXPECT_EQ(with("Custom::Thing"), "fine");
  EXPECT_EQ(with("AWS::ApplicationAutoscaling::ScalableTarget"),
            "t.yml:1:23: resource T: there is no type AWS::ApplicationAutoscaling::ScalableTarget: AWS has no service "
            "ApplicationAutoscaling; did you mean AWS::ApplicationAutoScaling::ScalableTarget?");
  EXPECT_EQ(with("ECS::Service"),
            "t.yml:1:23: resource T: \"ECS::Service\" isn't a resource type; did you mean AWS::ECS::Service?");
}

}  // namespace
}  // namespace rampart::stack
