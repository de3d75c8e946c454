#include "aws/cloudformation/testing/cloudformation_world.h"

namespace rampart::aws::cloudformation {
namespace {

using ::testing::HasSubstr;
namespace json = boost::json;

class ChangeSets : public testing::CloudFormationWorld {
 protected:
  std::string change_set(const char* type, const std::string& body, const std::string& name = "first") {
    return refusal("CreateChangeSet",
                   {{"StackName", "s"}, {"ChangeSetName", name}, {"ChangeSetType", type}, {"TemplateBody", body}});
  }
  json::object shown(const std::string& name = "first") {
    return *ask("DescribeChangeSet", {{"StackName", "s"}, {"ChangeSetName", name}});
  }
  const std::string one = "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}}";
  const std::string two =
      "Resources:\n"
      "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: u}}\n"
      "  S: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref T, Protocol: http, Endpoint: 'http://x'}}\n";
};

TEST_F(ChangeSets, DeployAsTheCliDoes) {
  EXPECT_EQ(change_set("CREATE", one), "");
  EXPECT_EQ(status(), "REVIEW_IN_PROGRESS");
  EXPECT_EQ(text_at(shown(), "Status"), "CREATE_COMPLETE");
  EXPECT_EQ(text_at(shown(), "Changes.0.ResourceChange.Action"), "Add");
  EXPECT_EQ(refusal("ExecuteChangeSet", {{"StackName", "s"}, {"ChangeSetName", "first"}}), "");
  tick();
  EXPECT_EQ(status(), "CREATE_COMPLETE");

  EXPECT_EQ(change_set("UPDATE", one, "same"), "");
  EXPECT_EQ(text_at(shown("same"), "Status"), "FAILED");
  EXPECT_THAT(text_at(shown("same"), "StatusReason"), HasSubstr("The submitted information didn't contain changes."));
  EXPECT_THAT(refusal("ExecuteChangeSet", {{"StackName", "s"}, {"ChangeSetName", "same"}}),
              HasSubstr("cannot be executed in its current status of [FAILED]"));

  EXPECT_EQ(change_set("UPDATE", two, "other"), "");
  const json::object changes = shown("other");
  EXPECT_EQ(text_at(changes, "Changes.0.ResourceChange.Action"), "Modify");
  EXPECT_EQ(text_at(changes, "Changes.0.ResourceChange.Replacement"), "True");
  EXPECT_EQ(text_at(changes, "Changes.0.ResourceChange.Details.0.Target.Name"), "TopicName");
  EXPECT_EQ(text_at(changes, "Changes.1.ResourceChange.LogicalResourceId"), "S");
  EXPECT_EQ(refusal("ExecuteChangeSet", {{"ChangeSetName", text_at(changes, "ChangeSetId")}}), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(services.count("DeleteTopic"), 1U);
}

TEST_F(ChangeSets, AreListedAndDeleted) {
  change_set("CREATE", one);
  EXPECT_EQ(change_set("CREATE", one, "second"), "");
  EXPECT_EQ(ask("ListChangeSets", {{"StackName", "s"}})->at("Summaries").as_array().size(), 2U);
  ask("DeleteChangeSet", {{"StackName", "s"}, {"ChangeSetName", "first"}});
  EXPECT_EQ(refusal("DescribeChangeSet", {{"StackName", "s"}, {"ChangeSetName", "first"}}),
            "ChangeSetNotFoundException: ChangeSet [first] does not exist");
  EXPECT_EQ(change_set("UPDATE", one, "third"), "");  // under review, it creates
  EXPECT_EQ(refusal("CreateChangeSet", {{"StackName", "none"}, {"ChangeSetName", "c"}, {"TemplateBody", one}}),
            "ValidationError: Stack [none] does not exist");
}

TEST_F(ChangeSets, ShowTemplates) {
  create(
      "Description: d\n"
      "Parameters: {P: {Type: String, Default: x, AllowedValues: [x, y], Description: why}}\n"
      "Resources: {R: {Type: AWS::IAM::Role, Properties: {RoleName: r}}}");
  const auto summary = ask("GetTemplateSummary", {{"StackName", "s"}});
  EXPECT_EQ(text_at(*summary, "Capabilities.0"), "CAPABILITY_NAMED_IAM");
  EXPECT_EQ(text_at(*summary, "CapabilitiesReason"),
            "The following resource(s) require capabilities: [AWS::IAM::Role]");
  EXPECT_EQ(text_at(*summary, "Parameters.0.ParameterConstraints.AllowedValues.1"), "y");
  EXPECT_EQ(text_at(*summary, "ResourceTypes.0"), "AWS::IAM::Role");
  EXPECT_THAT(text_at(*ask("GetTemplate", {{"StackName", "s"}}), "TemplateBody"), HasSubstr("Description: d"));
  EXPECT_EQ(text_at(*ask("ValidateTemplate", {{"TemplateBody", one}}), "Parameters"), "[]");
  EXPECT_EQ(refusal("ValidateTemplate", {{"TemplateBody", "just text"}}),
            "ValidationError: Template format error: unsupported structure.");
  ask("SetStackPolicy", {{"StackName", "s"}, {"StackPolicyBody", "{}"}});
  EXPECT_EQ(text_at(*ask("GetStackPolicy", {{"StackName", "s"}}), "StackPolicyBody"), "{}");
}

TEST_F(ChangeSets, ListStacksAndResources) {
  create(one);
  create(one, "t");
  tick();
  EXPECT_EQ(ask("ListStacks", {})->at("StackSummaries").as_array().size(), 2U);
  EXPECT_EQ(ask("ListStacks", {{"StackStatusFilter", json::array{"DELETE_COMPLETE"}}})
                ->at("StackSummaries")
                .as_array()
                .size(),
            0U);
  EXPECT_EQ(text_at(*ask("ListStackResources", {{"StackName", "t"}}), "StackResourceSummaries.0.LogicalResourceId"),
            "T");
  EXPECT_EQ(text_at(*ask("DescribeStackResources", {{"PhysicalResourceId", physical_id("T", "t")}}),
                    "StackResources.0.ResourceStatus"),
            "CREATE_COMPLETE");
  EXPECT_EQ(refusal("DescribeStackResource", {{"StackName", "t"}, {"LogicalResourceId", "X"}}),
            "ValidationError: Resource X does not exist for stack t");
}

TEST_F(ChangeSets, EveryOperationOfTheModelIsNamed) {
  EXPECT_EQ(service.operations.size(), 90U);
  std::set<std::string> names;
  for (const protocol::Operation& operation : service.operations) names.insert(operation.name);
  EXPECT_EQ(names.size(), 90U);
}

}  // namespace
}  // namespace rampart::aws::cloudformation
