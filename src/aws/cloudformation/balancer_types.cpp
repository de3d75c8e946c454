// AWS::ElasticLoadBalancingV2::*.
#include <algorithm>

#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;

constexpr std::string_view elb = "elasticloadbalancing";

/// [{Key, Value}] as ModifyXAttributes takes it. Left out: nothing is asked.
Done put_attributes(const Subject& subject, std::string_view property, std::string_view operation,
                    std::string_view key) {
  const json::array attributes = list_at(subject.properties, property);
  if (attributes.empty() || !changed(subject, property)) return {};
  return ask_all(subject, elb, operation, {{key, subject.physical_id}, {"Attributes", attributes}});
}

Done settle_balancer(Subject& subject) {
  if (subject.updating) {
    const json::value arn(subject.physical_id);
    if (changed(subject, "Subnets") || changed(subject, "SubnetMappings"))
      if (auto r = ask_all(subject, elb, "SetSubnets",
                           {{"LoadBalancerArn", arn},
                            {"Subnets", list_at(subject.properties, "Subnets")},
                            {"SubnetMappings", list_at(subject.properties, "SubnetMappings")}});
          r.has_error())
        return r;
    if (changed(subject, "SecurityGroups"))
      if (auto r =
              ask_all(subject, elb, "SetSecurityGroups",
                      {{"LoadBalancerArn", arn}, {"SecurityGroups", list_at(subject.properties, "SecurityGroups")}});
          r.has_error())
        return r;
    if (changed(subject, "IpAddressType"))
      if (auto r = ask_all(subject, elb, "SetIpAddressType",
                           {{"LoadBalancerArn", arn}, {"IpAddressType", text_at(subject.properties, "IpAddressType")}});
          r.has_error())
        return r;
  }
  return put_attributes(subject, "LoadBalancerAttributes", "ModifyLoadBalancerAttributes", "LoadBalancerArn");
}

void learn_balancer(Subject& subject, const json::object& answer) {
  subject.attributes["LoadBalancerFullName"] = [&] {
    const std::string tail = from(subject.physical_id, "loadbalancer/");
    return tail.empty() ? tail : tail.substr(std::string_view("loadbalancer/").size());
  }();
  subject.attributes["SecurityGroups"] = list_at(answer, "LoadBalancers.0.SecurityGroups");
}

Answered<bool> balancer_active(const Subject& subject) {
  const auto answer =
      subject.ask(elb, "DescribeLoadBalancers", {{"LoadBalancerArns", json::array{json::value(subject.physical_id)}}});
  if (answer.has_error()) return answer.error();
  const std::string state = text_at(*answer, "LoadBalancers.0.State.Code");
  if (state == "failed")
    return protocol::ApiError{
        .code = "GeneralServiceException",
        .message = "The load balancer could not be set up: " + text_at(*answer, "LoadBalancers.0.State.Reason")};
  return state == "active" || state == "active_impaired";
}

void learn_target_group(Subject& subject, const json::object& answer) {
  subject.attributes["TargetGroupFullName"] = from(subject.physical_id, "targetgroup/");
  subject.attributes["LoadBalancerArns"] = list_at(answer, "TargetGroups.0.LoadBalancerArns");
}

Done settle_target_group(Subject& subject) {
  if (changed(subject, "Targets")) {
    const json::array now = list_at(subject.properties, "Targets");
    json::array away;
    for (const json::value& target : list_at(subject.before, "Targets"))
      if (std::find(now.begin(), now.end(), target) == now.end()) away.push_back(target);
    const json::value arn(subject.physical_id);
    if (!away.empty())
      if (auto r = ask_all(subject, elb, "DeregisterTargets", {{"TargetGroupArn", arn}, {"Targets", away}});
          r.has_error())
        return r;
    if (!now.empty())
      if (auto r = ask_all(subject, elb, "RegisterTargets", {{"TargetGroupArn", arn}, {"Targets", now}}); r.has_error())
        return r;
  }
  return put_attributes(subject, "TargetGroupAttributes", "ModifyTargetGroupAttributes", "TargetGroupArn");
}

