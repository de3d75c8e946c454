// Checks that CreateService and RunTask share.
#pragma once

#include <boost/json/object.hpp>
#include <optional>

#include "aws/protocol/api_error.h"

namespace rampart::aws::ecs {

/// launchType and capacityProviderStrategy; `cluster` is its record.
std::optional<protocol::ApiError> check_launch(const boost::json::object& input, const boost::json::object& cluster);

/// networkConfiguration, which awsvpc needs.
std::optional<protocol::ApiError> check_network(const boost::json::object& input);

}  // namespace rampart::aws::ecs
