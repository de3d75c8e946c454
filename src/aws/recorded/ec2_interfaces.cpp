#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// The lowest address of the subnet that no interface has; AWS keeps the first four and the last.
std::string free_address(const Desk& desk, const Call& call, const json::object& subnet) {
  const auto range = cidr_of(text_of(subnet, "CidrBlock"));
  const auto taken = all_where(desk, call, noun::network_interface, "SubnetId", text_of(subnet, "SubnetId"));
  for (std::uint64_t at = range->first + 4; at + 1 < range->end(); ++at) {
    const std::string text = address_text(static_cast<std::uint32_t>(at));
    bool is_free = true;
    for (const json::object& one : taken) is_free = is_free && text_of(one, "PrivateIpAddress") != text;
    if (is_free) return text;
  }
  return {};
}

Answer create_network_interface(Desk& desk, const Call& call) {
  const Answer subnet = find_one(desk, call, noun::subnet, text_of(call.input, "SubnetId"));
  if (subnet.has_error()) return subnet.error();
  json::array groups;
  for (const json::value& id : list_of(call.input, "Groups")) {
    const Answer group = find_one(desk, call, noun::security_group, std::string(id.as_string()));
    if (group.has_error()) return group.error();
    groups.push_back({{"GroupId", id}, {"GroupName", group->at("GroupName")}});
  }
  for (const json::object& group : all_where(desk, call, noun::security_group, "VpcId", text_of(*subnet, "VpcId")))
    if (list_of(call.input, "Groups").empty() && text_of(group, "GroupName") == "default")
      groups.push_back({{"GroupId", group.at("GroupId")}, {"GroupName", "default"}});
  std::string address = text_of(call.input, "PrivateIpAddress");
  if (address.empty()) address = free_address(desk, call, *subnet);
  if (address.empty())
    return ApiError{.code = "InsufficientFreeAddressesInSubnet",
                    .message = "The specified subnet does not have enough free addresses to satisfy the request."};
  std::string host = "ip-" + address;
  for (char& c : host) c = c == '.' ? '-' : c;
  host += call.region == "us-east-1" ? ".ec2.internal" : "." + call.region + ".compute.internal";
  const std::string mac = draw_hex(desk.account.ids, 10);
  json::object made = {
      {"NetworkInterfaceId", draw_id(desk, "eni")},
      {"AvailabilityZone", subnet->at("AvailabilityZone")},
      {"Description", text_of(call.input, "Description")},
      {"Groups", std::move(groups)},
      {"InterfaceType", "interface"},
      {"MacAddress", fmt::format("02:{}:{}:{}:{}:{}", mac.substr(0, 2), mac.substr(2, 2), mac.substr(4, 2),
                                 mac.substr(6, 2), mac.substr(8, 2))},
      {"OwnerId", call.account},
      {"PrivateDnsName", host},
      {"PrivateIpAddress", address},
      {"PrivateIpAddresses", json::array{{{"Primary", true}, {"PrivateDnsName", host}, {"PrivateIpAddress", address}}}},
      {"RequesterManaged", false},
      {"SourceDestCheck", true},
      {"Status", "available"},
      {"SubnetId", subnet->at("SubnetId")},
      {"TagSet", tags_of(call, "network-interface")},
      {"VpcId", subnet->at("VpcId")}};
  keep(desk, call, noun::network_interface, made);
  return json::object{{"NetworkInterface", std::move(made)}};
}

Answer delete_network_interface(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "NetworkInterfaceId");
  if (!desk.records.erase(call.region, noun::network_interface.kind, id))
    return unknown_id(noun::network_interface, id);
  return done();
}

}  // namespace

void add_interfaces(Desk& desk) {
  using namespace ec2;
  using protocol::structure;
  const Shape tag = structure("Tag", {text("Key"), text("Value")});
  const Shape address = structure("NetworkInterfacePrivateIpAddress",
                                  {flag("Primary"), text("PrivateDnsName"), text("PrivateIpAddress")});
  const Shape interface = structure(
      "NetworkInterface",
      {text("AvailabilityZone"), text("Description"), many("Groups", "groupSet", group_identifier()),
       text("InterfaceType"), text("MacAddress"), text("NetworkInterfaceId"), text("OwnerId"), text("PrivateDnsName"),
       text("PrivateIpAddress"), many("PrivateIpAddresses", "privateIpAddressesSet", address), flag("RequesterManaged"),
       flag("SourceDestCheck"), text("Status"), text("SubnetId"), many("TagSet", "tagSet", tag), text("VpcId")});
  desk.on(
      "DescribeNetworkInterfaces",
      describe_input("DescribeNetworkInterfacesRequest", "NetworkInterfaceIds", "NetworkInterfaceId"),
      describe_output("DescribeNetworkInterfacesResult", many("NetworkInterfaces", "networkInterfaceSet", interface)),
      [](Desk& at, const Call& call) { return describe(at, call, noun::network_interface); });
  desk.on("CreateNetworkInterface",
          structure("CreateNetworkInterfaceRequest",
                    {needed("SubnetId"), text("Description"), text("PrivateIpAddress"),
                     protocol::optional("Groups", protocol::list(protocol::string())).called("SecurityGroupId"),
                     tag_specifications()}),
          structure("CreateNetworkInterfaceResult", {member("NetworkInterface", interface)}), create_network_interface);
  desk.on("DeleteNetworkInterface", structure("DeleteNetworkInterfaceRequest", {needed("NetworkInterfaceId")}),
          success("DeleteNetworkInterfaceResult"), delete_network_interface);

  const Shape association =
      structure("NetworkAclAssociation", {text("NetworkAclAssociationId"), text("NetworkAclId"), text("SubnetId")});
  const Shape entry = structure("NetworkAclEntry", {text("CidrBlock"), flag("Egress"), text("Protocol"),
                                                    text("RuleAction"), number("RuleNumber")});
  const Shape acl = structure("NetworkAcl", {many("Associations", "associationSet", association),
                                             many("Entries", "entrySet", entry), flag("IsDefault").called("default"),
                                             text("NetworkAclId"), tags(), text("VpcId"), text("OwnerId")});
  desk.on("DescribeNetworkAcls", describe_input("DescribeNetworkAclsRequest", "NetworkAclIds", "NetworkAclId"),
          describe_output("DescribeNetworkAclsResult", many("NetworkAcls", "networkAclSet", acl)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::network_acl); });
}

}  // namespace rampart::aws::recorded
