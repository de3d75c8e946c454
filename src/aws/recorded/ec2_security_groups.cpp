#include <algorithm>

#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// The rules of one direction as DescribeSecurityGroups shows them: one IpPermission for each protocol and range of
/// ports, with all its peers.
json::array permissions_of(const std::vector<json::object>& rules, bool egress) {
  json::array out;
  for (const json::object& rule : rules) {
    if (flag_of(rule, "IsEgress") != egress) continue;
    const bool ported = text_of(rule, "IpProtocol") != "-1";
    const auto same = [&](const json::value& one) {
      const json::object& permission = one.as_object();
      return text_of(permission, "IpProtocol") == text_of(rule, "IpProtocol") &&
             number_of(permission, "FromPort", -1) == (ported ? number_of(rule, "FromPort", -1) : -1) &&
             number_of(permission, "ToPort", -1) == (ported ? number_of(rule, "ToPort", -1) : -1);
    };
    auto found = std::find_if(out.begin(), out.end(), same);
    if (found == out.end()) {
      json::object fresh = {{"IpProtocol", rule.at("IpProtocol")}};
      if (ported) copy_members(rule, fresh, {"FromPort", "ToPort"});
      for (const char* peers : {"UserIdGroupPairs", "IpRanges", "Ipv6Ranges", "PrefixListIds"})
        fresh[peers] = json::array();
      out.push_back(std::move(fresh));
      found = out.end() - 1;
    }
    json::object& permission = found->as_object();
    json::object peer;
    copy_members(rule, peer, {"Description"});
    const auto add = [&](const char* list, const char* name, const json::value& value) {
      peer[name] = value;
      permission[list].as_array().push_back(peer);
    };
    if (rule.contains("CidrIpv4")) add("IpRanges", "CidrIp", rule.at("CidrIpv4"));
    if (rule.contains("CidrIpv6")) add("Ipv6Ranges", "CidrIpv6", rule.at("CidrIpv6"));
    if (rule.contains("PrefixListId")) add("PrefixListIds", "PrefixListId", rule.at("PrefixListId"));
    if (rule.contains("ReferencedGroupInfo")) {
      const json::object& group = rule.at("ReferencedGroupInfo").as_object();
      copy_members(group, peer, {"UserId"});
      add("UserIdGroupPairs", "GroupId", group.at("GroupId"));
    }
  }
  return out;
}

Answer describe_security_groups(Desk& desk, const Call& call) {
  const json::array names = list_of(call.input, "GroupNames");
  std::vector<json::object> groups;
  std::size_t found = 0;
  for (json::object& group : all_of(desk, call, noun::security_group)) {
    const bool named = std::any_of(names.begin(), names.end(), [&](const json::value& name) {
      return name.as_string() == text_of(group, "GroupName");
    });
    found += named ? 1 : 0;
    if (!names.empty() && !named) continue;
    const auto rules = all_where(desk, call, noun::security_group_rule, "GroupId", text_of(group, "GroupId"));
    group["IpPermissions"] = permissions_of(rules, false);
    group["IpPermissionsEgress"] = permissions_of(rules, true);
    groups.push_back(std::move(group));
  }
  if (!names.empty() && found == 0) return unknown_id(noun::security_group, std::string(names[0].as_string()));
  return describe(desk, call, noun::security_group, groups);
}

