#include <algorithm>

#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/ec2_shapes.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;

/// Those that every account may use without asking.
constexpr std::string_view region_names[] = {
    "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1", "ap-southeast-1", "ap-southeast-2",
    "ca-central-1",   "eu-central-1",   "eu-north-1",     "eu-west-1",  "eu-west-2",      "eu-west-3",
    "sa-east-1",      "us-east-1",      "us-east-2",      "us-west-1",  "us-west-2"};

bool is_listed(const json::array& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(), [&](const json::value& one) { return one.as_string() == name; });
}

const Noun zone_noun = {"az",
                        "ZoneName",
                        "",
                        "AvailabilityZones",
                        "",
                        "",
                        "",
                        "zone-name=ZoneName zone-id=ZoneId region-name=RegionName state=State "
                        "opt-in-status=OptInStatus group-name=GroupName zone-type=ZoneType"};
const Noun region_noun = {
    "region", "RegionName", "", "Regions",
    "",       "",           "", "region-name=RegionName endpoint=Endpoint opt-in-status=OptInStatus"};

Answer describe_availability_zones(Desk& desk, const Call& call) {
  const json::array names = list_of(call.input, "ZoneNames");
  const json::array ids = list_of(call.input, "ZoneIds");
  std::vector<json::object> out;
  std::size_t found = 0;
  for (int i = 0; i < zones_of_a_region; ++i) {
    const std::string name = zone_name(call.region, i);
    const std::string id = zone_id(call.region, i);
    if ((!names.empty() && !is_listed(names, name)) || (!ids.empty() && !is_listed(ids, id))) continue;
    ++found;
    out.push_back({{"OptInStatus", "opt-in-not-required"},
                   {"Messages", json::array()},
                   {"RegionName", call.region},
                   {"ZoneName", name},
                   {"ZoneId", id},
                   {"GroupName", call.region + "-zg-1"},
                   {"NetworkBorderGroup", call.region},
                   {"ZoneType", "availability-zone"},
                   {"State", "available"}});
  }
  if (found < std::max(names.size(), ids.size()))
    return bad_value(
        fmt::format("Invalid availability zone: [{}]", std::string((names.empty() ? ids : names).back().as_string())));
  return describe(desk, call, zone_noun, out);
}

Answer describe_regions(Desk& desk, const Call& call) {
  const json::array names = list_of(call.input, "RegionNames");
  std::vector<json::object> out;
  for (const std::string_view name : region_names)
    if (names.empty() || is_listed(names, name))
      out.push_back({{"OptInStatus", "opt-in-not-required"},
                     {"RegionName", name},
                     {"Endpoint", fmt::format("ec2.{}.amazonaws.com", name)}});
  return describe(desk, call, region_noun, out);
}

}  // namespace

std::string zone_name(std::string_view region, int index) {
  return fmt::format("{}{}", region, static_cast<char>('a' + index));
}

/// "us-east-1" is "use1", "ap-northeast-2" is "apne2".
std::string zone_id(std::string_view region, int index) {
  std::string out;
  std::string word;
  const auto close = [&] {
    if (out.empty() || (!word.empty() && word[0] >= '0' && word[0] <= '9'))
      out += word;
    else
      for (const std::string_view part : {"north", "south", "east", "west", "central", "gov"})
        if (const std::size_t at = word.find(part); at != std::string::npos && word != "central" && part != "central")
          out += part[0];
        else if (word == "central" && part == "central")
          out += 'c';
    word.clear();
  };
  for (const char c : region)
    if (c == '-')
      close();
    else
      word += c;
  close();
  return fmt::format("{}-az{}", out, index + 1);
}

void add_zones(Desk& desk) {
  using namespace ec2;
  using protocol::structure;
  const auto input = [](const std::string& name, std::initializer_list<std::pair<const char*, const char*>> lists,
                        const char* all) {
    std::vector<Member> members;
    const Shape usual = describe_input("", "Unused", "Unused");
    for (const Member& one : usual->members)
      if (one.name == "Filters") members.push_back(one);
    for (const auto& [many_name, wire] : lists)
      members.push_back(protocol::optional(many_name, protocol::list(protocol::string())).called(wire));
    members.push_back(flag(all));
    return structure(name, members);
  };
  const Shape message = structure("AvailabilityZoneMessage", {text("Message")});
  const Shape zone =
      structure("AvailabilityZone", {text("OptInStatus"), many("Messages", "messageSet", message), text("RegionName"),
                                     text("ZoneName"), text("ZoneId"), text("GroupName"), text("NetworkBorderGroup"),
                                     text("ZoneType"), text("State").called("zoneState")});
  desk.on("DescribeAvailabilityZones",
          input("DescribeAvailabilityZonesRequest", {{"ZoneNames", "ZoneName"}, {"ZoneIds", "ZoneId"}},
                "AllAvailabilityZones"),
          structure("DescribeAvailabilityZonesResult", {many("AvailabilityZones", "availabilityZoneInfo", zone)}),
          describe_availability_zones);
  const Shape region =
      structure("Region", {text("OptInStatus"), text("RegionName"), text("Endpoint").called("regionEndpoint")});
  desk.on("DescribeRegions", input("DescribeRegionsRequest", {{"RegionNames", "RegionName"}}, "AllRegions"),
          structure("DescribeRegionsResult", {many("Regions", "regionInfo", region)}), describe_regions);
}

}  // namespace rampart::aws::recorded
