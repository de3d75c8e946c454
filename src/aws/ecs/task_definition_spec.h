// A registered task definition as the API knows it → what the fleet runs.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "aws/protocol/api_error.h"
#include "core/fleet/spec.h"

namespace rampart::aws::ecs {

/// Why ECS refuses a RegisterTaskDefinition input; AWS's texts.
std::optional<protocol::ApiError> check_task_definition(const boost::json::object& input);

/// The input as AWS answers it: defaults filled in, sizes as integers in strings. It was checked.
boost::json::object normalised_task_definition(const boost::json::object& input);

/// `task_definition` is what normalised_task_definition() made, with its ARN and revision.
fleet::TaskDefinition spec_of(const boost::json::object& task_definition);

/// RunTask's overrides in a definition: command, environment, sizes. An unknown container is an error.
std::optional<protocol::ApiError> apply_overrides(const boost::json::object& overrides,
                                                  fleet::TaskDefinition& definition);

/// Whether the definition may run on Fargate.
bool fits_fargate(const boost::json::object& task_definition);

}  // namespace rampart::aws::ecs
