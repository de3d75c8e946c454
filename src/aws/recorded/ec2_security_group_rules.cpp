#include <algorithm>

#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Answered;
using protocol::ApiError;
using protocol::Call;

/// The group that a call names by id or, in the default VPC, by name.
Answer group_of(const Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "GroupId");
  if (!id.empty()) return find_one(desk, call, noun::security_group, id);
  const std::string name = text_of(call.input, "GroupName");
  if (name.empty()) return missing_parameter("groupId");
  for (const json::object& one : all_where(desk, call, noun::security_group, "GroupName", name)) return one;
  return unknown_id(noun::security_group, name);
}

/// The call's IpPermissions; its single members, as `--protocol tcp --port 80 --cidr …` sends them, make one more.
json::array permissions_of(const Call& call) {
  json::array out = list_of(call.input, "IpPermissions");
  json::object single;
  copy_members(call.input, single, {"IpProtocol", "FromPort", "ToPort"});
  if (const std::string cidr = text_of(call.input, "CidrIp"); !cidr.empty())
    single["IpRanges"] = json::array{{{"CidrIp", cidr}}};
  if (const std::string group = text_of(call.input, "SourceSecurityGroupName"); !group.empty())
    single["UserIdGroupPairs"] = json::array{{{"GroupName", group}}};
  if (!single.empty()) out.push_back(std::move(single));
  return out;
}

std::string protocol_named(std::string_view given) {
  for (const auto& [number, name] : {std::pair<std::string_view, std::string_view>("6", "tcp"),
                                     {"17", "udp"},
                                     {"1", "icmp"},
                                     {"58", "icmpv6"},
                                     {"all", "-1"}})
    if (given == number) return std::string(name);
  return std::string(given);
}

/// One rule for each peer of a permission, without ids.
Answered<json::array> rules_of(const Desk& desk, const Call& call, const json::object& permission) {
  json::object common = {{"IpProtocol", protocol_named(text_of(permission, "IpProtocol"))}};
  const bool ported = text_of(common, "IpProtocol") != "-1";
  common["FromPort"] = ported ? number_of(permission, "FromPort", -1) : -1;
  common["ToPort"] = ported ? number_of(permission, "ToPort", -1) : -1;
  json::array out;
  const auto add = [&](const json::object& peer, std::string_view name, json::value value) {
    json::object rule = common;
    copy_members(peer, rule, {"Description"});
    rule[name] = std::move(value);
    out.push_back(std::move(rule));
  };
  for (const json::value& one : list_of(permission, "IpRanges")) {
    const std::string text = text_of(one.as_object(), "CidrIp");
    const auto cidr = cidr_of(text);
    if (!cidr) return bad_value(fmt::format("CIDR block {} is malformed", text));
    add(one.as_object(), "CidrIpv4", json::string(to_string(*cidr)));
  }
  for (const json::value& one : list_of(permission, "Ipv6Ranges"))
    add(one.as_object(), "CidrIpv6", one.as_object().at("CidrIpv6"));
  for (const json::value& one : list_of(permission, "PrefixListIds"))
    add(one.as_object(), "PrefixListId", one.as_object().at("PrefixListId"));
  for (const json::value& one : list_of(permission, "UserIdGroupPairs")) {
    json::object pair = one.as_object();
    for (const json::object& group :
         all_where(desk, call, noun::security_group, "GroupName", text_of(pair, "GroupName")))
      if (!pair.contains("GroupId")) pair["GroupId"] = group.at("GroupId");
    const Answer group = find_one(desk, call, noun::security_group, text_of(pair, "GroupId"));
    if (group.has_error()) return group.error();
    json::object info = {{"GroupId", group->at("GroupId")}, {"UserId", call.account}};
    add(pair, "ReferencedGroupInfo", std::move(info));
  }
  return out;
}

bool same_rule(const json::object& a, const json::object& b) {
  for (const char* member : {"IpProtocol", "FromPort", "ToPort", "CidrIpv4", "CidrIpv6", "PrefixListId"}) {
    const json::value* left = a.if_contains(member);
    const json::value* right = b.if_contains(member);
    if ((left == nullptr) != (right == nullptr) || (left != nullptr && *left != *right)) return false;
  }
  const auto group = [](const json::object& rule) {
    const json::value* info = rule.if_contains("ReferencedGroupInfo");
    return info == nullptr ? std::string() : text_of(info->as_object(), "GroupId");
  };
  return group(a) == group(b);
}

