#include "aws/cloudformation/testing/cloudformation_world.h"
#include "aws/protocol/endpoint.h"

namespace rampart::aws::cloudformation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace json = boost::json;

class Creation : public testing::CloudFormationWorld {};

const std::string web = R"(
Description: A service
Parameters: {Count: {Type: Number, Default: 2}}
Resources:
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Cluster, TaskDefinition: !Ref Task, DesiredCount: !Ref Count}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web, Cpu: 256}}
  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: c}}
Outputs:
  Arn: {Value: !GetAtt Cluster.Arn, Description: whose, Export: {Name: !Sub '${AWS::StackName}-cluster'}}
)";

TEST_F(Creation, MakesResourcesInTheOrderOfTheirNeeds) {
  EXPECT_EQ(create(web), "");
  EXPECT_EQ(status(), "CREATE_IN_PROGRESS");
  EXPECT_TRUE(services.asked.empty());
  tick();
  EXPECT_EQ(status(), "CREATE_COMPLETE");
  const auto operations = services.operations();
  ASSERT_GE(operations.size(), 3U);
  EXPECT_EQ(operations[2], "CreateService");
  const json::object input = services.last("CreateService");
  EXPECT_EQ(text_at(input, "Cluster"), "c");
  EXPECT_EQ(text_at(input, "TaskDefinition"), "arn:aws:ecs:us-east-1:123456789012:task-definition/web:1");
  EXPECT_EQ(text_at(input, "DesiredCount"), "2");
  EXPECT_THAT(text_at(input, "ServiceName"), ::testing::MatchesRegex("s-Service-[A-Z0-9]{12}"));
  const json::object stack = described();
  EXPECT_EQ(text_at(stack, "Description"), "A service");
  EXPECT_EQ(text_at(stack, "Outputs.0.OutputValue"), "arn:aws:ecs:us-east-1:123456789012:cluster/c");
  EXPECT_EQ(text_at(stack, "Outputs.0.ExportName"), "s-cluster");
  EXPECT_THAT(text_at(stack, "StackId"), HasSubstr("arn:aws:cloudformation:us-east-1:123456789012:stack/s/"));
}

TEST_F(Creation, TellsItsEventsInAwsWords) {
  create("Resources: {Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: c}}}");
  tick();
  EXPECT_THAT(events(), ElementsAre("s CREATE_IN_PROGRESS User Initiated", "Cluster CREATE_IN_PROGRESS",
                                    "Cluster CREATE_IN_PROGRESS Resource creation Initiated", "Cluster CREATE_COMPLETE",
                                    "s CREATE_COMPLETE"));
  EXPECT_EQ(physical_id("Cluster"), "c");
}

TEST_F(Creation, WaitsForAServiceToBeStable) {
  services.service_stable = false;
  create(web);
  tick();
  tick();
  EXPECT_EQ(status(), "CREATE_IN_PROGRESS");
  EXPECT_EQ(services.count("CreateService"), 1U);
  services.service_stable = true;
  tick();
  EXPECT_EQ(status(), "CREATE_COMPLETE");
}

TEST_F(Creation, WaitsForThreeHoursAtMost) {
  services.service_stable = false;
  create(web);
  tick();
  tick(std::chrono::hours(3));
  EXPECT_EQ(status(), "ROLLBACK_COMPLETE");
  EXPECT_THAT(events(), ::testing::Contains(HasSubstr("HandlerErrorCode: NotStabilized")));
}

TEST_F(Creation, SpeaksTheQueryProtocol) {
  protocol::Endpoint endpoint({cloudformation->service()}, {});
  const auto post = [&](const std::string& body) {
    return endpoint.answer({.method = "POST",
                            .target = "/",
                            .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                            .body = body},
                           now);
  };
  const auto made = post(
      "Action=CreateStack&Version=2010-05-15&StackName=s&Tags.member.1.Key=k&Tags.member.1.Value=v"
      "&TemplateBody=Resources%3A%20%7BT%3A%20%7BType%3A%20%22AWS%3A%3ASNS%3A%3ATopic%22%7D%7D");
  EXPECT_EQ(made.status, 200) << made.body;
  tick();
  const auto shown = post("Action=DescribeStacks&Version=2010-05-15&StackName=s");
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("<StackStatus>CREATE_COMPLETE</StackStatus>"));
  EXPECT_THAT(shown.body, HasSubstr("<Tags><member><Key>k</Key><Value>v</Value></member></Tags>"));
  const auto missing = post("Action=DescribeStacks&Version=2010-05-15&StackName=none");
  EXPECT_EQ(missing.status, 400);
  EXPECT_THAT(missing.body,
              HasSubstr("<Code>ValidationError</Code><Message>Stack with id none does not exist</Message>"));
}

