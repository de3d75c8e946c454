// How ECS's resources are named: short names, ARNs, and what lies between.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace rampart::aws::ecs {

/// Behind the last '/': the cluster's name, the service's, the task's id, whether an ARN or the name was given.
std::string_view short_name(std::string_view name_or_arn);

/// Behind the last ":KIND/", or all of it: "web:3" of "arn:aws:ecs:…:task-definition/web:3".
std::string_view behind_kind(std::string_view name_or_arn, std::string_view kind);

/// "web:3" → {"web", 3}; no revision → 0; −1 when what stands there is none.
std::pair<std::string, int> family_and_revision(std::string_view named);

/// Up to 255 letters, digits, '-' and '_'.
bool is_resource_name(std::string_view name);

/// "ecs-svc/123" → "123", the last part of its service revision's ARN.
std::string_view digits_of(std::string_view deployment_id);

/// The last part of a service deployment's ARN, 21 characters, always the same for one deployment.
std::string service_deployment_id(std::string_view deployment_id);

}  // namespace rampart::aws::ecs
