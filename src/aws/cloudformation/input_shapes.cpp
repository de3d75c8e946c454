#include "aws/cloudformation/shapes.h"

namespace rampart::aws::cloudformation {
namespace {

using namespace protocol;  // NOLINT(google-build-using-namespace): the shape language is made to be read bare

Shape tags() {
  return list(structure("Tag", {required("Key", string({.least = 1, .most = 128})),
                                required("Value", string({.least = 1, .most = 256}))}),
              {.most = 50});
}

Shape parameters() {
  return list(structure("Parameter", {optional("ParameterKey", string()), optional("ParameterValue", string()),
                                      optional("UsePreviousValue", boolean()), optional("ResolvedValue", string())}));
}

Shape rollback_configuration() {
  const Shape trigger = structure("RollbackTrigger", {required("Arn", string()), required("Type", string())});
  return structure("RollbackConfiguration", {optional("RollbackTriggers", list(trigger, {.most = 5})),
                                             optional("MonitoringTimeInMinutes", integer({.least = 0, .most = 180}))});
}

Shape token() { return string({.least = 1, .most = 128, .pattern = "[a-zA-Z0-9][-a-zA-Z0-9]*"}); }
Shape capabilities() { return list(enumeration({"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"})); }
Shape on_failure() { return enumeration({"DO_NOTHING", "ROLLBACK", "DELETE"}); }

/// What creating, updating and change sets have in common.
std::vector<Member> stack_members() {
  return {required("StackName", string()),
          optional("TemplateBody", string({.least = 1})),
          optional("TemplateURL", string({.least = 1, .most = 5120})),
          optional("Parameters", parameters()),
          optional("Capabilities", capabilities()),
          optional("ResourceTypes", list(string({.least = 1, .most = 256}))),
          optional("RoleARN", string({.least = 20, .most = 2048})),
          optional("RollbackConfiguration", rollback_configuration()),
          optional("NotificationARNs", list(string(), {.most = 5})),
          optional("Tags", tags())};
}

Shape with(std::string name, std::vector<Member> more) {
  std::vector<Member> members = stack_members();
  for (Member& member : more) members.push_back(std::move(member));
  return structure(std::move(name), std::move(members));
}

}  // namespace

Shape create_stack_input() {
  return with("CreateStackInput",
              {optional("DisableRollback", boolean()), optional("TimeoutInMinutes", integer({.least = 1})),
               optional("OnFailure", on_failure()), optional("StackPolicyBody", string({.least = 1, .most = 16384})),
               optional("ClientRequestToken", token()), optional("EnableTerminationProtection", boolean()),
               optional("RetainExceptOnCreate", boolean())});
}

Shape update_stack_input() {
  return with("UpdateStackInput",
              {optional("UsePreviousTemplate", boolean()), optional("DisableRollback", boolean()),
               optional("StackPolicyBody", string({.least = 1, .most = 16384})),
               optional("ClientRequestToken", token()), optional("RetainExceptOnCreate", boolean())});
}

Shape create_change_set_input() {
  return with("CreateChangeSetInput",
              {required("ChangeSetName", string({.least = 1, .most = 128, .pattern = "[a-zA-Z][-a-zA-Z0-9]*"})),
               optional("ChangeSetType", enumeration({"CREATE", "UPDATE", "IMPORT"})),
               optional("UsePreviousTemplate", boolean()), optional("Description", string({.least = 1, .most = 1024})),
               optional("ClientToken", string({.least = 1, .most = 128})), optional("OnStackFailure", on_failure()),
               optional("IncludeNestedStacks", boolean()), optional("ImportExistingResources", boolean())});
}

Shape delete_stack_input() {
  return structure("DeleteStackInput",
                   {required("StackName", string()), optional("RetainResources", list(string())),
                    optional("RoleARN", string({.least = 20, .most = 2048})), optional("ClientRequestToken", token()),
                    optional("DeletionMode", enumeration({"STANDARD", "FORCE_DELETE_STACK"}))});
}

Shape stack_and_token_input() {
  return structure("CancelUpdateStackInput",
                   {required("StackName", string()), optional("ClientRequestToken", token())});
}

Shape continue_rollback_input() {
  return structure("ContinueUpdateRollbackInput",
                   {required("StackName", string({.least = 1})), optional("RoleARN", string()),
                    optional("ResourcesToSkip", list(string())), optional("ClientRequestToken", token())});
}

Shape stack_policy_input() {
  return structure("SetStackPolicyInput",
                   {required("StackName", string()), optional("StackPolicyBody", string({.least = 1, .most = 16384})),
                    optional("StackPolicyURL", string({.least = 1, .most = 5120}))});
}

Shape termination_protection_input() {
  return structure("UpdateTerminationProtectionInput",
                   {required("StackName", string({.least = 1})), required("EnableTerminationProtection", boolean())});
}

Shape change_set_input() {
  return structure(
      "DescribeChangeSetInput",
      {required("ChangeSetName", string({.least = 1, .most = 1600})), optional("StackName", string({.least = 1})),
       optional("NextToken", string({.least = 1, .most = 1024})), optional("IncludePropertyValues", boolean()),
       optional("ClientRequestToken", token()), optional("DisableRollback", boolean())});
}

Shape stack_page_input() {
  return structure("DescribeStacksInput",
                   {optional("StackName", string()), optional("NextToken", string({.least = 1, .most = 1024}))});
}

Shape list_stacks_input() {
  return structure("ListStacksInput", {optional("NextToken", string({.least = 1, .most = 1024})),
                                       optional("StackStatusFilter", list(string()))});
}

Shape stack_resource_input() {
  return structure("DescribeStackResourcesInput",
                   {optional("StackName", string()), optional("LogicalResourceId", string()),
                    optional("PhysicalResourceId", string())});
}

Shape export_input() {
  return structure("ListImportsInput",
                   {required("ExportName", string()), optional("NextToken", string({.least = 1, .most = 1024}))});
}

Shape template_input() {
  return structure("GetTemplateInput", {optional("StackName", string()), optional("ChangeSetName", string()),
                                        optional("TemplateStage", enumeration({"Original", "Processed"})),
                                        optional("TemplateBody", string({.least = 1})),
                                        optional("TemplateURL", string({.least = 1, .most = 5120}))});
}

}  // namespace rampart::aws::cloudformation
