#include <algorithm>
#include <array>

#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

constexpr std::array<std::string_view, 3> destinations = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                                          "DestinationPrefixListId"};
constexpr std::array<std::string_view, 7> targets = {"GatewayId",
                                                     "NatGatewayId",
                                                     "NetworkInterfaceId",
                                                     "InstanceId",
                                                     "VpcPeeringConnectionId",
                                                     "TransitGatewayId",
                                                     "EgressOnlyInternetGatewayId"};

Answer create_route_table(Desk& desk, const Call& call) {
  const Answer vpc = find_one(desk, call, noun::vpc, text_of(call.input, "VpcId"));
  if (vpc.has_error()) return vpc.error();
  json::object table = {{"RouteTableId", draw_id(desk, "rtb")},
                        {"VpcId", vpc->at("VpcId")},
                        {"OwnerId", call.account},
                        {"Associations", json::array()},
                        {"PropagatingVgws", json::array()},
                        {"Routes", json::array{{{"DestinationCidrBlock", vpc->at("CidrBlock")},
                                                {"GatewayId", "local"},
                                                {"Origin", "CreateRouteTable"},
                                                {"State", "active"}}}},
                        {"Tags", tags_of(call, "route-table")}};
  keep(desk, call, noun::route_table, table);
  return json::object{{"RouteTable", std::move(table)}};
}

Answer delete_route_table(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "RouteTableId");
  const Answer table = find_one(desk, call, noun::route_table, id);
  if (table.has_error()) return table.error();
  if (!list_of(*table, "Associations").empty())
    return ApiError{.code = "DependencyViolation",
                    .message = fmt::format("The routeTable '{}' has dependencies and cannot be deleted.", id)};
  desk.records.erase(call.region, noun::route_table.kind, id);
  return done();
}

std::string destination_of(const json::object& route) {
  for (const std::string_view member : destinations)
    if (std::string text = text_of(route, member); !text.empty()) {
      const auto cidr = cidr_of(text);
      return cidr ? to_string(*cidr) : text;
    }
  return {};
}

/// The target the call names, if it is there.
Answer target_of(const Desk& desk, const Call& call) {
  json::object out;
  copy_members(call.input, out, targets);
  if (out.empty()) return missing_parameter("gatewayId");
  for (const auto& [member, of] : {std::pair<std::string_view, const Noun*>("NatGatewayId", &noun::nat_gateway),
                                   {"GatewayId", &noun::internet_gateway},
                                   {"NetworkInterfaceId", &noun::network_interface}}) {
    const std::string id = text_of(out, member);
    if (id.empty() || id == "local" || (of == &noun::internet_gateway && !id.starts_with("igw-"))) continue;
    if (const Answer found = find_one(desk, call, *of, id); found.has_error()) return found.error();
  }
  return out;
}

Answer put_route(Desk& desk, const Call& call, bool replace) {
  Answer table = find_one(desk, call, noun::route_table, text_of(call.input, "RouteTableId"));
  if (table.has_error()) return table.error();
  const std::string destination = destination_of(call.input);
  if (destination.empty()) return missing_parameter("destinationCidrBlock");
  const Answer target = target_of(desk, call);
  if (target.has_error()) return target.error();
  json::object route = *target;
  copy_members(call.input, route, destinations);
  if (route.contains("DestinationCidrBlock")) route["DestinationCidrBlock"] = destination;
  route["Origin"] = "CreateRoute";
  route["State"] = "active";
  json::array& routes = (*table)["Routes"].as_array();
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const json::value& one) {
    return destination_of(one.as_object()) == destination;
  });
  if (replace && found == routes.end())
    return ApiError{.code = "InvalidRoute.NotFound",
                    .message = fmt::format("There is no route defined for '{}' in the route table. Use CreateRoute "
                                           "instead.",
                                           destination)};
  if (!replace && found != routes.end()) {
    json::object old;
    copy_members(found->as_object(), old, targets);
    if (old == *target) return done();
    return ApiError{.code = "RouteAlreadyExists",
                    .message = fmt::format("The route identified by {} already exists.", destination)};
  }
  if (found == routes.end())
    routes.push_back(std::move(route));
  else
    *found = std::move(route);
  keep(desk, call, noun::route_table, std::move(*table));
  return done();
}

