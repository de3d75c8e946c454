// When a rule acts: the API's conditions, as AWS echoes them, and what the router makes of them. Pure.
// Source: reference aws-scaling.md §2.1, §2.5.
#pragma once

#include <boost/json/array.hpp>
#include <vector>

#include "aws/protocol/api_error.h"
#include "core/fleet/balancer_spec.h"

namespace rampart::aws::elbv2 {

/// host-header and path-pattern have both Values and their Config, the others their Config alone. Errors: AWS's limits
/// of values, wildcards and characters; fields it doesn't know.
protocol::Answered<boost::json::array> echoed_conditions(const boost::json::array& conditions);

/// Of echoed ones.
std::vector<fleet::Condition> condition_specs(const boost::json::array& echoed);

}  // namespace rampart::aws::elbv2
