#include <algorithm>

#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

constexpr std::int64_t addresses_of_aws = 5;  ///< In every subnet: network, router, DNS, spare, broadcast.

/// The zone the call names, or the first one that has the fewest subnets of the VPC.
protocol::Answered<std::string> zone_for(const Desk& desk, const Call& call, const std::string& vpc) {
  const std::string name = text_of(call.input, "AvailabilityZone");
  const std::string id = text_of(call.input, "AvailabilityZoneId");
  std::string best;
  std::size_t fewest = 0;
  for (int i = 0; i < zones_of_a_region; ++i) {
    const std::string zone = zone_name(call.region, i);
    if (zone == name || zone_id(call.region, i) == id)
      return protocol::Answered<std::string>(boost::system::in_place_value, zone);
    std::size_t count = 0;
    for (const json::object& one : all_where(desk, call, noun::subnet, "VpcId", vpc))
      count += text_of(one, "AvailabilityZone") == zone ? 1 : 0;
    if (best.empty() || count < fewest) {
      best = zone;
      fewest = count;
    }
  }
  if (name.empty() && id.empty()) return protocol::Answered<std::string>(boost::system::in_place_value, best);
  return bad_value(fmt::format(
      "Value ({}) for parameter availabilityZone is invalid. Subnets can currently only be "
      "created in the following availability zones: {}, {}, {}.",
      name.empty() ? id : name, zone_name(call.region, 0), zone_name(call.region, 1), zone_name(call.region, 2)));
}

Answer create_subnet(Desk& desk, const Call& call) {
  const std::string vpc_id = text_of(call.input, "VpcId");
  const Answer vpc = find_one(desk, call, noun::vpc, vpc_id);
  if (vpc.has_error()) return vpc.error();
  const std::string text = text_of(call.input, "CidrBlock");
  if (text.empty()) return missing_parameter("cidrBlock");
  const auto cidr = cidr_of(text);
  if (!cidr)
    return bad_value(
        fmt::format("Value ({}) for parameter cidrBlock is invalid. This is not a valid CIDR block.", text));
  const auto around = cidr_of(text_of(*vpc, "CidrBlock"));
  if (cidr->prefix < 16 || cidr->prefix > 28 || !around || !around->holds(*cidr))
    return ApiError{.code = "InvalidSubnet.Range", .message = fmt::format("The CIDR '{}' is invalid.", text)};
  for (const json::object& other : all_where(desk, call, noun::subnet, "VpcId", vpc_id))
    if (const auto taken = cidr_of(text_of(other, "CidrBlock")); taken && taken->overlaps(*cidr))
      return ApiError{.code = "InvalidSubnet.Conflict",
                      .message = fmt::format("The CIDR '{}' conflicts with another subnet", text)};
  const auto zone = zone_for(desk, call, vpc_id);
  if (zone.has_error()) return zone.error();
  return json::object{
      {"Subnet", make_subnet(desk, call, *vpc, to_string(*cidr), *zone, false, tags_of(call, "subnet"))}};
}

Answer delete_subnet(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "SubnetId");
  const Answer found = find_one(desk, call, noun::subnet, id);
  if (found.has_error()) return found.error();
  bool used = !all_where(desk, call, noun::network_interface, "SubnetId", id).empty();
  for (const json::object& one : all_where(desk, call, noun::nat_gateway, "SubnetId", id))
    used = used || text_of(one, "State") != "deleted";
  if (used)
    return ApiError{.code = "DependencyViolation",
                    .message = fmt::format("The subnet '{}' has dependencies and cannot be deleted.", id)};
  for (const Noun* of : {&noun::route_table, &noun::network_acl})
    for (json::object& one : all_where(desk, call, *of, "VpcId", text_of(*found, "VpcId"))) {
      json::array left;
      for (const json::value& association : list_of(one, "Associations"))
        if (text_of(association.as_object(), "SubnetId") != id) left.push_back(association);
      one["Associations"] = std::move(left);
      keep(desk, call, *of, std::move(one));
    }
  desk.records.erase(call.region, noun::subnet.kind, id);
  return done();
}

Answer modify_subnet_attribute(Desk& desk, const Call& call) {
  Answer subnet = find_one(desk, call, noun::subnet, text_of(call.input, "SubnetId"));
  if (subnet.has_error()) return subnet.error();
  for (const char* name : {"MapPublicIpOnLaunch", "AssignIpv6AddressOnCreation", "EnableDns64"})
    if (const json::value* given = call.input.if_contains(name)) (*subnet)[name] = flag_of(given->as_object(), "Value");
  json::object& names = (*subnet)["PrivateDnsNameOptionsOnLaunch"].as_object();
  if (const json::value* type = call.input.if_contains("PrivateDnsHostnameTypeOnLaunch")) names["HostnameType"] = *type;
  for (const char* name : {"EnableResourceNameDnsARecord", "EnableResourceNameDnsAAAARecord"})
    if (const json::value* given = call.input.if_contains(std::string(name) + "OnLaunch"))
      names[name] = flag_of(given->as_object(), "Value");
  keep(desk, call, noun::subnet, std::move(*subnet));
  return done();
}

}  // namespace

