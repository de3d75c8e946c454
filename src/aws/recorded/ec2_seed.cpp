#include "aws/recorded/cidr.h"
#include "aws/recorded/ec2_desk.h"

namespace rampart::aws::recorded {

namespace json = boost::json;

void seed_region(Desk& desk, const protocol::Call& call) {
  if (desk.records.find(call.region, "seed", "default") != nullptr) return;
  desk.records.put(call.region, "seed", "default", {{"At", unix_seconds(call.now)}});
  const json::object vpc = make_vpc(desk, call, "172.31.0.0/16", true, {});
  for (int i = 0; i < zones_of_a_region; ++i)
    make_subnet(desk, call, vpc, fmt::format("172.31.{}.0/20", 16 * i), zone_name(call.region, i), true, {});

  const std::string gateway = draw_id(desk, "igw");
  keep(desk, call, noun::internet_gateway,
       {{"InternetGatewayId", gateway},
        {"OwnerId", call.account},
        {"Attachments", json::array{{{"State", "available"}, {"VpcId", vpc.at("VpcId")}}}},
        {"Tags", json::array()}});
  for (json::object& table : all_where(desk, call, noun::route_table, "VpcId", text_of(vpc, "VpcId"))) {
    table["Routes"].as_array().push_back({{"DestinationCidrBlock", "0.0.0.0/0"},
                                          {"GatewayId", gateway},
                                          {"Origin", "CreateRoute"},
                                          {"State", "active"}});
    keep(desk, call, noun::route_table, std::move(table));
  }
}

}  // namespace rampart::aws::recorded