/// As EC2's error names a rule.
std::string spelled(const json::object& rule) {
  std::string peer = text_of(rule, "CidrIpv4") + text_of(rule, "CidrIpv6") + text_of(rule, "PrefixListId");
  if (const json::value* info = rule.if_contains("ReferencedGroupInfo")) peer = text_of(info->as_object(), "GroupId");
  std::string name = text_of(rule, "IpProtocol");
  if (name == "-1") return fmt::format("peer: {}, ALL, ALLOW", peer);
  for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  return fmt::format("peer: {}, {}, from port: {}, to port: {}, ALLOW", peer, name, number_of(rule, "FromPort", -1),
                     number_of(rule, "ToPort", -1));
}

json::object put_rule(Desk& desk, const Call& call, std::string_view group, bool egress, json::object rule,
                      const json::array& tags) {
  const std::string id = draw_id(desk, "sgr");
  rule["SecurityGroupRuleId"] = id;
  rule["GroupId"] = group;
  rule["GroupOwnerId"] = call.account;
  rule["IsEgress"] = egress;
  rule["Tags"] = tags;
  rule["SecurityGroupRuleArn"] = make_arn("ec2", call.region, call.account, "security-group-rule/" + id);
  keep(desk, call, noun::security_group_rule, rule);
  return rule;
}

Answer authorize(Desk& desk, const Call& call, bool egress) {
  const Answer group = group_of(desk, call);
  if (group.has_error()) return group.error();
  const std::string id = text_of(*group, "GroupId");
  const json::array permissions = permissions_of(call);
  if (permissions.empty()) return missing_parameter("ipPermissions");
  json::array fresh;
  for (const json::value& permission : permissions) {
    if (text_of(permission.as_object(), "IpProtocol").empty()) return missing_parameter("ipProtocol");
    auto rules = rules_of(desk, call, permission.as_object());
    if (rules.has_error()) return rules.error();
    for (json::value& rule : *rules) fresh.push_back(std::move(rule));
  }
  for (const json::object& old : all_where(desk, call, noun::security_group_rule, "GroupId", id))
    for (const json::value& rule : fresh)
      if (flag_of(old, "IsEgress") == egress && same_rule(old, rule.as_object()))
        return ApiError{.code = "InvalidPermission.Duplicate",
                        .message = fmt::format("the specified rule \"{}\" already exists", spelled(rule.as_object()))};
  const json::array tags = tags_of(call, "security-group-rule");
  json::array out;
  for (json::value& rule : fresh) out.push_back(put_rule(desk, call, id, egress, std::move(rule.as_object()), tags));
  return json::object{{"Return", true}, {"SecurityGroupRules", std::move(out)}};
}

Answer revoke(Desk& desk, const Call& call, bool egress) {
  const Answer group = group_of(desk, call);
  if (group.has_error()) return group.error();
  const auto rules = all_where(desk, call, noun::security_group_rule, "GroupId", text_of(*group, "GroupId"));
  std::vector<json::object> gone;
  for (const json::value& id : list_of(call.input, "SecurityGroupRuleIds")) {
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const json::object& rule) {
      return id.as_string() == text_of(rule, "SecurityGroupRuleId") && flag_of(rule, "IsEgress") == egress;
    });
    if (found == rules.end()) return unknown_id(noun::security_group_rule, std::string(id.as_string()));
    gone.push_back(*found);
  }
  for (const json::value& permission : permissions_of(call)) {
    const auto wanted = rules_of(desk, call, permission.as_object());
    if (wanted.has_error()) return wanted.error();
    for (const json::value& one : *wanted) {
      const auto found = std::find_if(rules.begin(), rules.end(), [&](const json::object& rule) {
        return flag_of(rule, "IsEgress") == egress && same_rule(rule, one.as_object());
      });
      if (found == rules.end())
        return ApiError{.code = "InvalidPermission.NotFound",
                        .message = "The specified rule does not exist in this security group."};
      gone.push_back(*found);
    }
  }
  json::array out;
  for (const json::object& rule : gone) {
    desk.records.erase(call.region, noun::security_group_rule.kind, text_of(rule, "SecurityGroupRuleId"));
    json::object shown;
    copy_members(rule, shown,
                 {"SecurityGroupRuleId", "GroupId", "IsEgress", "IpProtocol", "FromPort", "ToPort", "CidrIpv4",
                  "CidrIpv6", "PrefixListId", "Description"});
    if (const json::value* info = rule.if_contains("ReferencedGroupInfo"))
      shown["ReferencedGroupId"] = info->as_object().at("GroupId");
    out.push_back(std::move(shown));
  }
  return json::object{{"Return", true}, {"RevokedSecurityGroupRules", std::move(out)}};
}

}  // namespace

