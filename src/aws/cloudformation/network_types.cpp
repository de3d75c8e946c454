// AWS::EC2::*: kept by the recorded EC2 where it has the operation. A local run has one network, whatever is made here.
#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;

/// Settings that the creating call doesn't take are calls of their own, each {"Value": x}.
Done settle_vpc(Subject& subject) {
  for (const char* name : {"EnableDnsHostnames", "EnableDnsSupport"})
    if (const json::value* value = subject.properties.if_contains(name); value != nullptr && changed(subject, name))
      if (auto r = ask_if_known(subject, "ec2", "ModifyVpcAttribute",
                                {{"VpcId", subject.physical_id}, {name, json::object{{"Value", *value}}}});
          r.has_error())
        return r;
  return {};
}

void learn_vpc(Subject& subject, const json::object&) {
  subject.attributes["VpcId"] = subject.physical_id;
  subject.attributes["CidrBlock"] = text_at(subject.properties, "CidrBlock");
  subject.attributes["CidrBlockAssociations"] = json::array();
  const auto groups = subject.ask(
      "ec2", "DescribeSecurityGroups",
      {{"Filters",
        json::array{json::object{{"Name", "vpc-id"}, {"Values", json::array{json::value(subject.physical_id)}}},
                    json::object{{"Name", "group-name"}, {"Values", json::array{json::value("default")}}}}}});
  std::string group = groups.has_value() ? text_at(*groups, "SecurityGroups.0.GroupId") : "";
  if (group.empty()) group = "sg-" + subject.physical_id.substr(subject.physical_id.find('-') + 1);
  subject.attributes["DefaultSecurityGroup"] = group;
  subject.attributes["DefaultNetworkAcl"] = "acl-" + subject.physical_id.substr(subject.physical_id.find('-') + 1);
}

Done settle_subnet(Subject& subject) {
  const json::value* value = subject.properties.if_contains("MapPublicIpOnLaunch");
  if (value == nullptr || !changed(subject, "MapPublicIpOnLaunch")) return {};
  return ask_if_known(subject, "ec2", "ModifySubnetAttribute",
                      {{"SubnetId", subject.physical_id}, {"MapPublicIpOnLaunch", json::object{{"Value", *value}}}});
}

void learn_subnet(Subject& subject, const json::object& answer) {
  subject.attributes["SubnetId"] = subject.physical_id;
  for (const char* name : {"AvailabilityZone", "CidrBlock", "VpcId"}) {
    const std::string told = text_at(answer, fmt::format("Subnet.{}", name));
    subject.attributes[name] = told.empty() ? text_at(subject.properties, name) : told;
  }
}

/// CloudFormation's flat rule as the API's IpPermission.
json::object permission_of(const json::object& rule, std::string_view peer_group) {
  json::object out;
  for (const char* name : {"IpProtocol", "FromPort", "ToPort"})
    if (const json::value* value = rule.if_contains(name)) out[name] = *value;
  const auto peer = [&](std::string_view property, std::string_view list, std::string_view member) {
    const std::string text = text_at(rule, property);
    if (text.empty()) return;
    json::object one = {{member, text}};
    if (const json::value* why = rule.if_contains("Description")) one["Description"] = *why;
    out[list] = json::array{std::move(one)};
  };
  peer("CidrIp", "IpRanges", "CidrIp");
  peer("CidrIpv6", "Ipv6Ranges", "CidrIpv6");
  peer(peer_group, "UserIdGroupPairs", "GroupId");
  peer(peer_group == "SourceSecurityGroupId" ? "SourcePrefixListId" : "DestinationPrefixListId", "PrefixListIds",
       "PrefixListId");
  return out;
}

constexpr std::string_view source_group = "SourceSecurityGroupId";
constexpr std::string_view destination_group = "DestinationSecurityGroupId";

Done put_rules(const Subject& subject, std::string_view operation, const json::array& rules, std::string_view peer) {
  for (const json::value& rule : rules) {
    const auto answer = subject.ask(
        "ec2", operation,
        {{"GroupId", subject.physical_id}, {"IpPermissions", json::array{permission_of(rule.as_object(), peer)}}});
    if (answer.has_value() || answer.error().http_status == 501) continue;
    const std::string code = answer.error().name_in_query();
    // A group comes with a rule that lets everything out; what is gone needn't be revoked.
    if (code != "InvalidPermission.Duplicate" && code != "InvalidPermission.NotFound") return answer.error();
  }
  return {};
}

json::array without(const json::array& rules, const json::array& others) {
  json::array out;
  for (const json::value& rule : rules)
    if (std::find(others.begin(), others.end(), rule) == others.end()) out.push_back(rule);
  return out;
}

