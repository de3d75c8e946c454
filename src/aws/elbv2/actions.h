// What listeners and rules do: the API's actions, as AWS echoes them, and what the router makes of them. Pure.
// Source: reference aws-scaling.md §2.1, §2.5.
#pragma once

#include <boost/json/array.hpp>
#include <string>
#include <vector>

#include "aws/protocol/api_error.h"
#include "core/fleet/balancer_spec.h"

namespace rampart::aws::elbv2 {

/// With every default written down: a forward to one group has both TargetGroupArn and ForwardConfig. Errors: AWS's,
/// for actions that aren't one forward, redirect or fixed-response; those that authenticate aren't emulated.
protocol::Answered<boost::json::array> echoed_actions(const boost::json::array& actions);

/// Of echoed ones.
fleet::Action action_spec(const boost::json::array& echoed);
/// The ARNs that echoed ones forward to.
std::vector<std::string> target_groups_in(const boost::json::array& echoed);

}  // namespace rampart::aws::elbv2
