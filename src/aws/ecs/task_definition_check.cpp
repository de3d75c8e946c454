// What RegisterTaskDefinition refuses. Source: reference aws-scaling.md §1.2.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/task_definition_spec.h"
#include "core/control/fargate_size.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::ApiError;
using Complaint = std::optional<ApiError>;

namespace {

constexpr std::size_t most_containers = 10;

bool asks_for(const json::object& input, std::string_view compatibility) {
  const auto all = texts(input, "requiresCompatibilities");
  return std::find(all.begin(), all.end(), compatibility) != all.end();
}

Complaint check_range(const json::object& object, std::string_view member, std::int64_t least, std::int64_t most,
                      const std::string& container) {
  if (!object.contains(member)) return std::nullopt;
  const std::int64_t value = number_of(object, member);
  if (value >= least && value <= most) return std::nullopt;
  return client_error(fmt::format("Invalid value for {} of container '{}': {}. It must be between {} and {}.", member,
                                  container, value, least, most));
}

Complaint check_health(const json::object& container, const std::string& name) {
  const json::object* health = part(container, "healthCheck");
  if (health == nullptr) return std::nullopt;
  const auto command = texts(*health, "command");
  if (command.empty())
    return client_error(fmt::format("Container '{}': healthCheck.command should not be empty.", name));
  if (command[0] != "CMD" && command[0] != "CMD-SHELL" && command[0] != "NONE")
    return client_error(fmt::format("Container '{}': healthCheck.command must begin with CMD or CMD-SHELL, not '{}'.",
                                    name, command[0]));
  if (auto wrong = check_range(*health, "interval", 5, 300, name)) return wrong;
  if (auto wrong = check_range(*health, "timeout", 2, 60, name)) return wrong;
  if (auto wrong = check_range(*health, "retries", 1, 10, name)) return wrong;
  return check_range(*health, "startPeriod", 0, 300, name);
}

/// Options that mean something to AWS's driver. Those for lines that belong together are taken and not acted on.
constexpr std::array<std::string_view, 9> awslogs_options = {
    "awslogs-create-group", "awslogs-datetime-format", "awslogs-group",   "awslogs-multiline-pattern",
    "awslogs-region",       "awslogs-stream-prefix",   "max-buffer-size", "mode",
    "awslogs-format"};

/// The texts are from public reports of them (community evidence); the reference has none.
Complaint check_log(const json::object& container, bool fargate) {
  const json::object* log = part(container, "logConfiguration");
  if (log == nullptr) return std::nullopt;
  const std::string driver = text_of(*log, "logDriver");
  if (fargate && driver != "awslogs" && driver != "splunk" && driver != "awsfirelens")
    return client_error(fmt::format("Fargate does not support log driver {}.", driver));
  if (driver != "awslogs") return std::nullopt;
  static const json::object none;
  const json::object* options = part(*log, "options");
  if (options == nullptr) options = &none;
  for (const auto& [name, value] : *options)
    if (std::find(awslogs_options.begin(), awslogs_options.end(), std::string_view(name)) == awslogs_options.end())
      return client_error(fmt::format("Log driver awslogs disallows options: {}", std::string_view(name)));
  std::string missing;
  for (const char* name : {"awslogs-region", "awslogs-group"})
    if (text_of(*options, name).empty()) missing += (missing.empty() ? "" : ", ") + std::string(name);
  if (!missing.empty()) return client_error("Log driver awslogs requires options: " + missing);
  if (fargate && text_of(*options, "awslogs-stream-prefix").empty())
    return client_error(
        "Fargate requires log configuration options to include awslogs-stream-prefix to support log driver awslogs.");
  return std::nullopt;
}

Complaint check_ports(const json::object& container, const std::string& name, bool awsvpc) {
  for (const json::object* mapping : objects(container, "portMappings")) {
    const std::int64_t port = number_of(*mapping, "containerPort");
    if (port < 1 || port > 65535)
      return client_error(fmt::format("Invalid container port {} of container '{}'.", port, name));
    const std::int64_t host = number_of(*mapping, "hostPort", port);
    if (awsvpc && host != port && host != 0)
      return client_error("When networkMode=awsvpc, the host ports and container ports in port mappings must match.");
  }
  return std::nullopt;
}

Complaint check_container(const json::object& input, const json::object& container) {
  const std::string name = text_of(container, "name");
  if (name.empty()) return client_error("Container.name should not be null or empty.");
  if (!is_resource_name(name)) return client_error("Container.name contains invalid characters.");
  if (text_of(container, "image").empty()) return client_error("Container.image should not be null or empty.");
  const bool fargate = asks_for(input, "FARGATE");
  const std::int64_t memory = number_of(container, "memory");
  const std::int64_t reserved = number_of(container, "memoryReservation");
  if (!fargate && text_of(input, "memory").empty() && memory == 0 && reserved == 0)
    return client_error(fmt::format(
        "Invalid setting for container '{}'. At least one of 'memory' or 'memoryReservation' must be specified.",
        name));
  if (memory > 0 && reserved > memory)
    return client_error(fmt::format(
        "Invalid setting for container '{}'. 'memory' must be greater than or equal to 'memoryReservation'.", name));
  if (const std::string whole = text_of(input, "memory"); !whole.empty() && memory > control::memory_mib_of(whole))
    return client_error(fmt::format(
        "Invalid setting for container '{}'. The container's memory exceeds the memory of the task.", name));
  if (fargate && flag_of(container, "privileged"))
    return client_error("Fargate compatible task definitions do not support privileged");
  if (fargate && !texts(container, "links").empty())
    return client_error("Fargate compatible task definitions do not support links");
  if (auto wrong = check_range(container, "startTimeout", 2, fargate ? 120 : 86400, name)) return wrong;
  if (auto wrong = check_range(container, "stopTimeout", 0, fargate ? 120 : 86400, name)) return wrong;
  if (auto wrong = check_health(container, name)) return wrong;
  if (auto wrong = check_log(container, fargate)) return wrong;
  return check_ports(container, name, text_of(input, "networkMode") == "awsvpc");
}

/// Of the texts those about missing and essential containers are from public reports (community evidence); the others
/// are worded like ECS's about links.
Complaint check_dependency(const json::object& container, const json::object& need,
                           const std::vector<const json::object*>& containers) {
  const std::string name = text_of(need, "containerName");
  const std::string condition = text_of(need, "condition");
  if (name == text_of(container, "name")) return client_error("Container dependencies should not have a cycle");
  const auto other = std::find_if(containers.begin(), containers.end(),
                                  [&](const json::object* one) { return text_of(*one, "name") == name; });
  if (other == containers.end())
    return client_error(fmt::format("Cannot depend on container + '{}' because it does not exist", name));
  if ((condition == "SUCCESS" || condition == "COMPLETE") && flag_of(**other, "essential", true))
    return client_error("A dependency container with SUCCESS or COMPLETE condition cannot be an essential container");
  if (condition == "HEALTHY" && part(**other, "healthCheck") == nullptr)
    return client_error(
        fmt::format("A dependency container with HEALTHY condition must have a health check: '{}' has none", name));
  return std::nullopt;
}

Complaint check_dependencies(const std::vector<const json::object*>& containers) {
  std::set<std::string> startable;  // containers whose dependencies can all be met
  for (bool grows = true; grows;) {
    grows = false;
    for (const json::object* container : containers) {
      const std::string name = text_of(*container, "name");
      if (startable.contains(name)) continue;
      const auto needs = objects(*container, "dependsOn");
      const bool ready = std::all_of(needs.begin(), needs.end(), [&](const json::object* need) {
        return startable.contains(text_of(*need, "containerName"));
      });
      if (ready) grows = startable.insert(name).second;
    }
  }
  for (const json::object* container : containers)
    for (const json::object* need : objects(*container, "dependsOn"))
      if (auto wrong = check_dependency(*container, *need, containers)) return wrong;
  if (startable.size() < containers.size()) return client_error("Container dependencies should not have a cycle");
  return std::nullopt;
}

Complaint check_fargate(const json::object& input) {
  if (text_of(input, "networkMode") != "awsvpc") return client_error("Fargate only supports network mode 'awsvpc'.");
  for (const char* size : {"cpu", "memory"})
    if (text_of(input, size).empty())
      return client_error(fmt::format("Fargate requires that '{}' be defined at the task level.", size));
  const int cpu = control::cpu_units_of(text_of(input, "cpu"));
  const int memory = control::memory_mib_of(text_of(input, "memory"));
  if (!control::complain_about_fargate_size(cpu, memory).empty())
    return client_error(
        fmt::format("No Fargate configuration exists for given values: {} CPU, {} memory. See the Amazon ECS "
                    "documentation for the valid values.",
                    cpu, memory));
  if (text_of(input, "pidMode", "task") != "task") return client_error("Fargate only supports PidMode 'task'.");
  if (!text_of(input, "ipcMode").empty())
    return client_error("Fargate compatible task definitions do not support IpcMode.");
  if (!objects(input, "placementConstraints").empty())
    return client_error("Fargate compatible task definitions do not support placement constraints");
  if (const json::object* storage = part(input, "ephemeralStorage"))
    if (const auto size = number_of(*storage, "sizeInGiB"); size < 21 || size > 200)
      return client_error("The ephemeral storage size must be between 21 and 200 GiB.");
  return std::nullopt;
}

}  // namespace

Complaint check_task_definition(const json::object& input) {
  if (!is_resource_name(text_of(input, "family")))
    return client_error(text_of(input, "family").empty() ? "Family should not be null or empty."
                                                         : "Family contains invalid characters.");
  const auto containers = objects(input, "containerDefinitions");
  if (containers.empty()) return client_error("Container list cannot be empty.");
  if (containers.size() > most_containers)
    return client_error(
        fmt::format("Too many containers: {}. A task holds at most {}.", containers.size(), most_containers));
  if (asks_for(input, "FARGATE"))
    if (auto wrong = check_fargate(input)) return wrong;
  std::set<std::string> names;
  bool essential = false;
  for (const json::object* container : containers) {
    if (auto wrong = check_container(input, *container)) return wrong;
    if (!names.insert(text_of(*container, "name")).second)
      return client_error(fmt::format("Container names must be unique: '{}'.", text_of(*container, "name")));
    essential = essential || flag_of(*container, "essential", true);
  }
  if (!essential) return client_error("Invalid 'essential' settings: at least one container must be essential.");
  return check_dependencies(containers);
}

}  // namespace rampart::aws::ecs