TEST_F(Creation, GoesOnAfterACrash) {
  services.service_stable = false;
  create(web);
  tick();
  const std::string id = text_at(described(), "StackId");
  state.crash();
  start();
  services.service_stable = true;
  tick();
  EXPECT_EQ(status(), "CREATE_COMPLETE");
  EXPECT_EQ(text_at(described(), "StackId"), id);
  EXPECT_EQ(services.count("CreateService"), 1U);
  EXPECT_EQ(services.count("CreateCluster"), 1U);
}

TEST_F(Creation, RollsBackInReverse) {
  services.failures["CreateService"] = {.code = "InvalidParameterException", .message = "The target group is wrong."};
  create(web);
  tick();
  EXPECT_EQ(status(), "ROLLBACK_COMPLETE");
  const auto all = events();
  const auto failed =
      std::find_if(all.begin(), all.end(), [](const auto& e) { return e.starts_with("Service CREATE_F"); });
  ASSERT_NE(failed, all.end());
  EXPECT_THAT(*failed,
              ::testing::MatchesRegex(
                  "Service CREATE_FAILED Resource handler returned message: \"The target group is wrong. "
                  "\\(Service: Ecs, Status Code: 400, Request ID: [-0-9a-f]*\\)\" \\(RequestToken: [-0-9a-f]*, "
                  "HandlerErrorCode: InvalidRequest\\)"));
  EXPECT_THAT(all, ::testing::Contains("s ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Service]. "
                                       "Rollback requested by user."));
  EXPECT_EQ(services.count("DeleteService"), 0U);
  EXPECT_EQ(services.count("DeleteCluster"), 1U);
  EXPECT_EQ(services.count("DeregisterTaskDefinition"), 1U);
  EXPECT_THAT(update(web), HasSubstr("is in ROLLBACK_COMPLETE state and can not be updated."));
}

TEST_F(Creation, FailsWhereEcsGivesUp) {
  services.service_stable = false;
  create(web);
  tick();
  services.failures["DescribeServices"] = {.code = "GeneralServiceException", .message = "gone wrong"};
  tick();
  EXPECT_THAT(events(), ::testing::Contains(HasSubstr("HandlerErrorCode: GeneralServiceException")));
}