Done settle_group(Subject& subject) {
  struct Side {
    const char* property;
    const char* authorize;
    const char* revoke;
    std::string_view peer;
  };
  for (const Side& side :
       {Side{"SecurityGroupIngress", "AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress", source_group},
        Side{"SecurityGroupEgress", "AuthorizeSecurityGroupEgress", "RevokeSecurityGroupEgress", destination_group}}) {
    const json::array now = list_at(subject.properties, side.property);
    const json::array then = list_at(subject.before, side.property);
    if (auto r = put_rules(subject, side.revoke, without(then, now), side.peer); r.has_error()) return r;
    if (auto r = put_rules(subject, side.authorize, without(now, then), side.peer); r.has_error()) return r;
  }
  return {};
}

json::object group_input(const Subject& subject) {
  json::object out = subject.properties;
  if (const json::value* why = out.if_contains("GroupDescription")) out["Description"] = *why;
  return out;
}

void learn_group(Subject& subject, const json::object&) {
  subject.attributes["GroupId"] = subject.physical_id;
  subject.attributes["Id"] = subject.physical_id;
  subject.attributes["VpcId"] = text_at(subject.properties, "VpcId");
}

json::object ingress_input(const Subject& subject) {
  return {{"GroupId", text_at(subject.properties, "GroupId")},
          {"IpPermissions", json::array{permission_of(subject.properties, source_group)}}};
}

json::object egress_input(const Subject& subject) {
  return {{"GroupId", text_at(subject.properties, "GroupId")},
          {"IpPermissions", json::array{permission_of(subject.properties, destination_group)}}};
}

void learn_attachment(Subject& subject, const json::object&) {
  subject.physical_id = fmt::format("{}|{}", subject.properties.contains("VpnGatewayId") ? "VGW" : "IGW",
                                    text_at(subject.properties, "VpcId"));
}

void learn_route(Subject& subject, const json::object&) {
  std::string destination = text_at(subject.properties, "DestinationCidrBlock");
  if (destination.empty()) destination = text_at(subject.properties, "DestinationIpv6CidrBlock");
  subject.physical_id = fmt::format("{}|{}", text_at(subject.properties, "RouteTableId"), destination);
}

json::object own_properties(const Subject& subject) { return subject.properties; }

void learn_address(Subject& subject, const json::object& answer) {
  std::string allocation = text_at(answer, "AllocationId");
  if (allocation.empty()) {
    // Nobody keeps addresses: one of the range for examples (RFC 5737).
    allocation = subject.physical_id;
    subject.physical_id = fmt::format("203.0.113.{}", subject.ids.between(1, 254));
  }
  subject.attributes["AllocationId"] = allocation;
  subject.attributes["PublicIp"] = subject.physical_id;
}

json::object address_removal(const Subject& subject) {
  return {{"AllocationId", text_at(subject.attributes, "AllocationId")}};
}

Answered<bool> nat_gateway_available(const Subject& subject) {
  const auto answer =
      subject.ask("ec2", "DescribeNatGateways", {{"NatGatewayIds", json::array{json::value(subject.physical_id)}}});
  if (answer.has_error()) return true;  // it was made, and nobody can say more
  const std::string state = text_at(*answer, "NatGateways.0.State");
  return state.empty() || state == "available";
}

json::object endpoint_removal(const Subject& subject) {
  return {{"VpcEndpointIds", json::array{json::value(subject.physical_id)}}};
}

Done nothing_more(Subject&) { return {}; }

}  // namespace

