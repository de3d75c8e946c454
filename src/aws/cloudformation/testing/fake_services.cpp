#include "aws/cloudformation/testing/fake_services.h"

#include <fmt/format.h>

#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation::testing {

namespace json = boost::json;

namespace {

const std::string balancing = "arn:aws:elasticloadbalancing:us-east-1:123456789012:";
const std::string containers = "arn:aws:ecs:us-east-1:123456789012:";

json::object in_list(const char* list, json::object one) { return {{list, json::array{std::move(one)}}}; }

}  // namespace

std::string FakeServices::draw(std::string_view prefix) { return fmt::format("{}{:04}", prefix, ++drawn_); }

protocol::Answer FakeServices::operator()(std::string_view service, protocol::Call call) {
  if (absent.contains(call.operation))
    return protocol::ApiError{.code = "NotImplementedException", .http_status = 501, .sender = false};
  asked.push_back({std::string(service), call.operation, call.input});
  if (const auto failure = failures.find(call.operation); failure != failures.end()) return failure->second;
  if (call.operation == "GetParameter") {
    const auto found = parameters.find(text_at(call.input, "Name"));
    if (found == parameters.end()) return protocol::ApiError{.code = "ParameterNotFound"};
    return json::object{{"Parameter", json::object{{"Value", found->second}}}};
  }
  return answer(call.operation, call.input);
}

json::object FakeServices::answer(std::string_view operation, const json::object& input) {
  const auto named = [&](const char* key) { return text_at(input, key); };
  if (operation == "CreateCluster")
    return {{"cluster", json::object{{"clusterName", named("ClusterName")},
                                     {"clusterArn", containers + "cluster/" + named("ClusterName")}}}};
  if (operation == "RegisterTaskDefinition")
    return {{"taskDefinition",
             json::object{{"taskDefinitionArn", fmt::format("{}task-definition/{}:{}", containers, named("Family"),
                                                            ++revisions_[named("Family")])}}}};
  if (operation == "CreateService" || operation == "UpdateService") {
    if (!named("TaskDefinition").empty()) task_definition_ = named("TaskDefinition");
    return {{"service", json::object{{"serviceName", named("ServiceName")},
                                     {"serviceArn", containers + "service/c/" + named("ServiceName")}}}};
  }
  if (operation == "DescribeServices") {
    const json::object deployment = {{"status", "PRIMARY"},
                                     {"taskDefinition", task_definition_},
                                     {"rolloutState", service_stable ? "COMPLETED" : "IN_PROGRESS"}};
    return in_list("services", {{"status", service_gone ? "INACTIVE" : "ACTIVE"},
                                {"runningCount", 2},
                                {"desiredCount", 2},
                                {"deployments", json::array{deployment}}});
  }
  if (operation == "CreateLoadBalancer")
    return in_list("LoadBalancers", {{"LoadBalancerArn", draw(balancing + "loadbalancer/app/web/")},
                                     {"DNSName", "web-1.us-east-1.elb.amazonaws.com"},
                                     {"LoadBalancerName", named("Name")}});
  if (operation == "DescribeLoadBalancers")
    return in_list("LoadBalancers", {{"State", json::object{{"Code", "active"}}}});
  if (operation == "CreateTargetGroup")
    return in_list("TargetGroups", {{"TargetGroupArn", draw(balancing + "targetgroup/web/")}});
  if (operation == "CreateListener")
    return in_list("Listeners", {{"ListenerArn", draw(balancing + "listener/app/web/1/")}});
  if (operation == "CreateRule") return in_list("Rules", {{"RuleArn", draw(balancing + "listener-rule/app/web/1/")}});
  if (operation == "PutScalingPolicy")
    return {{"PolicyARN", draw("arn:aws:autoscaling:us-east-1:123456789012:scalingPolicy:")}};
  if (operation == "CreateTopic") return {{"TopicArn", "arn:aws:sns:us-east-1:123456789012:" + named("Name")}};
  if (operation == "Subscribe") return {{"SubscriptionArn", draw("arn:aws:sns:us-east-1:123456789012:t:")}};
  if (operation == "CreateRole")
    return {{"Role", json::object{{"RoleName", named("RoleName")},
                                  {"Arn", "arn:aws:iam::123456789012:role/" + named("RoleName")}}}};
  if (operation == "CreateVpc") return {{"Vpc", json::object{{"VpcId", draw("vpc-")}}}};
  if (operation == "CreateSubnet") return {{"Subnet", json::object{{"SubnetId", draw("subnet-")}}}};
  if (operation == "CreateSecurityGroup") return {{"GroupId", draw("sg-")}};
  if (operation == "AllocateAddress") return {{"PublicIp", "203.0.113.9"}, {"AllocationId", draw("eipalloc-")}};
  if (operation == "CreateNatGateway") return {{"NatGateway", json::object{{"NatGatewayId", draw("nat-")}}}};
  if (operation == "CreateInternetGateway")
    return {{"InternetGateway", json::object{{"InternetGatewayId", draw("igw-")}}}};
  if (operation == "CreateRouteTable") return {{"RouteTable", json::object{{"RouteTableId", draw("rtb-")}}}};
  if (operation == "AssociateRouteTable") return {{"AssociationId", draw("rtbassoc-")}};
  return {};
}

std::vector<std::string> FakeServices::operations() const {
  std::vector<std::string> out;
  for (const Asked& one : asked) out.push_back(one.operation);
  return out;
}

std::size_t FakeServices::count(std::string_view operation) const {
  std::size_t out = 0;
  for (const Asked& one : asked) out += one.operation == operation ? 1 : 0;
  return out;
}

json::object FakeServices::last(std::string_view operation) const {
  for (auto at = asked.rbegin(); at != asked.rend(); ++at)
    if (at->operation == operation) return at->input;
  return {};
}

}  // namespace rampart::aws::cloudformation::testing
