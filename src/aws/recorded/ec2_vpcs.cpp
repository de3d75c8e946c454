#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// What DescribeVpcAttribute knows, and its value in a new VPC that isn't the default one.
const std::vector<std::pair<std::string, bool>>& attributes() {
  static const std::vector<std::pair<std::string, bool>> all = {
      {"EnableDnsHostnames", false}, {"EnableDnsSupport", true}, {"EnableNetworkAddressUsageMetrics", false}};
  return all;
}

Answer create_vpc(Desk& desk, const Call& call) {
  const std::string text = text_of(call.input, "CidrBlock");
  if (text.empty()) return missing_parameter("cidrBlock");
  const auto cidr = cidr_of(text);
  if (!cidr)
    return bad_value(
        fmt::format("Value ({}) for parameter cidrBlock is invalid. This is not a valid CIDR block.", text));
  if (cidr->prefix < 16 || cidr->prefix > 28)
    return ApiError{.code = "InvalidVpc.Range", .message = fmt::format("The CIDR '{}' is invalid.", text)};
  return json::object{{"Vpc", make_vpc(desk, call, to_string(*cidr), false, tags_of(call, "vpc"))}};
}

/// What stands in a VPC that DeleteVpc doesn't take away with it.
bool has_dependencies(const Desk& desk, const Call& call, const std::string& id) {
  for (const Noun* of : {&noun::subnet, &noun::network_interface, &noun::vpc_endpoint})
    if (!all_where(desk, call, *of, "VpcId", id).empty()) return true;
  for (const json::object& one : all_where(desk, call, noun::security_group, "VpcId", id))
    if (text_of(one, "GroupName") != "default") return true;
  for (const json::object& one : all_where(desk, call, noun::nat_gateway, "VpcId", id))
    if (text_of(one, "State") != "deleted") return true;
  if (all_where(desk, call, noun::route_table, "VpcId", id).size() > 1) return true;
  for (const json::object& one : all_of(desk, call, noun::internet_gateway))
    for (const json::value& attachment : list_of(one, "Attachments"))
      if (text_of(attachment.as_object(), "VpcId") == id) return true;
  return false;
}

Answer delete_vpc(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "VpcId");
  const Answer found = find_one(desk, call, noun::vpc, id);
  if (found.has_error()) return found.error();
  if (has_dependencies(desk, call, id))
    return ApiError{.code = "DependencyViolation",
                    .message = fmt::format("The vpc '{}' has dependencies and cannot be deleted.", id)};
  for (const json::object& group : all_where(desk, call, noun::security_group, "VpcId", id)) {
    for (const json::object& rule :
         all_where(desk, call, noun::security_group_rule, "GroupId", text_of(group, "GroupId")))
      desk.records.erase(call.region, noun::security_group_rule.kind, text_of(rule, "SecurityGroupRuleId"));
    desk.records.erase(call.region, noun::security_group.kind, text_of(group, "GroupId"));
  }
  for (const Noun* of : {&noun::route_table, &noun::network_acl})
    for (const json::object& one : all_where(desk, call, *of, "VpcId", id))
      desk.records.erase(call.region, of->kind, text_of(one, of->id));
  desk.records.erase(call.region, noun::vpc.kind, id);
  desk.records.erase(call.region, "vpc-attributes", id);
  return done();
}

json::object attributes_of(const Desk& desk, const Call& call, const json::object& vpc) {
  if (const json::object* kept = desk.records.find(call.region, "vpc-attributes", text_of(vpc, "VpcId"))) return *kept;
  json::object out;
  for (const auto& [name, value] : attributes()) out[name] = value;
  if (flag_of(vpc, "IsDefault")) out["EnableDnsHostnames"] = true;
  return out;
}

Answer modify_vpc_attribute(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "VpcId");
  const Answer vpc = find_one(desk, call, noun::vpc, id);
  if (vpc.has_error()) return vpc.error();
  json::object kept = attributes_of(desk, call, *vpc);
  for (const auto& [name, value] : attributes())
    if (const json::value* given = call.input.if_contains(name))
      kept[name] = flag_of(given->as_object(), "Value", kept.at(name).as_bool());
  desk.records.put(call.region, "vpc-attributes", id, std::move(kept));
  return done();
}

Answer describe_vpc_attribute(Desk& desk, const Call& call) {
  const Answer vpc = find_one(desk, call, noun::vpc, text_of(call.input, "VpcId"));
  if (vpc.has_error()) return vpc.error();
  std::string name = text_of(call.input, "Attribute");
  if (!name.empty()) name[0] = static_cast<char>(name[0] - 0x20);
  return json::object{{"VpcId", vpc->at("VpcId")}, {name, {{"Value", attributes_of(desk, call, *vpc).at(name)}}}};
}

}  // namespace