std::vector<ResourceType> network_types() {
  return {
      {.name = "AWS::EC2::VPC",
       .service = "ec2",
       .create = "CreateVpc",
       .id_path = "Vpc.VpcId",
       .tags = Tags::specification,
       .tagged_as = "vpc",
       .remove = "DeleteVpc",
       .key = "VpcId",
       .replacing = {"CidrBlock", "InstanceTenancy"},
       .recorded_as = "vpc-",
       .learn = learn_vpc,
       .after = settle_vpc},
      {.name = "AWS::EC2::Subnet",
       .service = "ec2",
       .create = "CreateSubnet",
       .id_path = "Subnet.SubnetId",
       .tags = Tags::specification,
       .tagged_as = "subnet",
       .remove = "DeleteSubnet",
       .key = "SubnetId",
       .replacing = {"AvailabilityZone", "AvailabilityZoneId", "CidrBlock", "VpcId"},
       .recorded_as = "subnet-",
       .learn = learn_subnet,
       .after = settle_subnet},
      {.name = "AWS::EC2::SecurityGroup",
       .service = "ec2",
       .create = "CreateSecurityGroup",
       .id_path = "GroupId",
       .name_property = "GroupName",
       .tags = Tags::specification,
       .tagged_as = "security-group",
       .remove = "DeleteSecurityGroup",
       .key = "GroupId",
       .replacing = {"GroupDescription", "GroupName", "VpcId"},
       .recorded_as = "sg-",
       .input = group_input,
       .learn = learn_group,
       .after = settle_group},
      {.name = "AWS::EC2::SecurityGroupIngress",
       .service = "ec2",
       .create = "AuthorizeSecurityGroupIngress",
       .id_path = "SecurityGroupRules.0.SecurityGroupRuleId",
       .remove = "RevokeSecurityGroupIngress",
       .recorded_as = "sgr-",
       .input = ingress_input,
       .removal = ingress_input},
      {.name = "AWS::EC2::SecurityGroupEgress",
       .service = "ec2",
       .create = "AuthorizeSecurityGroupEgress",
       .id_path = "SecurityGroupRules.0.SecurityGroupRuleId",
       .remove = "RevokeSecurityGroupEgress",
       .recorded_as = "sgr-",
       .input = egress_input,
       .removal = egress_input},
      {.name = "AWS::EC2::InternetGateway",
       .service = "ec2",
       .create = "CreateInternetGateway",
       .id_path = "InternetGateway.InternetGatewayId",
       .attributes = {{"InternetGatewayId", "InternetGateway.InternetGatewayId"}},
       .tags = Tags::specification,
       .tagged_as = "internet-gateway",
       .remove = "DeleteInternetGateway",
       .key = "InternetGatewayId",
       .recorded_as = "igw-",
       .after = nothing_more},
      {.name = "AWS::EC2::VPCGatewayAttachment",
       .service = "ec2",
       .create = "AttachInternetGateway",
       .remove = "DetachInternetGateway",
       .recorded_as = "attachment-",
       .learn = learn_attachment,
       .removal = own_properties},
      {.name = "AWS::EC2::RouteTable",
       .service = "ec2",
       .create = "CreateRouteTable",
       .id_path = "RouteTable.RouteTableId",
       .attributes = {{"RouteTableId", "RouteTable.RouteTableId"}},
       .tags = Tags::specification,
       .tagged_as = "route-table",
       .remove = "DeleteRouteTable",
       .key = "RouteTableId",
       .replacing = {"VpcId"},
       .recorded_as = "rtb-",
       .after = nothing_more},
      {.name = "AWS::EC2::Route",
       .service = "ec2",
       .create = "CreateRoute",
       .remove = "DeleteRoute",
       .recorded_as = "r-",
       .learn = learn_route,
       .removal = own_properties},
      {.name = "AWS::EC2::SubnetRouteTableAssociation",
       .service = "ec2",
       .create = "AssociateRouteTable",
       .id_path = "AssociationId",
       .attributes = {{"Id", "AssociationId"}},
       .remove = "DisassociateRouteTable",
       .key = "AssociationId",
       .recorded_as = "rtbassoc-"},
      {.name = "AWS::EC2::EIP",
       .service = "ec2",
       .create = "AllocateAddress",
       .id_path = "PublicIp",
       .tags = Tags::specification,
       .tagged_as = "elastic-ip",
       .remove = "ReleaseAddress",
       .replacing = {"Domain"},
       .recorded_as = "eipalloc-",
       .learn = learn_address,
       .after = nothing_more,
       .removal = address_removal},
      {.name = "AWS::EC2::NatGateway",
       .service = "ec2",
       .create = "CreateNatGateway",
       .id_path = "NatGateway.NatGatewayId",
       .attributes = {{"NatGatewayId", "NatGateway.NatGatewayId"}},
       .tags = Tags::specification,
       .tagged_as = "natgateway",
       .remove = "DeleteNatGateway",
       .key = "NatGatewayId",
       .replacing = {"AllocationId", "ConnectivityType", "SubnetId"},
       .recorded_as = "nat-",
       .after = nothing_more,
       .stable = nat_gateway_available},
      {.name = "AWS::EC2::VPCEndpoint",
       .service = "ec2",
       .create = "CreateVpcEndpoint",
       .id_path = "VpcEndpoint.VpcEndpointId",
       .attributes = {{"Id", "VpcEndpoint.VpcEndpointId"}},
       .tags = Tags::specification,
       .tagged_as = "vpc-endpoint",
       .remove = "DeleteVpcEndpoints",
       .replacing = {"ServiceName", "VpcEndpointType", "VpcId"},
       .recorded_as = "vpce-",
       .after = nothing_more,
       .removal = endpoint_removal},
  };
}

}  // namespace rampart::aws::cloudformation
