#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded::ec2 {

using protocol::boolean;
using protocol::integer;
using protocol::list;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

Member member(const std::string& name, Shape shape) {
  std::string wire = name;
  if (wire[0] >= 'A' && wire[0] <= 'Z') wire[0] = static_cast<char>(wire[0] + 0x20);
  return optional(name, std::move(shape)).called(wire);
}

Member many(const std::string& name, const std::string& wire, Shape element) {
  return optional(name, list(std::move(element), {.element_name = "item"})).called(wire);
}

Member needed(const std::string& name) { return required(name, string()).called(text(name).wire_name); }

namespace {

const Shape& tag() {
  static const Shape shape = structure("Tag", {text("Key"), text("Value")});
  return shape;
}

Member filters_named(const std::string& name) {
  static const Shape filter = structure("Filter", {text("Name"), optional("Values", list(string())).called("Value")});
  return optional(name, list(filter)).called("Filter");
}

}  // namespace

Member tags() { return many("Tags", "tagSet", tag()); }

Member tag_specifications() {
  static const Shape specification =
      structure("TagSpecification", {text("ResourceType"), optional("Tags", list(tag())).called("Tag")});
  return optional("TagSpecifications", list(specification)).called("TagSpecification");
}

Shape describe_input(const std::string& name, const std::string& ids, const std::string& one,
                     const std::string& filters) {
  return structure(name,
                   {optional(ids, list(string())).called(one), filters_named(filters),
                    optional("MaxResults", integer({.least = 1, .most = 1000})), text("NextToken"), flag("DryRun")});
}

Shape describe_output(const std::string& name, Member set) {
  return structure(name, {std::move(set), text("NextToken")});
}

Shape nothing(const std::string& name) { return structure(name, {}); }
Shape success(const std::string& name) { return structure(name, {flag("Return")}); }

Shape group_identifier() {
  static const Shape shape = structure("GroupIdentifier", {text("GroupId"), text("GroupName")});
  return shape;
}

Shape ip_permission() {
  static const Shape pair = structure(
      "UserIdGroupPair", {text("Description"), text("UserId"), text("GroupName"), text("GroupId"), text("VpcId")});
  static const Shape range = structure("IpRange", {text("Description"), text("CidrIp")});
  static const Shape range6 = structure("Ipv6Range", {text("Description"), text("CidrIpv6")});
  static const Shape prefixes = structure("PrefixListId", {text("Description"), text("PrefixListId")});
  static const Shape shape = structure(
      "IpPermission", {text("IpProtocol"), number("FromPort"), number("ToPort"),
                       many("UserIdGroupPairs", "groups", pair), many("IpRanges", "ipRanges", range),
                       many("Ipv6Ranges", "ipv6Ranges", range6), many("PrefixListIds", "prefixListIds", prefixes)});
  return shape;
}

Shape security_group_rule() {
  static const Shape referenced =
      structure("ReferencedSecurityGroup", {text("GroupId"), text("UserId"), text("VpcId")});
  static const Shape shape = structure(
      "SecurityGroupRule",
      {text("SecurityGroupRuleId"), text("GroupId"), text("GroupOwnerId"), flag("IsEgress"), text("IpProtocol"),
       number("FromPort"), number("ToPort"), text("CidrIpv4"), text("CidrIpv6"), text("PrefixListId"),
       member("ReferencedGroupInfo", referenced), text("Description"), tags(), text("SecurityGroupRuleArn")});
  return shape;
}

}  // namespace rampart::aws::recorded::ec2