Answer delete_route(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "RouteTableId");
  Answer table = find_one(desk, call, noun::route_table, id);
  if (table.has_error()) return table.error();
  const std::string destination = destination_of(call.input);
  json::array left;
  bool is_local = false;
  for (const json::value& route : list_of(*table, "Routes")) {
    const bool wanted = destination_of(route.as_object()) == destination;
    is_local = is_local || (wanted && text_of(route.as_object(), "GatewayId") == "local");
    if (!wanted) left.push_back(route);
  }
  if (is_local) return bad_value(fmt::format("cannot remove local route {} in route table {}", destination, id));
  if (left.size() == list_of(*table, "Routes").size())
    return ApiError{
        .code = "InvalidRoute.NotFound",
        .message = fmt::format("no route with destination-cidr-block {} in route table {}", destination, id)};
  (*table)["Routes"] = std::move(left);
  keep(desk, call, noun::route_table, std::move(*table));
  return done();
}

/// The association, taken out of whichever table has it.
Answer take_association(Desk& desk, const Call& call, const std::string& id) {
  for (json::object& table : all_of(desk, call, noun::route_table)) {
    json::array left;
    json::object taken;
    for (const json::value& one : list_of(table, "Associations"))
      if (text_of(one.as_object(), "RouteTableAssociationId") == id)
        taken = one.as_object();
      else
        left.push_back(one);
    if (taken.empty()) continue;
    table["Associations"] = std::move(left);
    keep(desk, call, noun::route_table, std::move(table));
    return taken;
  }
  return ApiError{.code = "InvalidAssociationID.NotFound",
                  .message = fmt::format("The association ID '{}' does not exist", id)};
}

json::object put_association(Desk& desk, const Call& call, json::object table, json::object association) {
  association["RouteTableAssociationId"] = draw_id(desk, "rtbassoc");
  association["RouteTableId"] = table.at("RouteTableId");
  association["AssociationState"] = json::object{{"State", "associated"}};
  json::object out = {{"AssociationId", association.at("RouteTableAssociationId")},
                      {"NewAssociationId", association.at("RouteTableAssociationId")},
                      {"AssociationState", association.at("AssociationState")}};
  table["Associations"].as_array().push_back(std::move(association));
  keep(desk, call, noun::route_table, std::move(table));
  return out;
}

Answer associate_route_table(Desk& desk, const Call& call) {
  const Answer table = find_one(desk, call, noun::route_table, text_of(call.input, "RouteTableId"));
  if (table.has_error()) return table.error();
  const std::string subnet = text_of(call.input, "SubnetId");
  if (subnet.empty() && text_of(call.input, "GatewayId").empty()) return missing_parameter("subnetId");
  if (!subnet.empty()) {
    if (const Answer found = find_one(desk, call, noun::subnet, subnet); found.has_error()) return found.error();
    for (const json::object& other : all_of(desk, call, noun::route_table))
      for (const json::value& one : list_of(other, "Associations"))
        if (text_of(one.as_object(), "SubnetId") == subnet)
          return ApiError{
              .code = "Resource.AlreadyAssociated",
              .message = fmt::format("the specified association for route table {} conflicts with an existing "
                                     "association",
                                     text_of(call.input, "RouteTableId"))};
  }
  json::object association = {{"Main", false}};
  copy_members(call.input, association, {"SubnetId", "GatewayId"});
  json::object out = put_association(desk, call, *table, std::move(association));
  out.erase("NewAssociationId");
  return out;
}

