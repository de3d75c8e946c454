#include "aws/cloudformation/shapes.h"

namespace rampart::aws::cloudformation {
namespace {

using namespace protocol;  // NOLINT(google-build-using-namespace): the shape language is made to be read bare

std::vector<Member> texts(std::initializer_list<const char*> names) {
  std::vector<Member> out;
  for (const char* name : names) out.push_back(optional(name, string()));
  return out;
}

std::vector<Member> operator+(std::vector<Member> left, std::vector<Member> right) {
  for (Member& member : right) left.push_back(std::move(member));
  return left;
}

Shape tags() { return list(structure("Tag", texts({"Key", "Value"}))); }
Shape parameters() { return list(structure("Parameter", texts({"ParameterKey", "ParameterValue", "ResolvedValue"}))); }
Shape drift(const char* status) { return structure("DriftInformation", {optional(status, string())}); }

Shape rollback_configuration() {
  return structure("RollbackConfiguration",
                   {optional("RollbackTriggers", list(structure("RollbackTrigger", texts({"Arn", "Type"})))),
                    optional("MonitoringTimeInMinutes", integer())});
}

std::vector<Member> times() {
  return {optional("CreationTime", timestamp()), optional("LastUpdatedTime", timestamp()),
          optional("DeletionTime", timestamp())};
}

/// A resource, whichever answer it stands in.
std::vector<Member> resource_members(const char* time) {
  return texts({"StackName", "StackId", "LogicalResourceId", "PhysicalResourceId", "ResourceType"}) +
         std::vector<Member>{optional(time, timestamp())} +
         texts({"ResourceStatus", "ResourceStatusReason", "Description", "Metadata"}) +
         std::vector<Member>{optional("DriftInformation", drift("StackResourceDriftStatus"))};
}

Shape paged(const char* name, const char* member, const Shape& element) {
  return structure(name, {optional(member, list(element)), optional("NextToken", string())});
}

}  // namespace

Shape stack_id_output() { return structure("StackOutput", {optional("StackId", string())}); }

Shape stacks_output() {
  const Shape output = structure("Output", texts({"OutputKey", "OutputValue", "Description", "ExportName"}));
  const Shape stack = structure(
      "Stack",
      texts({"StackId", "StackName", "ChangeSetId", "Description"}) +
          std::vector<Member>{optional("Parameters", parameters())} + times() +
          std::vector<Member>{optional("RollbackConfiguration", rollback_configuration()),
                              optional("StackStatus", string()), optional("StackStatusReason", string()),
                              optional("DisableRollback", boolean()), optional("NotificationARNs", list(string())),
                              optional("TimeoutInMinutes", integer()), optional("Capabilities", list(string())),
                              optional("Outputs", list(output)), optional("RoleARN", string()),
                              optional("Tags", tags()), optional("EnableTerminationProtection", boolean()),
                              optional("DriftInformation", drift("StackDriftStatus"))});
  return paged("DescribeStacksOutput", "Stacks", stack);
}

Shape stack_summaries_output() {
  const Shape summary =
      structure("StackSummary", texts({"StackId", "StackName", "TemplateDescription"}) + times() +
                                    texts({"StackStatus", "StackStatusReason"}) +
                                    std::vector<Member>{optional("DriftInformation", drift("StackDriftStatus"))});
  return paged("ListStacksOutput", "StackSummaries", summary);
}

Shape stack_events_output() {
  const Shape event =
      structure("StackEvent",
                texts({"StackId", "EventId", "StackName", "LogicalResourceId", "PhysicalResourceId", "ResourceType"}) +
                    std::vector<Member>{optional("Timestamp", timestamp())} +
                    texts({"ResourceStatus", "ResourceStatusReason", "ResourceProperties", "ClientRequestToken"}));
  return paged("DescribeStackEventsOutput", "StackEvents", event);
}

Shape stack_resource_output() {
  return structure(
      "DescribeStackResourceOutput",
      {optional("StackResourceDetail", structure("StackResourceDetail", resource_members("LastUpdatedTimestamp")))});
}

Shape stack_resources_output() {
  return structure("DescribeStackResourcesOutput",
                   {optional("StackResources", list(structure("StackResource", resource_members("Timestamp"))))});
}

Shape stack_resource_summaries_output() {
  return paged("ListStackResourcesOutput", "StackResourceSummaries",
               structure("StackResourceSummary", resource_members("LastUpdatedTimestamp")));
}

Shape exports_output() {
  return paged("ListExportsOutput", "Exports", structure("Export", texts({"ExportingStackId", "Name", "Value"})));
}

Shape imports_output() { return paged("ListImportsOutput", "Imports", string()); }

Shape policy_output() { return structure("GetStackPolicyOutput", {optional("StackPolicyBody", string())}); }

Shape create_change_set_output() { return structure("CreateChangeSetOutput", texts({"Id", "StackId"})); }

Shape change_set_output() {
  const Shape target = structure("ResourceTargetDefinition", texts({"Attribute", "Name", "RequiresRecreation"}));
  const Shape detail = structure("ResourceChangeDetail", std::vector<Member>{optional("Target", target)} +
                                                             texts({"Evaluation", "ChangeSource", "CausingEntity"}));
  const Shape resource = structure(
      "ResourceChange", texts({"Action", "LogicalResourceId", "PhysicalResourceId", "ResourceType", "Replacement"}) +
                            std::vector<Member>{optional("Scope", list(string())), optional("Details", list(detail))});
  const Shape change = structure("Change", {optional("Type", string()), optional("ResourceChange", resource)});
  return structure(
      "DescribeChangeSetOutput",
      texts({"ChangeSetName", "ChangeSetId", "StackId", "StackName", "Description"}) +
          std::vector<Member>{optional("Parameters", parameters()), optional("CreationTime", timestamp())} +
          texts({"ExecutionStatus", "Status", "StatusReason", "OnStackFailure"}) +
          std::vector<Member>{optional("NotificationARNs", list(string())), optional("Capabilities", list(string())),
                              optional("Tags", tags()), optional("Changes", list(change)),
                              optional("NextToken", string())});
}

Shape change_set_summaries_output() {
  const Shape summary =
      structure("ChangeSetSummary", texts({"StackId", "StackName", "ChangeSetId", "ChangeSetName", "ExecutionStatus",
                                           "Status", "StatusReason", "Description"}) +
                                        std::vector<Member>{optional("CreationTime", timestamp())});
  return paged("ListChangeSetsOutput", "Summaries", summary);
}

Shape template_output() {
  return structure("GetTemplateOutput",
                   {optional("TemplateBody", string()), optional("StagesAvailable", list(string()))});
}

Shape template_summary_output() {
  const Shape constraints = structure("ParameterConstraints", {optional("AllowedValues", list(string()))});
  const Shape parameter =
      structure("ParameterDeclaration",
                texts({"ParameterKey", "DefaultValue", "ParameterType", "Description"}) +
                    std::vector<Member>{optional("NoEcho", boolean()), optional("ParameterConstraints", constraints)});
  const Shape identifiers = structure("ResourceIdentifierSummary", {optional("ResourceType", string()),
                                                                    optional("LogicalResourceIds", list(string()))});
  return structure(
      "GetTemplateSummaryOutput",
      {optional("Parameters", list(parameter)), optional("Description", string()),
       optional("Capabilities", list(string())), optional("CapabilitiesReason", string()),
       optional("ResourceTypes", list(string())), optional("Version", string()),
       optional("DeclaredTransforms", list(string())), optional("ResourceIdentifierSummaries", list(identifiers))});
}

}  // namespace rampart::aws::cloudformation
