// The inputs and outputs of CloudFormation's operations: botocore's model of 2010-05-15, what is read or answered.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::cloudformation {

using protocol::Shape;

Shape create_stack_input();
Shape update_stack_input();
Shape delete_stack_input();
Shape stack_and_token_input();  ///< StackName, ClientRequestToken: CancelUpdateStack.
Shape continue_rollback_input();
Shape stack_policy_input();
Shape termination_protection_input();
Shape create_change_set_input();
Shape change_set_input();  ///< Describe, Execute, Delete.
Shape stack_page_input();  ///< StackName, NextToken.
Shape list_stacks_input();
Shape stack_resource_input();  ///< StackName, LogicalResourceId, PhysicalResourceId.
Shape export_input();
Shape template_input();  ///< GetTemplate, GetTemplateSummary, ValidateTemplate.

Shape stack_id_output();
Shape stacks_output();
Shape stack_summaries_output();
Shape stack_events_output();
Shape stack_resource_output();
Shape stack_resources_output();
Shape stack_resource_summaries_output();
Shape exports_output();
Shape imports_output();
Shape policy_output();
Shape create_change_set_output();
Shape change_set_output();
Shape change_set_summaries_output();
Shape template_output();
Shape template_summary_output();

}  // namespace rampart::aws::cloudformation
