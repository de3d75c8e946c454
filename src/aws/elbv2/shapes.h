// The shapes of ELBv2's operations: what each call may hold and what each answer holds. Members that nothing here reads
// or answers are left out.
// Source: botocore's model of 2015-12-01; reference aws-scaling.md §2.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::elbv2 {

using protocol::Shape;

/// Input and output of one operation.
struct OperationShapes {
  Shape input;
  Shape output;
};

// shapes.cpp: what several use.
Shape protocol_names();
Shape strings();
Shape tags_shape();
Shape attributes_shape();
Shape certificates_shape();
Shape actions_shape();
Shape conditions_shape();
/// Inputs of one required ARN.
Shape of_one(const char* name, const char* arn_member);
/// Answers with one list.
Shape with_list(const char* name, const char* member, Shape element);
Shape empty(const char* name);
/// Inputs of Describe…: some lists of strings and scalars, Marker, PageSize.
Shape describing(const char* name, std::vector<protocol::Member> members);
Shape page_of(const char* name, const char* member, Shape element);
OperationShapes attribute_reading(const char* arn_member);
OperationShapes attribute_writing(const char* arn_member);

// shapes_load_balancers.cpp
OperationShapes create_load_balancer_shapes();
OperationShapes describe_load_balancers_shapes();
OperationShapes set_subnets_shapes();
OperationShapes set_security_groups_shapes();
OperationShapes set_ip_address_type_shapes();
OperationShapes describe_capacity_reservation_shapes();
OperationShapes describe_account_limits_shapes();
OperationShapes describe_ssl_policies_shapes();

// shapes_target_groups.cpp
OperationShapes create_target_group_shapes();
OperationShapes describe_target_groups_shapes();
OperationShapes modify_target_group_shapes();
OperationShapes register_targets_shapes();  ///< DeregisterTargets too.
OperationShapes describe_target_health_shapes();

// shapes_listeners.cpp
OperationShapes create_listener_shapes();
OperationShapes describe_listeners_shapes();
OperationShapes modify_listener_shapes();
OperationShapes listener_certificates_shapes();  ///< Add…, Remove….
OperationShapes describe_listener_certificates_shapes();
OperationShapes create_rule_shapes();
OperationShapes describe_rules_shapes();
OperationShapes modify_rule_shapes();
OperationShapes set_rule_priorities_shapes();

// shapes_tags.cpp
OperationShapes add_tags_shapes();
OperationShapes remove_tags_shapes();
OperationShapes describe_tags_shapes();

}  // namespace rampart::aws::elbv2
