#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

Answer create_internet_gateway(Desk& desk, const Call& call) {
  json::object gateway = {{"InternetGatewayId", draw_id(desk, "igw")},
                          {"OwnerId", call.account},
                          {"Attachments", json::array()},
                          {"Tags", tags_of(call, "internet-gateway")}};
  keep(desk, call, noun::internet_gateway, gateway);
  return json::object{{"InternetGateway", std::move(gateway)}};
}

Answer delete_internet_gateway(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "InternetGatewayId");
  const Answer gateway = find_one(desk, call, noun::internet_gateway, id);
  if (gateway.has_error()) return gateway.error();
  if (!list_of(*gateway, "Attachments").empty())
    return ApiError{.code = "DependencyViolation",
                    .message = fmt::format("The internetGateway '{}' has dependencies and cannot be deleted.", id)};
  desk.records.erase(call.region, noun::internet_gateway.kind, id);
  return done();
}

Answer attach_internet_gateway(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "InternetGatewayId");
  const std::string vpc = text_of(call.input, "VpcId");
  Answer gateway = find_one(desk, call, noun::internet_gateway, id);
  if (gateway.has_error()) return gateway.error();
  if (const Answer found = find_one(desk, call, noun::vpc, vpc); found.has_error()) return found.error();
  if (!list_of(*gateway, "Attachments").empty())
    return ApiError{.code = "Resource.AlreadyAssociated",
                    .message = fmt::format("resource {} is already attached to network {}", id,
                                           text_of(list_of(*gateway, "Attachments")[0].as_object(), "VpcId"))};
  (*gateway)["Attachments"] = json::array{{{"State", "available"}, {"VpcId", vpc}}};
  keep(desk, call, noun::internet_gateway, std::move(*gateway));
  return done();
}

Answer detach_internet_gateway(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "InternetGatewayId");
  const std::string vpc = text_of(call.input, "VpcId");
  Answer gateway = find_one(desk, call, noun::internet_gateway, id);
  if (gateway.has_error()) return gateway.error();
  const json::array attachments = list_of(*gateway, "Attachments");
  if (attachments.empty() || text_of(attachments[0].as_object(), "VpcId") != vpc)
    return ApiError{.code = "Gateway.NotAttached",
                    .message = fmt::format("resource {} is not attached to network {}", id, vpc)};
  (*gateway)["Attachments"] = json::array();
  keep(desk, call, noun::internet_gateway, std::move(*gateway));
  return done();
}

Answer create_nat_gateway(Desk& desk, const Call& call) {
  const Answer subnet = find_one(desk, call, noun::subnet, text_of(call.input, "SubnetId"));
  if (subnet.has_error()) return subnet.error();
  json::object at = {{"NetworkInterfaceId", draw_id(desk, "eni")}, {"IsPrimary", true}, {"Status", "succeeded"}};
  const auto range = cidr_of(text_of(*subnet, "CidrBlock"));
  if (range) at["PrivateIp"] = address_text(range->first + 4 + static_cast<std::uint32_t>(desk.account.ids() % 8));
  if (text_of(call.input, "ConnectivityType") != "private") {
    const std::string id = text_of(call.input, "AllocationId");
    if (id.empty()) return missing_parameter("AllocationId");
    Answer address = find_one(desk, call, noun::address, id);
    if (address.has_error()) return address.error();
    if (address->contains("AssociationId"))
      return ApiError{.code = "Resource.AlreadyAssociated",
                      .message = fmt::format("Elastic IP address [{}] is already associated", id)};
    (*address)["AssociationId"] = draw_id(desk, "eipassoc");
    (*address)["NetworkInterfaceId"] = at.at("NetworkInterfaceId");
    (*address)["NetworkInterfaceOwnerId"] = call.account;
    copy_members(*address, at, {"AllocationId", "AssociationId", "PublicIp"});
    keep(desk, call, noun::address, std::move(*address));
  }
  json::object gateway = {
      {"CreateTime", unix_seconds(call.now)},
      {"NatGatewayAddresses", json::array{std::move(at)}},
      {"NatGatewayId", draw_id(desk, "nat")},
      {"State", "available"},
      {"SubnetId", subnet->at("SubnetId")},
      {"VpcId", subnet->at("VpcId")},
      {"Tags", tags_of(call, "natgateway")},
      {"ConnectivityType", call.input.contains("ConnectivityType") ? call.input.at("ConnectivityType") : "public"}};
  keep(desk, call, noun::nat_gateway, gateway);
  json::object out = {{"NatGateway", std::move(gateway)}};
  copy_members(call.input, out, {"ClientToken"});
  return out;
}