json::array make_rules(Desk& desk, const Call& call, std::string_view group, bool egress,
                       const json::object& permission, const json::array& tags) {
  json::array out;
  if (auto rules = rules_of(desk, call, permission); rules.has_value())
    for (json::value& rule : *rules)
      out.push_back(put_rule(desk, call, group, egress, std::move(rule.as_object()), tags));
  return out;
}

void add_security_group_rules(Desk& desk) {
  using namespace ec2;
  const auto input = [](const std::string& name) {
    return protocol::structure(
        name,
        {text("GroupId"), text("GroupName"), many("IpPermissions", "ipPermissions", ip_permission()),
         text("IpProtocol"), number("FromPort"), number("ToPort"), text("CidrIp"), text("SourceSecurityGroupName"),
         text("SourceSecurityGroupOwnerId"), tag_specifications(),
         protocol::optional("SecurityGroupRuleIds", protocol::list(protocol::string())).called("SecurityGroupRuleId")});
  };
  const auto made = [](const std::string& name) {
    return protocol::structure(
        name, {flag("Return"), many("SecurityGroupRules", "securityGroupRuleSet", security_group_rule())});
  };
  const Shape gone = protocol::structure(
      "RevokedSecurityGroupRule", {text("SecurityGroupRuleId"), text("GroupId"), flag("IsEgress"), text("IpProtocol"),
                                   number("FromPort"), number("ToPort"), text("CidrIpv4"), text("CidrIpv6"),
                                   text("PrefixListId"), text("ReferencedGroupId"), text("Description")});
  const auto revoked = [&](const std::string& name) {
    return protocol::structure(
        name, {flag("Return"), many("RevokedSecurityGroupRules", "revokedSecurityGroupRuleSet", gone)});
  };
  desk.on("AuthorizeSecurityGroupIngress", input("AuthorizeSecurityGroupIngressRequest"),
          made("AuthorizeSecurityGroupIngressResult"),
          [](Desk& at, const Call& call) { return authorize(at, call, false); });
  desk.on("AuthorizeSecurityGroupEgress", input("AuthorizeSecurityGroupEgressRequest"),
          made("AuthorizeSecurityGroupEgressResult"),
          [](Desk& at, const Call& call) { return authorize(at, call, true); });
  desk.on("RevokeSecurityGroupIngress", input("RevokeSecurityGroupIngressRequest"),
          revoked("RevokeSecurityGroupIngressResult"),
          [](Desk& at, const Call& call) { return revoke(at, call, false); });
  desk.on("RevokeSecurityGroupEgress", input("RevokeSecurityGroupEgressRequest"),
          revoked("RevokeSecurityGroupEgressResult"),
          [](Desk& at, const Call& call) { return revoke(at, call, true); });
  desk.on("DescribeSecurityGroupRules",
          describe_input("DescribeSecurityGroupRulesRequest", "SecurityGroupRuleIds", "SecurityGroupRuleId"),
          describe_output("DescribeSecurityGroupRulesResult",
                          many("SecurityGroupRules", "securityGroupRuleSet", security_group_rule())),
          [](Desk& at, const Call& call) { return describe(at, call, noun::security_group_rule); });
}

}  // namespace rampart::aws::recorded
