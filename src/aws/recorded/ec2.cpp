#include "aws/recorded/ec2.h"

#include <utility>

#include "aws/recorded/ec2_desk.h"
#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {

Ec2::Ec2(Account& account) : desk_(account, "ec2", ec2_operations()) {
  desk_.before = seed_region;
  add_vpcs(desk_);
  add_subnets(desk_);
  add_security_groups(desk_);
  add_security_group_rules(desk_);
  add_gateways(desk_);
  add_addresses(desk_);
  add_route_tables(desk_);
  add_interfaces(desk_);
  add_endpoints(desk_);
  add_zones(desk_);
  add_tags(desk_);
}

protocol::Service Ec2::service() const {
  return {.id = "EC2",
          .signing_name = "ec2",
          .api_version = "2016-11-15",
          .xmlns = "http://ec2.amazonaws.com/doc/2016-11-15/",
          .wires = {protocol::Wire::ec2},
          .errors = ec2_errors(),
          .operations = desk_.operations.all()};
}

const protocol::ErrorStyle& ec2_errors() {
  static const protocol::ErrorStyle style = {.validation_query_code = "InvalidParameterValue",
                                             .missing_parameter = true,
                                             .token_code = "InvalidNextToken",
                                             .token_message = "The token '' is invalid"};
  return style;
}

}  // namespace rampart::aws::recorded