Answer create_security_group(Desk& desk, const Call& call) {
  std::string vpc_id = text_of(call.input, "VpcId");
  for (const json::object& vpc : all_of(desk, call, noun::vpc))
    if (vpc_id.empty() && flag_of(vpc, "IsDefault")) vpc_id = text_of(vpc, "VpcId");
  if (const Answer vpc = find_one(desk, call, noun::vpc, vpc_id); vpc.has_error()) return vpc.error();
  const std::string name = text_of(call.input, "GroupName");
  if (name.starts_with("sg-"))
    return bad_value(
        fmt::format("Value ({}) for parameter GroupName is invalid. Group names may not be in the format "
                    "sg-*.",
                    name));
  for (const json::object& other : all_where(desk, call, noun::security_group, "VpcId", vpc_id))
    if (text_of(other, "GroupName") == name)
      return ApiError{.code = "InvalidGroup.Duplicate",
                      .message = fmt::format("The security group '{}' already exists for VPC '{}'", name, vpc_id)};
  const std::string id = draw_id(desk, "sg");
  const std::string arn = make_arn("ec2", call.region, call.account, "security-group/" + id);
  json::array tags = tags_of(call, "security-group");
  keep(desk, call, noun::security_group,
       {{"GroupId", id},
        {"GroupName", name},
        {"Description", call.input.at("Description")},
        {"OwnerId", call.account},
        {"VpcId", vpc_id},
        {"SecurityGroupArn", arn},
        {"Tags", tags}});
  make_rules(desk, call, id, true, {{"IpProtocol", "-1"}, {"IpRanges", json::array{{{"CidrIp", "0.0.0.0/0"}}}}}, {});
  return json::object{{"GroupId", id}, {"Tags", std::move(tags)}, {"SecurityGroupArn", arn}};
}

Answer delete_security_group(Desk& desk, const Call& call) {
  std::string id = text_of(call.input, "GroupId");
  if (id.empty())
    for (const json::object& one :
         all_where(desk, call, noun::security_group, "GroupName", text_of(call.input, "GroupName")))
      id = text_of(one, "GroupId");
  const Answer group = find_one(desk, call, noun::security_group, id);
  if (group.has_error()) return group.error();
  if (text_of(*group, "GroupName") == "default")
    return ApiError{
        .code = "CannotDelete",
        .message = fmt::format(R"(the specified group: "{}" name: "default" cannot be deleted by a user)", id)};
  for (const json::object& rule : all_of(desk, call, noun::security_group_rule))
    if (const json::value* info = rule.if_contains("ReferencedGroupInfo"))
      if (text_of(info->as_object(), "GroupId") == id && text_of(rule, "GroupId") != id)
        return ApiError{.code = "DependencyViolation",
                        .message = fmt::format("resource {} has a dependent object", id)};
  for (const json::object& rule : all_where(desk, call, noun::security_group_rule, "GroupId", id))
    desk.records.erase(call.region, noun::security_group_rule.kind, text_of(rule, "SecurityGroupRuleId"));
  desk.records.erase(call.region, noun::security_group.kind, id);
  return json::object{{"Return", true}, {"GroupId", id}};
}

}  // namespace

void add_security_groups(Desk& desk) {
  using namespace ec2;
  const Shape group = protocol::structure(
      "SecurityGroup",
      {text("GroupId"), many("IpPermissionsEgress", "ipPermissionsEgress", ip_permission()), tags(), text("VpcId"),
       text("SecurityGroupArn"), text("OwnerId"), text("GroupName"), text("Description").called("groupDescription"),
       many("IpPermissions", "ipPermissions", ip_permission())});
  Shape input = describe_input("DescribeSecurityGroupsRequest", "GroupIds", "GroupId");
  auto members = input->members;
  members.push_back(protocol::optional("GroupNames", protocol::list(protocol::string())).called("GroupName"));
  desk.on("DescribeSecurityGroups", protocol::structure("DescribeSecurityGroupsRequest", members),
          describe_output("DescribeSecurityGroupsResult", many("SecurityGroups", "securityGroupInfo", group)),
          describe_security_groups);
  desk.on("CreateSecurityGroup",
          protocol::structure("CreateSecurityGroupRequest", {needed("Description").called("GroupDescription"),
                                                             needed("GroupName"), text("VpcId"), tag_specifications()}),
          protocol::structure("CreateSecurityGroupResult", {text("GroupId"), tags(), text("SecurityGroupArn")}),
          create_security_group);
  desk.on("DeleteSecurityGroup",
          protocol::structure("DeleteSecurityGroupRequest", {text("GroupId"), text("GroupName")}),
          protocol::structure("DeleteSecurityGroupResult", {flag("Return"), text("GroupId")}), delete_security_group);
}

}  // namespace rampart::aws::recorded