Done settle_listener(Subject& subject) {
  return put_attributes(subject, "ListenerAttributes", "ModifyListenerAttributes", "ListenerArn");
}

Done settle_rule(Subject& subject) {
  if (!subject.updating || !changed(subject, "Priority")) return {};
  return ask_all(subject, elb, "SetRulePriorities",
                 {{"RulePriorities", json::array{json::object{{"RuleArn", subject.physical_id},
                                                              {"Priority", subject.properties.at("Priority")}}}}});
}

json::object certificates_of(const Subject& subject) {
  return {{"ListenerArn", text_at(subject.properties, "ListenerArn")},
          {"Certificates", list_at(subject.properties, "Certificates")}};
}

void learn_certificates(Subject& subject, const json::object&) {
  subject.physical_id = text_at(subject.properties, "ListenerArn");
}

}  // namespace

std::vector<ResourceType> balancer_types() {
  return {
      {.name = "AWS::ElasticLoadBalancingV2::LoadBalancer",
       .service = elb,
       .create = "CreateLoadBalancer",
       .id_path = "LoadBalancers.0.LoadBalancerArn",
       .attributes = {{"DNSName", "LoadBalancers.0.DNSName"},
                      {"CanonicalHostedZoneID", "LoadBalancers.0.CanonicalHostedZoneId"},
                      {"LoadBalancerName", "LoadBalancers.0.LoadBalancerName"},
                      {"LoadBalancerArn", "LoadBalancers.0.LoadBalancerArn"}},
       .name_property = "Name",
       .most_name = 32,
       .tags = Tags::list,
       .remove = "DeleteLoadBalancer",
       .key = "LoadBalancerArn",
       .replacing = {"Name", "Scheme", "Type"},
       .learn = learn_balancer,
       .after = settle_balancer,
       .stable = balancer_active},
      {.name = "AWS::ElasticLoadBalancingV2::TargetGroup",
       .service = elb,
       .create = "CreateTargetGroup",
       .id_path = "TargetGroups.0.TargetGroupArn",
       .attributes = {{"TargetGroupArn", "TargetGroups.0.TargetGroupArn"},
                      {"TargetGroupName", "TargetGroups.0.TargetGroupName"}},
       .name_property = "Name",
       .most_name = 32,
       .tags = Tags::list,
       .update = "ModifyTargetGroup",
       .remove = "DeleteTargetGroup",
       .key = "TargetGroupArn",
       .replacing = {"IpAddressType", "Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId"},
       .learn = learn_target_group,
       .after = settle_target_group},
      {.name = "AWS::ElasticLoadBalancingV2::Listener",
       .service = elb,
       .create = "CreateListener",
       .id_path = "Listeners.0.ListenerArn",
       .attributes = {{"ListenerArn", "Listeners.0.ListenerArn"}},
       .update = "ModifyListener",
       .remove = "DeleteListener",
       .key = "ListenerArn",
       .replacing = {"LoadBalancerArn"},
       .after = settle_listener},
      {.name = "AWS::ElasticLoadBalancingV2::ListenerRule",
       .service = elb,
       .create = "CreateRule",
       .id_path = "Rules.0.RuleArn",
       .attributes = {{"RuleArn", "Rules.0.RuleArn"}, {"IsDefault", "Rules.0.IsDefault"}},
       .update = "ModifyRule",
       .remove = "DeleteRule",
       .key = "RuleArn",
       .replacing = {"ListenerArn"},
       .after = settle_rule},
      {.name = "AWS::ElasticLoadBalancingV2::ListenerCertificate",
       .service = elb,
       .create = "AddListenerCertificates",
       .remove = "RemoveListenerCertificates",
       .input = certificates_of,
       .learn = learn_certificates,
       .removal = certificates_of},
  };
}

}  // namespace rampart::aws::cloudformation
