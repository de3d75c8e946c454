// What CreateService and UpdateService refuse. Source: reference aws-scaling.md §1.3.
#include "aws/ecs/service_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::ApiError;

namespace {

constexpr std::size_t most_target_groups = 5;

std::optional<ApiError> check_kind(const json::object& input) {
  if (const json::object* controller = part(input, "deploymentController"); controller != nullptr)
    if (const auto type = text_of(*controller, "type"); type != "ECS")
      return unsupported(fmt::format("The deployment controller {} is not supported; use ECS.", type));
  if (text_of(input, "schedulingStrategy") == "DAEMON")
    return invalid_parameter("The Fargate launch type does not support the DAEMON scheduling strategy.");
  if (const json::object* configuration = part(input, "deploymentConfiguration"); configuration != nullptr)
    if (const auto strategy = text_of(*configuration, "strategy", "ROLLING"); strategy != "ROLLING")
      return unsupported(fmt::format("The deployment strategy {} is not supported; use ROLLING.", strategy));
  return std::nullopt;
}

}  // namespace

std::optional<ApiError> check_launch(const json::object& input, const json::object& cluster) {
  const auto strategy = objects(input, "capacityProviderStrategy");
  const std::string launch_type = text_of(input, "launchType");
  if (!launch_type.empty() && !strategy.empty())
    return invalid_parameter(
        "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.");
  if (!launch_type.empty() && launch_type != "FARGATE")
    return unsupported(fmt::format("The launch type {} is not supported; use FARGATE.", launch_type));
  const auto attached = texts(cluster, "capacityProviders");
  std::int64_t weights = 0;
  int bases = 0;
  for (const json::object* item : strategy) {
    const auto name = text_of(*item, "capacityProvider");
    if (std::find(attached.begin(), attached.end(), name) == attached.end())
      return invalid_parameter(
          "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the "
          "cluster. Associate the capacity provider with the cluster and try again.");
    weights += number_of(*item, "weight");
    bases += number_of(*item, "base") > 0 ? 1 : 0;
  }
  if (bases > 1)
    return invalid_parameter(
        "The specified capacity provider strategy is not valid. Only one capacity provider can have a base greater "
        "than "
        "0.");
  if (!strategy.empty() && weights == 0)
    return invalid_parameter(
        "The specified capacity provider strategy is not valid. At least one capacity provider must have a weight "
        "greater than 0.");
  return std::nullopt;
}

std::optional<ApiError> check_network(const json::object& input) {
  const json::object* network = part(input, "networkConfiguration");
  const json::object* awsvpc = network == nullptr ? nullptr : part(*network, "awsvpcConfiguration");
  if (awsvpc == nullptr)
    return invalid_parameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  const auto subnets = texts(*awsvpc, "subnets");
  if (subnets.empty()) return invalid_parameter("subnets can not be empty.");
  if (subnets.size() > 16) return invalid_parameter("Cannot have more than 16 subnets.");
  if (texts(*awsvpc, "securityGroups").size() > 5) return invalid_parameter("Cannot have more than 5 security groups.");
  return std::nullopt;
}

std::optional<ApiError> Ecs::check_service(const Call& call, const std::string& cluster) const {
  if (!is_resource_name(text_of(call.input, "serviceName"))) return invalid_parameter("Invalid service name.");
  if (auto wrong = check_kind(call.input)) return wrong;
  if (!call.input.contains("desiredCount")) return invalid_parameter("desiredCount can not be empty.");
  if (auto wrong = check_launch(call.input, *records_.find(call.region, "cluster", cluster))) return wrong;
  return check_network(call.input);
}

std::optional<ApiError> Ecs::check_load_balancers(const Call& call, const json::object& task_definition) const {
  const auto balancers = objects(call.input, "loadBalancers");
  if (balancers.size() > most_target_groups)
    return invalid_parameter(fmt::format("load balancers can have at most {} items.", most_target_groups));
  const auto containers = objects(task_definition, "containerDefinitions");
  for (const json::object* balancer : balancers) {
    const auto group = text_of(*balancer, "targetGroupArn");
    if (group.empty()) return unsupported("Classic load balancers are not supported; name a targetGroupArn.");
    const fleet::TargetGroup* found = fleet(call.region).find_target_group(group);
    if (found == nullptr) return invalid_parameter("The specified target group does not exist.");
    if (found->load_balancer_arns.empty())
      return invalid_parameter(
          fmt::format("The target group with targetGroupArn {} does not have an associated load balancer.", group));
    const auto name = text_of(*balancer, "containerName");
    const auto container = std::find_if(containers.begin(), containers.end(),
                                        [&](const json::object* one) { return text_of(*one, "name") == name; });
    if (container == containers.end())
      return invalid_parameter(fmt::format("The container {} does not exist in the task definition.", name));
    const auto port = number_of(*balancer, "containerPort");
    const auto ports = objects(**container, "portMappings");
    if (std::none_of(ports.begin(), ports.end(),
                     [&](const json::object* one) { return number_of(*one, "containerPort") == port; }))
      return invalid_parameter(fmt::format("The container {} did not have a container port {} defined.", name, port));
  }
  return std::nullopt;
}

}  // namespace rampart::aws::ecs