Answer replace_route_table_association(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "RouteTableId");
  if (const Answer table = find_one(desk, call, noun::route_table, id); table.has_error()) return table.error();
  Answer taken = take_association(desk, call, text_of(call.input, "AssociationId"));
  if (taken.has_error()) return taken.error();
  json::object out = put_association(desk, call, *find_one(desk, call, noun::route_table, id), std::move(*taken));
  out.erase("AssociationId");
  return out;
}

Answer disassociate_route_table(Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "AssociationId");
  for (const json::object& table : all_of(desk, call, noun::route_table))
    for (const json::value& one : list_of(table, "Associations"))
      if (text_of(one.as_object(), "RouteTableAssociationId") == id && flag_of(one.as_object(), "Main"))
        return bad_value(fmt::format("cannot disassociate the main route table association {}", id));
  const Answer taken = take_association(desk, call, id);
  if (taken.has_error()) return taken.error();
  return done();
}

}  // namespace

void add_route_tables(Desk& desk) {
  using namespace ec2;
  using protocol::structure;
  const Shape state = structure("RouteTableAssociationState", {text("State"), text("StatusMessage")});
  const Shape association =
      structure("RouteTableAssociation", {flag("Main"), text("RouteTableAssociationId"), text("RouteTableId"),
                                          text("SubnetId"), text("GatewayId"), member("AssociationState", state)});
  std::vector<Member> route;
  for (const std::string_view name : destinations) route.push_back(text(std::string(name)));
  for (const std::string_view name : targets) route.push_back(text(std::string(name)));
  std::vector<Member> route_input = route;
  route_input.push_back(needed("RouteTableId"));
  route.push_back(text("Origin"));
  route.push_back(text("State"));
  const Shape propagating = structure("PropagatingVgw", {text("GatewayId")});
  const Shape table = structure(
      "RouteTable", {many("Associations", "associationSet", association),
                     many("PropagatingVgws", "propagatingVgwSet", propagating), text("RouteTableId"),
                     many("Routes", "routeSet", structure("Route", route)), tags(), text("VpcId"), text("OwnerId")});
  desk.on("DescribeRouteTables", describe_input("DescribeRouteTablesRequest", "RouteTableIds", "RouteTableId"),
          describe_output("DescribeRouteTablesResult", many("RouteTables", "routeTableSet", table)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::route_table); });
  desk.on("CreateRouteTable", structure("CreateRouteTableRequest", {needed("VpcId"), tag_specifications()}),
          structure("CreateRouteTableResult", {member("RouteTable", table)}), create_route_table);
  desk.on("DeleteRouteTable", structure("DeleteRouteTableRequest", {needed("RouteTableId")}),
          success("DeleteRouteTableResult"), delete_route_table);
  desk.on("CreateRoute", structure("CreateRouteRequest", route_input), success("CreateRouteResult"),
          [](Desk& at, const Call& call) { return put_route(at, call, false); });
  desk.on("ReplaceRoute", structure("ReplaceRouteRequest", route_input), success("ReplaceRouteResult"),
          [](Desk& at, const Call& call) { return put_route(at, call, true); });
  desk.on("DeleteRoute", structure("DeleteRouteRequest", route_input), success("DeleteRouteResult"), delete_route);
  desk.on("AssociateRouteTable",
          structure("AssociateRouteTableRequest", {needed("RouteTableId"), text("SubnetId"), text("GatewayId")}),
          structure("AssociateRouteTableResult", {text("AssociationId"), member("AssociationState", state)}),
          associate_route_table);
  desk.on(
      "ReplaceRouteTableAssociation",
      structure("ReplaceRouteTableAssociationRequest", {needed("AssociationId"), needed("RouteTableId")}),
      structure("ReplaceRouteTableAssociationResult", {text("NewAssociationId"), member("AssociationState", state)}),
      replace_route_table_association);
  desk.on("DisassociateRouteTable", structure("DisassociateRouteTableRequest", {needed("AssociationId")}),
          success("DisassociateRouteTableResult"), disassociate_route_table);
}

}  // namespace rampart::aws::recorded
