#include "aws/cloudformation/testing/cloudformation_world.h"

namespace rampart::aws::cloudformation {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace json = boost::json;

std::string web(const std::string& cpu, const std::string& count, const std::string& more = "") {
  return "Resources:\n"
         "  Cluster: {Type: AWS::ECS::Cluster, Properties: {ClusterName: c}}\n"
         "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: web, Cpu: " +
         cpu +
         "}}\n"
         "  Service:\n"
         "    Type: AWS::ECS::Service\n"
         "    Properties: {Cluster: !Ref Cluster, TaskDefinition: !Ref Task, DesiredCount: " +
         count + "}\n" + more;
}

const std::string task = "arn:aws:ecs:us-east-1:123456789012:task-definition/web:";
const std::string topic = "  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}\n";

class Update : public testing::CloudFormationWorld {
 protected:
  Update() {
    create(web("256", "2", topic));
    tick();
    services.forget();
  }
};

TEST_F(Update, ChangesInPlaceWhatCanBe) {
  EXPECT_EQ(update(web("256", "3", topic)), "");
  EXPECT_EQ(status(), "UPDATE_IN_PROGRESS");
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(text_at(services.last("UpdateService"), "DesiredCount"), "3");
  EXPECT_EQ(text_at(services.last("UpdateService"), "service"), physical_id("Service"));
  EXPECT_EQ(services.count("RegisterTaskDefinition") + services.count("CreateService"), 0U);
  EXPECT_THAT(events(), Contains("s UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"));
}

TEST_F(Update, ReplacesAndCleansUpAfterwards) {
  EXPECT_EQ(update(web("512", "2", topic)), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_THAT(services.operations(),
              ElementsAre("RegisterTaskDefinition", "UpdateService", "DescribeServices", "DeregisterTaskDefinition"));
  EXPECT_EQ(text_at(services.last("UpdateService"), "TaskDefinition"), task + "2");
  EXPECT_EQ(text_at(services.last("DeregisterTaskDefinition"), "taskDefinition"), task + "1");
  EXPECT_THAT(events(), Contains("Task UPDATE_IN_PROGRESS Requested update requires the creation of a new physical "
                                 "resource; hence creating one."));
  EXPECT_EQ(physical_id("Task"), task + "2");
}

TEST_F(Update, SaysWhenThereIsNothingToDo) {
  EXPECT_EQ(update(web("256", "2", topic)), "ValidationError: No updates are to be performed.");
  EXPECT_EQ(update(web("256", "2", topic), "other"), "ValidationError: Stack [other] does not exist");
}

TEST_F(Update, TakesAwayWhatLeftTheTemplate) {
  EXPECT_EQ(update(web("256", "2")), "");
  tick();
  EXPECT_EQ(services.count("DeleteTopic"), 1U);
  EXPECT_THAT(events(), Contains("Topic DELETE_COMPLETE"));
  EXPECT_THAT(physical_id("Topic"), HasSubstr("does not exist"));
}

TEST_F(Update, PutsBackWhatWasWhenItFails) {
  const std::string extra = topic +
                            "  Late: {Type: AWS::SNS::Subscription, DependsOn: Service, "
                            "Properties: {TopicArn: !Ref Topic, Protocol: http}}\n";
  services.failures["Subscribe"] = {.code = "InvalidParameter", .message = "Invalid parameter: Endpoint"};
  EXPECT_EQ(update(web("512", "5", extra)), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_EQ(text_at(services.last("UpdateService"), "TaskDefinition"), task + "1");
  EXPECT_EQ(text_at(services.last("UpdateService"), "DesiredCount"), "2");
  EXPECT_EQ(text_at(services.last("DeregisterTaskDefinition"), "taskDefinition"), task + "2");
  EXPECT_EQ(physical_id("Task"), task + "1");
  EXPECT_THAT(events(), Contains("s UPDATE_ROLLBACK_IN_PROGRESS The following resource(s) failed to create: [Late]. "));
  EXPECT_THAT(events(), Contains("s UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"));
  // The template is the old one again: what was refused can be tried anew, and the old one changes nothing.
  EXPECT_EQ(update(web("256", "2", topic)), "ValidationError: No updates are to be performed.");
  services.failures.clear();
  EXPECT_EQ(update(web("512", "5", extra)), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
}

TEST_F(Update, CanBeCancelledWhileItWaits) {
  services.service_stable = false;
  update(web("256", "4", topic));
  tick();
  EXPECT_EQ(status(), "UPDATE_IN_PROGRESS");
  EXPECT_EQ(refusal("CancelUpdateStack", {{"StackName", "s"}}), "");
  services.service_stable = true;
  tick();
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_COMPLETE");
  EXPECT_EQ(text_at(services.last("UpdateService"), "DesiredCount"), "2");
  EXPECT_EQ(refusal("CancelUpdateStack", {{"StackName", "s"}}),
            "ValidationError: CancelUpdateStack cannot be called from current stack status");
}

TEST_F(Update, RollbackThatFailsCanBeContinued) {
  services.failures["UpdateService"] = {.code = "ServerException", .message = "no", .http_status = 500};
  update(web("256", "4", topic));
  tick();
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_FAILED");
  services.failures.clear();
  EXPECT_EQ(refusal("ContinueUpdateRollback", {{"StackName", "s"}}), "");
  tick();
  EXPECT_EQ(status(), "UPDATE_ROLLBACK_COMPLETE");
}

TEST_F(Update, GoesOnAfterACrash) {
  services.service_stable = false;
  update(web("512", "4", topic));
  tick();
  state.crash();
  start();
  services.service_stable = true;
  tick();
  EXPECT_EQ(status(), "UPDATE_COMPLETE");
  EXPECT_EQ(services.count("UpdateService"), 1U);
  EXPECT_EQ(services.count("DeregisterTaskDefinition"), 1U);
}

TEST_F(Update, RefusesToChangeATypeOrReplaceANamedResource) {
  EXPECT_EQ(update(web("256", "2", "  Topic: {Type: AWS::ECS::Cluster}\n")),
            "ValidationError: Update of resource type is not permitted. The new template modifies resource type of the "
            "following resources: [Topic]");
  EXPECT_EQ(update(web("256", "2", "  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: t, FifoTopic: true}}\n")),
            "");
  tick();
  EXPECT_THAT(events(),
              Contains(HasSubstr("custom-named resource requires replacing. Rename t and update the stack again.")));
}

TEST_F(Update, DeletesEverythingAndKeepsWhatIsRetained) {
  update(web("256", "2", "  Topic: {Type: AWS::SNS::Topic, DeletionPolicy: Retain, Properties: {TopicName: t}}\n"));
  tick();
  services.forget();
  services.service_gone = false;
  const std::string id = text_at(described(), "StackId");
  EXPECT_EQ(refusal("DeleteStack", {{"StackName", "s"}}), "");
  tick();
  EXPECT_EQ(status(), "DELETE_IN_PROGRESS");
  EXPECT_EQ(services.count("DeleteCluster"), 0U);
  services.service_gone = true;
  tick();
  EXPECT_EQ(status(id), "DELETE_COMPLETE");
  EXPECT_EQ(services.count("DeleteCluster"), 1U);
  EXPECT_EQ(services.count("DeleteTopic"), 0U);
  EXPECT_THAT(events(id), Contains("Topic DELETE_SKIPPED"));
  EXPECT_EQ(refusal("DeleteStack", {{"StackName", "s"}}), "");
}

TEST_F(Update, DeletionWaitsForOthersToLetGo) {
  services.failures["DeleteCluster"] = {.code = "ClusterContainsTasksException", .message = "busy"};
  ask("DeleteStack", {{"StackName", "s"}});
  tick();
  EXPECT_EQ(status(), "DELETE_IN_PROGRESS");
  tick(std::chrono::seconds(301));
  EXPECT_EQ(status(), "DELETE_FAILED");
  EXPECT_EQ(text_at(described(), "StackStatusReason"), "The following resource(s) failed to delete: [Cluster]. ");
  services.failures.clear();
  const std::string id = text_at(described(), "StackId");
  ask("DeleteStack", {{"StackName", "s"}});
  tick();
  EXPECT_EQ(status(id), "DELETE_COMPLETE");
}

TEST_F(Update, StacksShareWhatTheyExport) {
  const std::string exporting = web("256", "2", topic) + "Outputs: {T: {Value: !Ref Topic, Export: {Name: topic}}}\n";
  update(exporting);
  tick();
  EXPECT_EQ(create("Resources:\n  S: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !ImportValue topic, "
                   "Protocol: http, Endpoint: 'http://x'}}\n",
                   "user"),
            "");
  tick();
  EXPECT_EQ(status("user"), "CREATE_COMPLETE");
  EXPECT_EQ(text_at(services.last("Subscribe"), "TopicArn"), "arn:aws:sns:us-east-1:123456789012:t");
  EXPECT_EQ(text_at(*ask("ListExports", {}), "Exports.0.Name"), "topic");
  EXPECT_EQ(text_at(*ask("ListImports", {{"ExportName", "topic"}}), "Imports.0"), "user");
  ask("DeleteStack", {{"StackName", "s"}});
  tick();
  EXPECT_EQ(status(), "DELETE_FAILED");
  EXPECT_EQ(text_at(described(), "StackStatusReason"), "Cannot delete export topic as it is in use by user.");
  EXPECT_EQ(create("Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {O: {Value: x, Export: {Name: topic}}}", "third"),
            "");
  tick();
  EXPECT_THAT(events("third"), Contains(HasSubstr("Export with name topic is already exported by stack s.")));
}

TEST_F(Update, IsGuardedByTerminationProtection) {
  ask("UpdateTerminationProtection", {{"StackName", "s"}, {"EnableTerminationProtection", true}});
  EXPECT_EQ(refusal("DeleteStack", {{"StackName", "s"}}),
            "ValidationError: Stack [s] cannot be deleted while TerminationProtection is enabled");
}

}  // namespace
}  // namespace rampart::aws::cloudformation