/// It stays, deleted, as AWS shows it for an hour; here for good.
Answer delete_nat_gateway(Desk& desk, const Call& call) {
  Answer gateway = find_one(desk, call, noun::nat_gateway, text_of(call.input, "NatGatewayId"));
  if (gateway.has_error()) return gateway.error();
  for (const json::value& at : list_of(*gateway, "NatGatewayAddresses")) {
    Answer address = find_one(desk, call, noun::address, text_of(at.as_object(), "AllocationId"));
    if (address.has_error()) continue;  // private, or released by force
    for (const char* member : {"AssociationId", "NetworkInterfaceId", "NetworkInterfaceOwnerId"})
      address->erase(member);
    keep(desk, call, noun::address, std::move(*address));
  }
  (*gateway)["State"] = "deleted";
  (*gateway)["DeleteTime"] = unix_seconds(call.now);
  json::object out = {{"NatGatewayId", gateway->at("NatGatewayId")}};
  keep(desk, call, noun::nat_gateway, std::move(*gateway));
  return out;
}

}  // namespace

void add_gateways(Desk& desk) {
  using namespace ec2;
  using protocol::structure;
  const Shape attachment = structure("InternetGatewayAttachment", {text("State"), text("VpcId")});
  const Shape internet = structure("InternetGateway", {many("Attachments", "attachmentSet", attachment),
                                                       text("InternetGatewayId"), text("OwnerId"), tags()});
  const auto pair = [](const std::string& name) {
    return structure(name, {needed("InternetGatewayId"), needed("VpcId")});
  };
  desk.on("DescribeInternetGateways",
          describe_input("DescribeInternetGatewaysRequest", "InternetGatewayIds", "InternetGatewayId"),
          describe_output("DescribeInternetGatewaysResult", many("InternetGateways", "internetGatewaySet", internet)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::internet_gateway); });
  desk.on("CreateInternetGateway", structure("CreateInternetGatewayRequest", {tag_specifications()}),
          structure("CreateInternetGatewayResult", {member("InternetGateway", internet)}), create_internet_gateway);
  desk.on("DeleteInternetGateway", structure("DeleteInternetGatewayRequest", {needed("InternetGatewayId")}),
          success("DeleteInternetGatewayResult"), delete_internet_gateway);
  desk.on("AttachInternetGateway", pair("AttachInternetGatewayRequest"), success("AttachInternetGatewayResult"),
          attach_internet_gateway);
  desk.on("DetachInternetGateway", pair("DetachInternetGatewayRequest"), success("DetachInternetGatewayResult"),
          detach_internet_gateway);

  const Shape at =
      structure("NatGatewayAddress", {text("AllocationId"), text("NetworkInterfaceId"), text("PrivateIp"),
                                      text("PublicIp"), text("AssociationId"), flag("IsPrimary"), text("Status")});
  const Shape nat =
      structure("NatGateway", {moment("CreateTime"), moment("DeleteTime"),
                               many("NatGatewayAddresses", "natGatewayAddressSet", at), text("NatGatewayId"),
                               text("State"), text("SubnetId"), text("VpcId"), tags(), text("ConnectivityType")});
  desk.on("DescribeNatGateways",
          describe_input("DescribeNatGatewaysRequest", "NatGatewayIds", "NatGatewayId", "Filter"),
          describe_output("DescribeNatGatewaysResult", many("NatGateways", "natGatewaySet", nat)),
          [](Desk& where, const Call& call) { return describe(where, call, noun::nat_gateway); });
  desk.on("CreateNatGateway",
          structure("CreateNatGatewayRequest", {text("AllocationId"), text("ClientToken"), needed("SubnetId"),
                                                text("ConnectivityType"), tag_specifications()}),
          structure("CreateNatGatewayResult", {text("ClientToken"), member("NatGateway", nat)}), create_nat_gateway);
  desk.on("DeleteNatGateway", structure("DeleteNatGatewayRequest", {needed("NatGatewayId")}),
          structure("DeleteNatGatewayResult", {text("NatGatewayId")}), delete_nat_gateway);

  // Nobody can make one here: the empty answer is what CDK's look-up of a VPC needs.
  const Shape vpn = structure("VpnGateway", {text("VpnGatewayId")});
  desk.on("DescribeVpnGateways", describe_input("DescribeVpnGatewaysRequest", "VpnGatewayIds", "VpnGatewayId"),
          structure("DescribeVpnGatewaysResult", {many("VpnGateways", "vpnGatewaySet", vpn)}),
          [](Desk&, const Call&) -> Answer {
            return json::object{{"VpnGateways", json::array()}};
          });
}

}  // namespace rampart::aws::recorded
