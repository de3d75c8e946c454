#include "aws/elbv2/shapes.h"

namespace rampart::aws::elbv2 {

using namespace protocol;

namespace {

/// What CreateListener and ModifyListener share.
std::vector<Member> listener_members(Member first, bool creating) {
  std::vector<Member> members = {std::move(first),
                                 optional("Protocol", protocol_names()),
                                 optional("Port", integer({.least = 1, .most = 65535})),
                                 optional("SslPolicy", string()),
                                 optional("Certificates", certificates_shape()),
                                 optional("AlpnPolicy", strings())};
  members.push_back(creating ? required("DefaultActions", actions_shape())
                             : optional("DefaultActions", actions_shape()));
  if (creating) members.push_back(optional("Tags", tags_shape()));
  return members;
}

Shape listener() {
  static const Shape shape =
      structure("Listener", {optional("ListenerArn", string()), optional("LoadBalancerArn", string()),
                             optional("Port", integer()), optional("Protocol", string()),
                             optional("Certificates", certificates_shape()), optional("SslPolicy", string()),
                             optional("DefaultActions", actions_shape()), optional("AlpnPolicy", strings())});
  return shape;
}

Shape rule() {
  static const Shape shape =
      structure("Rule", {optional("RuleArn", string()), optional("Priority", string()),
                         optional("Conditions", conditions_shape()), optional("Actions", actions_shape()),
                         optional("IsDefault", boolean()), optional("Transforms", list(empty("RuleTransform")))});
  return shape;
}

Shape priority() { return integer({.least = 1, .most = 50000}); }

}  // namespace

OperationShapes create_listener_shapes() {
  return {structure("CreateListenerInput", listener_members(required("LoadBalancerArn", string()), true)),
          with_list("CreateListenerOutput", "Listeners", listener())};
}

OperationShapes describe_listeners_shapes() {
  return {describing("DescribeListenersInput",
                     {optional("LoadBalancerArn", string()), optional("ListenerArns", strings())}),
          page_of("DescribeListenersOutput", "Listeners", listener())};
}

OperationShapes modify_listener_shapes() {
  return {structure("ModifyListenerInput", listener_members(required("ListenerArn", string()), false)),
          with_list("ModifyListenerOutput", "Listeners", listener())};
}

OperationShapes listener_certificates_shapes() {
  return {structure("ListenerCertificatesInput",
                    {required("ListenerArn", string()), required("Certificates", certificates_shape())}),
          structure("ListenerCertificatesOutput", {optional("Certificates", certificates_shape())})};
}

OperationShapes describe_listener_certificates_shapes() {
  return {describing("DescribeListenerCertificatesInput", {required("ListenerArn", string())}),
          page_of("DescribeListenerCertificatesOutput", "Certificates", certificates_shape()->element())};
}

OperationShapes create_rule_shapes() {
  return {structure("CreateRuleInput",
                    {required("ListenerArn", string()), required("Conditions", conditions_shape()),
                     required("Priority", priority()), required("Actions", actions_shape()),
                     optional("Tags", tags_shape()), optional("Transforms", list(empty("RuleTransform")))}),
          with_list("CreateRuleOutput", "Rules", rule())};
}

OperationShapes describe_rules_shapes() {
  return {describing("DescribeRulesInput", {optional("ListenerArn", string()), optional("RuleArns", strings())}),
          page_of("DescribeRulesOutput", "Rules", rule())};
}

OperationShapes modify_rule_shapes() {
  return {structure("ModifyRuleInput", {required("RuleArn", string()), optional("Conditions", conditions_shape()),
                                        optional("Actions", actions_shape())}),
          with_list("ModifyRuleOutput", "Rules", rule())};
}

OperationShapes set_rule_priorities_shapes() {
  static const Shape pair =
      structure("RulePriorityPair", {optional("RuleArn", string()), optional("Priority", priority())});
  return {structure("SetRulePrioritiesInput", {required("RulePriorities", list(pair))}),
          with_list("SetRulePrioritiesOutput", "Rules", rule())};
}

}  // namespace rampart::aws::elbv2
