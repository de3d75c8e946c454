#include "aws/cloudformation/cloudformation.h"

#include "aws/cloudformation/progress.h"
#include "aws/cloudformation/shapes.h"

namespace rampart::aws::cloudformation {
namespace {

/// Of the model, and not done here.
constexpr const char* not_done[] = {"ActivateOrganizationsAccess",
                                    "ActivateType",
                                    "BatchDescribeTypeConfigurations",
                                    "CreateGeneratedTemplate",
                                    "CreateStackInstances",
                                    "CreateStackRefactor",
                                    "CreateStackSet",
                                    "DeactivateOrganizationsAccess",
                                    "DeactivateType",
                                    "DeleteGeneratedTemplate",
                                    "DeleteStackInstances",
                                    "DeleteStackSet",
                                    "DeregisterType",
                                    "DescribeAccountLimits",
                                    "DescribeChangeSetHooks",
                                    "DescribeEvents",
                                    "DescribeGeneratedTemplate",
                                    "DescribeOrganizationsAccess",
                                    "DescribePublisher",
                                    "DescribeResourceScan",
                                    "DescribeStackDriftDetectionStatus",
                                    "DescribeStackInstance",
                                    "DescribeStackRefactor",
                                    "DescribeStackResourceDrifts",
                                    "DescribeStackSet",
                                    "DescribeStackSetOperation",
                                    "DescribeType",
                                    "DescribeTypeRegistration",
                                    "DetectStackDrift",
                                    "DetectStackResourceDrift",
                                    "DetectStackSetDrift",
                                    "EstimateTemplateCost",
                                    "ExecuteStackRefactor",
                                    "GetGeneratedTemplate",
                                    "GetHookResult",
                                    "ImportStacksToStackSet",
                                    "ListGeneratedTemplates",
                                    "ListHookResults",
                                    "ListResourceScanRelatedResources",
                                    "ListResourceScanResources",
                                    "ListResourceScans",
                                    "ListStackInstanceResourceDrifts",
                                    "ListStackInstances",
                                    "ListStackRefactorActions",
                                    "ListStackRefactors",
                                    "ListStackSetAutoDeploymentTargets",
                                    "ListStackSetOperationResults",
                                    "ListStackSetOperations",
                                    "ListStackSets",
                                    "ListTypeRegistrations",
                                    "ListTypeVersions",
                                    "ListTypes",
                                    "PublishType",
                                    "RecordHandlerProgress",
                                    "RegisterPublisher",
                                    "RegisterType",
                                    "RollbackStack",
                                    "SetTypeConfiguration",
                                    "SetTypeDefaultVersion",
                                    "SignalResource",
                                    "StartResourceScan",
                                    "StopStackSetOperation",
                                    "TestType",
                                    "UpdateGeneratedTemplate",
                                    "UpdateStackInstances",
                                    "UpdateStackSet"};

}  // namespace

CloudFormation::CloudFormation(Account& account, AskService ask)
    : account_(account), ask_(std::move(ask)), book_(account) {
  for (const std::string& region : book_.regions())
    for (const Stack& stack : book_.stacks(region))
      if (stack.phase != Phase::idle) activate(stack);
}

void CloudFormation::tick(Instant now) {
  const auto running = active_;  // what a call begins meanwhile is the next tick's
  for (const auto& [region, id] : running) {
    const auto stack = book_.find(region, id);
    const bool over = !stack || Progress(account_, book_, ask_for(region, now), plans_, *stack, now).advance();
    if (over) active_.erase({region, id});
  }
}

protocol::Service CloudFormation::service() {
  protocol::Service out{.id = "CloudFormation",
                        .signing_name = "cloudformation",
                        .api_version = "2010-05-15",
                        .xmlns = "http://cloudformation.amazonaws.com/doc/2010-05-15/",
                        .wires = {protocol::Wire::query}};
  out.errors.validation_code = "ValidationError";
  const auto add = [&](const char* name, const Shape& input, const Shape& output,
                       Answer (CloudFormation::*handler)(const Call&)) {
    out.operations.push_back(
        {name, input, output, [this, handler](const Call& call) { return (this->*handler)(call); }});
  };
  const Shape nothing = protocol::structure("Nothing", {});
  using Self = CloudFormation;
  add("CancelUpdateStack", stack_and_token_input(), nothing, &Self::cancel_update);
  add("ContinueUpdateRollback", continue_rollback_input(), nothing, &Self::continue_rollback);
  add("CreateChangeSet", create_change_set_input(), create_change_set_output(), &Self::create_change_set);
  add("CreateStack", create_stack_input(), stack_id_output(), &Self::create_stack);
  add("DeleteChangeSet", change_set_input(), nothing, &Self::delete_change_set);
  add("DeleteStack", delete_stack_input(), nothing, &Self::delete_stack);
  add("DescribeChangeSet", change_set_input(), change_set_output(), &Self::describe_change_set);
  add("DescribeStackEvents", stack_page_input(), stack_events_output(), &Self::describe_events);
  add("DescribeStackResource", stack_resource_input(), stack_resource_output(), &Self::describe_resource);
  add("DescribeStackResources", stack_resource_input(), stack_resources_output(), &Self::describe_resources);
  add("DescribeStacks", stack_page_input(), stacks_output(), &Self::describe_stacks);
  add("ExecuteChangeSet", change_set_input(), nothing, &Self::execute_change_set);
  add("GetStackPolicy", stack_page_input(), policy_output(), &Self::get_policy);
  add("GetTemplate", template_input(), template_output(), &Self::get_template);
  add("GetTemplateSummary", template_input(), template_summary_output(), &Self::summarize_template);
  add("ListChangeSets", stack_page_input(), change_set_summaries_output(), &Self::list_change_sets);
  add("ListExports", stack_page_input(), exports_output(), &Self::list_exports);
  add("ListImports", export_input(), imports_output(), &Self::list_imports);
  add("ListStackResources", stack_page_input(), stack_resource_summaries_output(), &Self::list_resources);
  add("ListStacks", list_stacks_input(), stack_summaries_output(), &Self::list_stacks);
  add("SetStackPolicy", stack_policy_input(), nothing, &Self::set_policy);
  add("UpdateStack", update_stack_input(), stack_id_output(), &Self::update_stack);
  add("UpdateTerminationProtection", termination_protection_input(), stack_id_output(),
      &Self::set_termination_protection);
  add("ValidateTemplate", template_input(), template_summary_output(), &Self::validate_template);
  for (const char* name : not_done) out.operations.push_back({name, nothing, nothing});
  return out;
}

}  // namespace rampart::aws::cloudformation