json::object make_vpc(Desk& desk, const Call& call, const std::string& cidr, bool is_default, json::array tags) {
  const std::string id = draw_id(desk, "vpc");
  json::object vpc = {{"OwnerId", call.account},
                      {"InstanceTenancy", "default"},
                      {"CidrBlockAssociationSet", json::array{{{"AssociationId", draw_id(desk, "vpc-cidr-assoc")},
                                                               {"CidrBlock", cidr},
                                                               {"CidrBlockState", {{"State", "associated"}}}}}},
                      {"IsDefault", is_default},
                      {"Tags", std::move(tags)},
                      {"VpcId", id},
                      {"State", "available"},
                      {"CidrBlock", cidr},
                      {"DhcpOptionsId", "dopt-0" + draw_hex(desk.account.ids, 16)}};
  keep(desk, call, noun::vpc, vpc);

  const std::string table = draw_id(desk, "rtb");
  keep(desk, call, noun::route_table,
       {{"RouteTableId", table},
        {"VpcId", id},
        {"OwnerId", call.account},
        {"Associations", json::array{{{"Main", true},
                                      {"RouteTableAssociationId", draw_id(desk, "rtbassoc")},
                                      {"RouteTableId", table},
                                      {"AssociationState", {{"State", "associated"}}}}}},
        {"PropagatingVgws", json::array()},
        {"Routes", json::array{{{"DestinationCidrBlock", cidr},
                                {"GatewayId", "local"},
                                {"Origin", "CreateRouteTable"},
                                {"State", "active"}}}},
        {"Tags", json::array()}});

  const auto entry = [](bool egress, int number, std::string_view action) {
    return json::object{{"CidrBlock", "0.0.0.0/0"},
                        {"Egress", egress},
                        {"Protocol", "-1"},
                        {"RuleAction", action},
                        {"RuleNumber", number}};
  };
  keep(desk, call, noun::network_acl,
       {{"NetworkAclId", draw_id(desk, "acl")},
        {"VpcId", id},
        {"OwnerId", call.account},
        {"IsDefault", true},
        {"Associations", json::array()},
        {"Entries", json::array{entry(true, 100, "allow"), entry(true, 32767, "deny"), entry(false, 100, "allow"),
                                entry(false, 32767, "deny")}},
        {"Tags", json::array()}});

  const std::string group = draw_id(desk, "sg");
  keep(desk, call, noun::security_group,
       {{"GroupId", group},
        {"GroupName", "default"},
        {"Description", "default VPC security group"},
        {"OwnerId", call.account},
        {"VpcId", id},
        {"SecurityGroupArn", make_arn("ec2", call.region, call.account, "security-group/" + group)},
        {"Tags", json::array()}});
  make_rules(desk, call, group, false,
             {{"IpProtocol", "-1"}, {"UserIdGroupPairs", json::array{{{"GroupId", group}, {"UserId", call.account}}}}},
             {});
  make_rules(desk, call, group, true, {{"IpProtocol", "-1"}, {"IpRanges", json::array{{{"CidrIp", "0.0.0.0/0"}}}}}, {});
  return vpc;
}

void add_vpcs(Desk& desk) {
  using namespace ec2;
  const Shape state = protocol::structure("VpcCidrBlockState", {text("State"), text("StatusMessage")});
  const Shape association = protocol::structure(
      "VpcCidrBlockAssociation", {text("AssociationId"), text("CidrBlock"), member("CidrBlockState", state)});
  const Shape vpc = protocol::structure(
      "Vpc", {text("OwnerId"), text("InstanceTenancy"),
              many("CidrBlockAssociationSet", "cidrBlockAssociationSet", association), flag("IsDefault"), tags(),
              text("VpcId"), text("State"), text("CidrBlock"), text("DhcpOptionsId")});
  const Shape value = protocol::structure("AttributeBooleanValue", {flag("Value")});
  desk.on("DescribeVpcs", describe_input("DescribeVpcsRequest", "VpcIds", "VpcId"),
          describe_output("DescribeVpcsResult", many("Vpcs", "vpcSet", vpc)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::vpc); });
  desk.on("CreateVpc",
          protocol::structure("CreateVpcRequest", {text("CidrBlock"), text("InstanceTenancy"), tag_specifications(),
                                                   flag("AmazonProvidedIpv6CidrBlock")}),
          protocol::structure("CreateVpcResult", {member("Vpc", vpc)}), create_vpc);
  desk.on("DeleteVpc", protocol::structure("DeleteVpcRequest", {needed("VpcId")}), success("DeleteVpcResult"),
          delete_vpc);
  desk.on("ModifyVpcAttribute",
          protocol::structure("ModifyVpcAttributeRequest",
                              {needed("VpcId"), member("EnableDnsHostnames", value), member("EnableDnsSupport", value),
                               member("EnableNetworkAddressUsageMetrics", value)}),
          success("ModifyVpcAttributeResult"), modify_vpc_attribute);
  desk.on("DescribeVpcAttribute",
          protocol::structure(
              "DescribeVpcAttributeRequest",
              {needed("VpcId"),
               protocol::required("Attribute", protocol::enumeration({"enableDnsSupport", "enableDnsHostnames",
                                                                      "enableNetworkAddressUsageMetrics"}))}),
          protocol::structure("DescribeVpcAttributeResult",
                              {text("VpcId"), member("EnableDnsHostnames", value), member("EnableDnsSupport", value),
                               member("EnableNetworkAddressUsageMetrics", value)}),
          describe_vpc_attribute);
}

}  // namespace rampart::aws::recorded
