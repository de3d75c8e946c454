// What EC2's handlers share: the nouns, finding and describing them, tags, ids.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "aws/recorded/desk.h"

namespace rampart::aws::recorded {

/// One of EC2's kinds of resource, in the words of its API.
struct Noun {
  std::string_view kind;     ///< Of the records, and what ids begin with: "vpc", of "vpc-0a1b…".
  std::string_view id;       ///< "VpcId"
  std::string_view ids;      ///< Describe's input: "VpcIds"
  std::string_view set;      ///< Describe's output: "Vpcs"
  std::string_view unknown;  ///< "InvalidVpcID.NotFound"
  std::string_view text;     ///< "The vpc ID '{}' does not exist"
  std::string_view type;     ///< Of tags: "vpc"
  /// Filters that Describe knows and the member each looks at: "vpc-id=VpcId attachment.state=Attachments.State".
  std::string_view filters;
  std::string_view filter_member = "Filters";
  std::string_view tags = "Tags";
};

namespace noun {
extern const Noun vpc, subnet, security_group, security_group_rule, internet_gateway, route_table, nat_gateway, address,
    network_interface, vpc_endpoint, network_acl;
}
/// All of them.
const std::vector<const Noun*>& nouns();

const protocol::ErrorStyle& ec2_errors();
protocol::ApiError unknown_id(const Noun& of, std::string_view id);

/// The record of that id; the error says that there is none.
protocol::Answer find_one(const Desk& desk, const protocol::Call& call, const Noun& of, std::string_view id);
std::vector<boost::json::object> all_of(const Desk& desk, const protocol::Call& call, const Noun& of);
/// Those whose `member` is `value`.
std::vector<boost::json::object> all_where(const Desk& desk, const protocol::Call& call, const Noun& of,
                                           std::string_view member, std::string_view value);
void keep(Desk& desk, const protocol::Call& call, const Noun& of, boost::json::object object);

/// Describe: those of `objects` whose ids were asked for and that pass the filters, a page of them. Errors: an unknown
/// id, an unknown filter.
protocol::Answer describe(const Desk& desk, const protocol::Call& call, const Noun& of,
                          const std::vector<boost::json::object>& objects);
/// The same over the records.
protocol::Answer describe(const Desk& desk, const protocol::Call& call, const Noun& of);

/// Does `object` pass [{Name, Values}]? The error names an unknown filter.
protocol::Answered<bool> passes(const boost::json::array& filters, const boost::json::object& object, const Noun& of);
/// '*' is any text, '?' any character.
bool matches(std::string_view pattern, std::string_view text);

/// "vpc-0" and 16 hexadecimal digits.
std::string draw_id(Desk& desk, std::string_view kind);
/// The tags for resources of that type in the call's TagSpecifications.
boost::json::array tags_of(const protocol::Call& call, std::string_view type);

inline protocol::Answer done() { return boost::json::object{{"Return", true}}; }
protocol::ApiError missing_parameter(std::string_view name);
protocol::ApiError bad_value(std::string message);

/// Makes the default network of the call's region, once.
void seed_region(Desk& desk, const protocol::Call& call);
/// A VPC with what AWS makes beside it: main route table, network ACL, default security group. Answers the VPC.
boost::json::object make_vpc(Desk& desk, const protocol::Call& call, const std::string& cidr, bool is_default,
                             boost::json::array tags);
boost::json::object make_subnet(Desk& desk, const protocol::Call& call, const boost::json::object& vpc,
                                const std::string& cidr, const std::string& zone, bool is_default,
                                boost::json::array tags);
/// Puts the rules of one IpPermission into the group, one for each peer. Answers them.
boost::json::array make_rules(Desk& desk, const protocol::Call& call, std::string_view group, bool egress,
                              const boost::json::object& permission, const boost::json::array& tags);

/// Zones of a region: "us-east-1a" and "use1-az1".
std::string zone_name(std::string_view region, int index);
std::string zone_id(std::string_view region, int index);
constexpr int zones_of_a_region = 3;

// The operations by noun, one file each.
void add_vpcs(Desk& desk);
void add_subnets(Desk& desk);
void add_security_groups(Desk& desk);
void add_security_group_rules(Desk& desk);
void add_gateways(Desk& desk);
void add_addresses(Desk& desk);
void add_route_tables(Desk& desk);
void add_interfaces(Desk& desk);
void add_endpoints(Desk& desk);
void add_zones(Desk& desk);
void add_tags(Desk& desk);

}  // namespace rampart::aws::recorded