TEST_F(Creation, KeepsWhatFailedWhenTold) {
  services.failures["CreateService"] = {.code = "X", .message = "no"};
  ask("CreateStack", {{"StackName", "s"}, {"TemplateBody", web}, {"OnFailure", "DO_NOTHING"}});
  tick();
  EXPECT_EQ(status(), "CREATE_FAILED");
  EXPECT_EQ(services.count("DeleteCluster"), 0U);
  services.failures.clear();
  EXPECT_EQ(update(web), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(services.count("CreateCluster"), 1U);
}

TEST_F(Creation, DeletesWhatFailedWhenTold) {
  services.failures["CreateService"] = {.code = "X", .message = "no"};
  ask("CreateStack", {{"StackName", "s"}, {"TemplateBody", web}, {"OnFailure", "DELETE"}});
  const std::string id = text_at(described(), "StackId");
  tick();
  EXPECT_EQ(status(), "Stack with id s does not exist");
  EXPECT_EQ(status(id), "DELETE_COMPLETE");
}

TEST_F(Creation, HasATimeout) {
  services.service_stable = false;
  ask("CreateStack", {{"StackName", "s"}, {"TemplateBody", web}, {"TimeoutInMinutes", 1}});
  tick();
  tick(std::chrono::seconds(61));
  EXPECT_EQ(status(), "ROLLBACK_COMPLETE");
  EXPECT_THAT(events(), ::testing::Contains("Service CREATE_FAILED Resource creation cancelled"));
  EXPECT_EQ(services.count("DeleteService"), 1U);
}

TEST_F(Creation, NamesATypeThatIsNotThere) {
  EXPECT_EQ(create("Resources: {Q: {Type: AWS::SQS::Queue}}"), "");
  tick();
  EXPECT_EQ(status(), "ROLLBACK_COMPLETE");
  EXPECT_THAT(events(), ::testing::Contains("Q CREATE_FAILED Resource type AWS::SQS::Queue is not supported."));
}

TEST_F(Creation, RefusesInAwsWords) {
  EXPECT_EQ(create(web), "");
  EXPECT_EQ(create(web), "AlreadyExistsException: Stack [s] already exists");
  EXPECT_EQ(refusal("CreateStack", {{"StackName", "t"}}),
            "ValidationError: Either Template URL or Template Body must be specified.");
  EXPECT_THAT(refusal("CreateStack", {{"StackName", "t"}, {"TemplateURL", "https://b.s3.amazonaws.com/t"}}),
              HasSubstr("Rampart has no S3"));
  EXPECT_EQ(refusal("CreateStack", {{"StackName", "t"}, {"TemplateBody", "Resources: {R: {Type: AWS::IAM::Role}}"}}),
            "InsufficientCapabilitiesException: Requires capabilities : [CAPABILITY_IAM]");
  EXPECT_EQ(create("Parameters: {A: {Type: String}, B: {Type: String}}\n"
                   "Resources: {T: {Type: AWS::SNS::Topic}}",
                   "t"),
            "ValidationError: Parameters: [A, B] must have values");
  EXPECT_THAT(create("Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref X}}}", "t"),
              HasSubstr("ValidationError: Template format error: there is no parameter or resource X"));
  EXPECT_EQ(refusal("DescribeStacks", {{"StackName", "t"}}), "ValidationError: Stack with id t does not exist");
}

TEST_F(Creation, ReadsTheParameterStore) {
  services.parameters["/net/vpc"] = "vpc-7";
  const std::string body =
      "Parameters:\n"
      "  Vpc: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /net/vpc}\n"
      "  Secret: {Type: String, NoEcho: true, Default: s3cret}\n"
      "Resources: {G: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: d, VpcId: !Ref Vpc}}}";
  EXPECT_EQ(create(body), "");
  tick();
  EXPECT_EQ(text_at(services.last("CreateSecurityGroup"), "VpcId"), "vpc-7");
  EXPECT_EQ(text_at(described(), "Parameters.0.ParameterValue"), "/net/vpc");
  EXPECT_EQ(text_at(described(), "Parameters.0.ResolvedValue"), "vpc-7");
  EXPECT_EQ(text_at(described(), "Parameters.1.ParameterValue"), "****");
  services.parameters.clear();
  EXPECT_EQ(create(body, "t"),
            "ValidationError: Unable to fetch parameters [/net/vpc] from parameter store for this account.");
}

TEST_F(Creation, GivesTagsToWhatTakesThem) {
  ask("CreateStack",
      {{"StackName", "s"},
       {"TemplateBody",
        "Resources:\n"
        "  C: {Type: AWS::ECS::Cluster, Properties: {Tags: [{Key: a, Value: own}]}}\n"
        "  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
        "  L: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: 7}}\n"},
       {"Tags", json::array{json::object{{"Key", "a"}, {"Value", "x"}}, json::object{{"Key", "b"}, {"Value", "y"}}}}});
  tick();
  EXPECT_EQ(json::value(services.last("CreateCluster").at("Tags")),
            json::parse(R"([{"Key": "a", "Value": "own"}, {"Key": "b", "Value": "y"}])"));
  EXPECT_EQ(text_at(services.last("CreateVpc"), "TagSpecifications.0.ResourceType"), "vpc");
  EXPECT_EQ(text_at(services.last("CreateLogGroup"), "Tags.b"), "y");
  EXPECT_EQ(text_at(services.last("PutRetentionPolicy"), "retentionInDays"), "7");
}

}  // namespace
}  // namespace rampart::aws::cloudformation