json::object make_subnet(Desk& desk, const Call& call, const json::object& vpc, const std::string& cidr,
                         const std::string& zone, bool is_default, json::array tags) {
  const std::string id = draw_id(desk, "subnet");
  int index = 0;
  while (index + 1 < zones_of_a_region && zone_name(call.region, index) != zone) ++index;
  json::object subnet = {
      {"AvailabilityZoneId", zone_id(call.region, index)},
      {"MapCustomerOwnedIpOnLaunch", false},
      {"OwnerId", call.account},
      {"AssignIpv6AddressOnCreation", false},
      {"Tags", std::move(tags)},
      {"SubnetArn", make_arn("ec2", call.region, call.account, "subnet/" + id)},
      {"EnableDns64", false},
      {"Ipv6Native", false},
      {"PrivateDnsNameOptionsOnLaunch",
       {{"HostnameType", "ip-name"},
        {"EnableResourceNameDnsARecord", false},
        {"EnableResourceNameDnsAAAARecord", false}}},
      {"SubnetId", id},
      {"State", "available"},
      {"VpcId", vpc.at("VpcId")},
      {"CidrBlock", cidr},
      {"AvailableIpAddressCount", static_cast<std::int64_t>(cidr_of(cidr)->size()) - addresses_of_aws},
      {"AvailabilityZone", zone},
      {"DefaultForAz", is_default},
      {"MapPublicIpOnLaunch", is_default}};
  keep(desk, call, noun::subnet, subnet);
  for (json::object& acl : all_where(desk, call, noun::network_acl, "VpcId", text_of(vpc, "VpcId"))) {
    acl["Associations"].as_array().push_back({{"NetworkAclAssociationId", draw_id(desk, "aclassoc")},
                                              {"NetworkAclId", acl.at("NetworkAclId")},
                                              {"SubnetId", id}});
    keep(desk, call, noun::network_acl, std::move(acl));
  }
  return subnet;
}

void add_subnets(Desk& desk) {
  using namespace ec2;
  const Shape names = protocol::structure(
      "PrivateDnsNameOptionsOnLaunch",
      {text("HostnameType"), flag("EnableResourceNameDnsARecord"), flag("EnableResourceNameDnsAAAARecord")});
  const Shape subnet = protocol::structure(
      "Subnet", {text("AvailabilityZoneId"), flag("MapCustomerOwnedIpOnLaunch"), text("OwnerId"),
                 flag("AssignIpv6AddressOnCreation"), tags(), text("SubnetArn"), flag("EnableDns64"),
                 flag("Ipv6Native"), member("PrivateDnsNameOptionsOnLaunch", names), text("SubnetId"), text("State"),
                 text("VpcId"), text("CidrBlock"), number("AvailableIpAddressCount"), text("AvailabilityZone"),
                 flag("DefaultForAz"), flag("MapPublicIpOnLaunch")});
  const Shape value = protocol::structure("AttributeBooleanValue", {flag("Value")});
  desk.on("DescribeSubnets", describe_input("DescribeSubnetsRequest", "SubnetIds", "SubnetId"),
          describe_output("DescribeSubnetsResult", many("Subnets", "subnetSet", subnet)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::subnet); });
  desk.on("CreateSubnet",
          protocol::structure("CreateSubnetRequest", {needed("VpcId"), text("CidrBlock"), text("AvailabilityZone"),
                                                      text("AvailabilityZoneId"), tag_specifications()}),
          protocol::structure("CreateSubnetResult", {member("Subnet", subnet)}), create_subnet);
  desk.on("DeleteSubnet", protocol::structure("DeleteSubnetRequest", {needed("SubnetId")}),
          success("DeleteSubnetResult"), delete_subnet);
  desk.on("ModifySubnetAttribute",
          protocol::structure(
              "ModifySubnetAttributeRequest",
              {needed("SubnetId"), member("MapPublicIpOnLaunch", value), member("AssignIpv6AddressOnCreation", value),
               member("EnableDns64", value), text("PrivateDnsHostnameTypeOnLaunch"),
               member("EnableResourceNameDnsARecordOnLaunch", value),
               member("EnableResourceNameDnsAAAARecordOnLaunch", value)}),
          success("ModifySubnetAttributeResult"), modify_subnet_attribute);
}

}  // namespace rampart::aws::recorded
