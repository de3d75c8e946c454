#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;

Answer create_vpc_endpoint(Desk& desk, const Call& call) {
  const Answer vpc = find_one(desk, call, noun::vpc, text_of(call.input, "VpcId"));
  if (vpc.has_error()) return vpc.error();
  const std::string service = text_of(call.input, "ServiceName");
  if (service.empty()) return missing_parameter("ServiceName");
  json::object endpoint = {{"VpcEndpointId", draw_id(desk, "vpce")},
                           {"VpcEndpointType", "Gateway"},
                           {"VpcId", vpc->at("VpcId")},
                           {"ServiceName", service},
                           {"State", "available"},
                           {"RouteTableIds", list_of(call.input, "RouteTableIds")},
                           {"SubnetIds", list_of(call.input, "SubnetIds")},
                           {"PrivateDnsEnabled", flag_of(call.input, "PrivateDnsEnabled")},
                           {"RequesterManaged", false},
                           {"CreationTimestamp", unix_seconds(call.now)},
                           {"OwnerId", call.account},
                           {"Tags", tags_of(call, "vpc-endpoint")}};
  copy_members(call.input, endpoint, {"VpcEndpointType", "PolicyDocument"});
  json::array groups;
  for (const json::value& id : list_of(call.input, "SecurityGroupIds")) {
    const Answer group = find_one(desk, call, noun::security_group, std::string(id.as_string()));
    if (group.has_error()) return group.error();
    groups.push_back({{"GroupId", id}, {"GroupName", group->at("GroupName")}});
  }
  endpoint["Groups"] = std::move(groups);
  keep(desk, call, noun::vpc_endpoint, endpoint);
  return json::object{{"VpcEndpoint", std::move(endpoint)}};
}

Answer delete_vpc_endpoints(Desk& desk, const Call& call) {
  json::array unsuccessful;
  for (const json::value& one : list_of(call.input, "VpcEndpointIds")) {
    const std::string id(one.as_string());
    if (desk.records.erase(call.region, noun::vpc_endpoint.kind, id)) continue;
    const protocol::ApiError error = unknown_id(noun::vpc_endpoint, id);
    unsuccessful.push_back({{"ResourceId", id}, {"Error", {{"Code", error.code}, {"Message", error.message}}}});
  }
  return json::object{{"Unsuccessful", std::move(unsuccessful)}};
}

}  // namespace

void add_endpoints(Desk& desk) {
  using namespace ec2;
  using protocol::list;
  using protocol::optional;
  using protocol::string;
  using protocol::structure;
  const Shape endpoint = structure(
      "VpcEndpoint",
      {text("VpcEndpointId"), text("VpcEndpointType"), text("VpcId"), text("ServiceName"), text("State"),
       text("PolicyDocument"), many("RouteTableIds", "routeTableIdSet", string()),
       many("SubnetIds", "subnetIdSet", string()), many("Groups", "groupSet", group_identifier()),
       flag("PrivateDnsEnabled"), flag("RequesterManaged"), moment("CreationTimestamp"), tags(), text("OwnerId")});
  desk.on("DescribeVpcEndpoints", describe_input("DescribeVpcEndpointsRequest", "VpcEndpointIds", "VpcEndpointId"),
          describe_output("DescribeVpcEndpointsResult", many("VpcEndpoints", "vpcEndpointSet", endpoint)),
          [](Desk& at, const Call& call) { return describe(at, call, noun::vpc_endpoint); });
  desk.on("CreateVpcEndpoint",
          structure("CreateVpcEndpointRequest",
                    {text("VpcEndpointType"), needed("VpcId"), text("ServiceName"), text("PolicyDocument"),
                     optional("RouteTableIds", list(string())).called("RouteTableId"),
                     optional("SubnetIds", list(string())).called("SubnetId"),
                     optional("SecurityGroupIds", list(string())).called("SecurityGroupId"), flag("PrivateDnsEnabled"),
                     tag_specifications()}),
          structure("CreateVpcEndpointResult", {member("VpcEndpoint", endpoint)}), create_vpc_endpoint);
  const Shape error = structure("UnsuccessfulItemError", {text("Code"), text("Message")});
  const Shape item = structure("UnsuccessfulItem", {member("Error", error), text("ResourceId")});
  desk.on("DeleteVpcEndpoints",
          structure("DeleteVpcEndpointsRequest",
                    {protocol::required("VpcEndpointIds", list(string())).called("VpcEndpointId")}),
          structure("DeleteVpcEndpointsResult", {many("Unsuccessful", "unsuccessful", item)}), delete_vpc_endpoints);
}

}  // namespace rampart::aws::recorded
