#include "aws/elbv2/elbv2.h"

#include <utility>

#include "aws/elbv2/members.h"
#include "aws/elbv2/shapes.h"

namespace rampart::aws {

using namespace elbv2;

Elbv2::Elbv2(Account& account, Elbv2Options options)
    : account_(account), options_(std::move(options)), records_(account.state, "elasticloadbalancing") {
  for (const std::string& region : records_.regions()) put_back(region);
}

protocol::Handler Elbv2::by(Method method) {
  return [this, method](const Call& call) { return (this->*method)(call); };
}

protocol::Service Elbv2::service() {
  protocol::Service service{.id = "ELBv2",
                            .signing_name = "elasticloadbalancing",
                            .api_version = "2015-12-01",
                            .xmlns = "http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/",
                            .wires = {protocol::Wire::query},
                            .errors = error_style()};
  const auto add = [&](const char* name, OperationShapes shapes, Method method) {
    service.operations.push_back({name, std::move(shapes.input), std::move(shapes.output), by(method)});
  };
  const auto erasing = [](const char* arn) {
    return OperationShapes{of_one("DeleteInput", arn), empty("DeleteOutput")};
  };
  add("CreateLoadBalancer", create_load_balancer_shapes(), &Elbv2::create_load_balancer);
  add("DescribeLoadBalancers", describe_load_balancers_shapes(), &Elbv2::describe_load_balancers);
  add("DeleteLoadBalancer", erasing("LoadBalancerArn"), &Elbv2::delete_load_balancer);
  add("SetSubnets", set_subnets_shapes(), &Elbv2::set_subnets);
  add("SetSecurityGroups", set_security_groups_shapes(), &Elbv2::set_security_groups);
  add("SetIpAddressType", set_ip_address_type_shapes(), &Elbv2::set_ip_address_type);
  add("DescribeCapacityReservation", describe_capacity_reservation_shapes(), &Elbv2::describe_capacity_reservation);
  add("DescribeLoadBalancerAttributes", attribute_reading("LoadBalancerArn"),
      &Elbv2::describe_load_balancer_attributes);
  add("ModifyLoadBalancerAttributes", attribute_writing("LoadBalancerArn"), &Elbv2::modify_load_balancer_attributes);

  add("CreateTargetGroup", create_target_group_shapes(), &Elbv2::create_target_group);
  add("DescribeTargetGroups", describe_target_groups_shapes(), &Elbv2::describe_target_groups);
  add("ModifyTargetGroup", modify_target_group_shapes(), &Elbv2::modify_target_group);
  add("DeleteTargetGroup", erasing("TargetGroupArn"), &Elbv2::delete_target_group);
  add("DescribeTargetGroupAttributes", attribute_reading("TargetGroupArn"), &Elbv2::describe_target_group_attributes);
  add("ModifyTargetGroupAttributes", attribute_writing("TargetGroupArn"), &Elbv2::modify_target_group_attributes);
  add("RegisterTargets", register_targets_shapes(), &Elbv2::register_targets);
  add("DeregisterTargets", register_targets_shapes(), &Elbv2::deregister_targets);
  add("DescribeTargetHealth", describe_target_health_shapes(), &Elbv2::describe_target_health);

  add("CreateListener", create_listener_shapes(), &Elbv2::create_listener);
  add("DescribeListeners", describe_listeners_shapes(), &Elbv2::describe_listeners);
  add("ModifyListener", modify_listener_shapes(), &Elbv2::modify_listener);
  add("DeleteListener", erasing("ListenerArn"), &Elbv2::delete_listener);
  add("DescribeListenerAttributes", attribute_reading("ListenerArn"), &Elbv2::describe_listener_attributes);
  add("ModifyListenerAttributes", attribute_writing("ListenerArn"), &Elbv2::modify_listener_attributes);
  add("AddListenerCertificates", listener_certificates_shapes(), &Elbv2::add_listener_certificates);
  add("RemoveListenerCertificates", listener_certificates_shapes(), &Elbv2::remove_listener_certificates);
  add("DescribeListenerCertificates", describe_listener_certificates_shapes(), &Elbv2::describe_listener_certificates);

  add("CreateRule", create_rule_shapes(), &Elbv2::create_rule);
  add("DescribeRules", describe_rules_shapes(), &Elbv2::describe_rules);
  add("ModifyRule", modify_rule_shapes(), &Elbv2::modify_rule);
  add("DeleteRule", erasing("RuleArn"), &Elbv2::delete_rule);
  add("SetRulePriorities", set_rule_priorities_shapes(), &Elbv2::set_rule_priorities);

  add("AddTags", add_tags_shapes(), &Elbv2::add_tags);
  add("RemoveTags", remove_tags_shapes(), &Elbv2::remove_tags);
  add("DescribeTags", describe_tags_shapes(), &Elbv2::describe_tags);
  add("DescribeAccountLimits", describe_account_limits_shapes(), &Elbv2::describe_account_limits);
  add("DescribeSSLPolicies", describe_ssl_policies_shapes(), &Elbv2::describe_ssl_policies);

  for (const char* name :
       {"AddTrustStoreRevocations", "CreateTrustStore", "DeleteSharedTrustStoreAssociation", "DeleteTrustStore",
        "DescribeTrustStoreAssociations", "DescribeTrustStoreRevocations", "DescribeTrustStores", "GetResourcePolicy",
        "GetTrustStoreCaCertificatesBundle", "GetTrustStoreRevocationContent", "ModifyCapacityReservation",
        "ModifyIpPools", "ModifyTrustStore", "RemoveTrustStoreRevocations"})
    service.operations.push_back({name, empty("Input"), empty("Output"), nullptr});
  return service;
}

}  // namespace rampart::aws
