// The attributes of load balancers, target groups and listeners: which there are, their defaults, their ranges. Pure.
// Source: reference aws-scaling.md §2.4.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "aws/protocol/api_error.h"

namespace rampart::aws::elbv2 {

/// All of them with their defaults, as Describe…Attributes answers. `kind` is "load-balancer", "target-group" or
/// "listener"; an unknown one has none.
boost::json::object default_attributes(std::string_view kind);

/// Writes the changes over `values`. Errors: ValidationError for a key it doesn't know or a value out of range;
/// `values` may then be half-written.
std::optional<protocol::ApiError> change_attributes(std::string_view kind, const boost::json::array& changes,
                                                    boost::json::object& values);

}  // namespace rampart::aws::elbv2
