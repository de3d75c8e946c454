#include "aws/ecs/task_definition_spec.h"

#include <algorithm>

#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "core/control/fargate_size.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

void set_default(json::object& object, std::string_view member, json::value value) {
  if (!object.contains(member)) object[member] = std::move(value);
}

json::object normalised_container(const json::object& given, bool awsvpc) {
  json::object out = given;
  set_default(out, "cpu", 0);
  set_default(out, "essential", true);
  for (const std::string_view list : {"portMappings", "environment", "mountPoints", "volumesFrom", "systemControls"})
    set_default(out, list, json::array());
  for (json::value& mapping : out["portMappings"].as_array()) {
    json::object& port = mapping.as_object();
    if (awsvpc) port["hostPort"] = port["containerPort"];
    set_default(port, "hostPort", 0);
    set_default(port, "protocol", "tcp");
  }
  if (json::value* health = out.if_contains("healthCheck")) {
    set_default(health->as_object(), "interval", 30);
    set_default(health->as_object(), "timeout", 5);
    set_default(health->as_object(), "retries", 3);
  }
  return out;
}

std::optional<fleet::ContainerHealthCheck> health_check_of(const json::object& container) {
  const json::object* given = part(container, "healthCheck");
  if (given == nullptr) return std::nullopt;
  const auto whole_seconds = [given](std::string_view member, std::int64_t otherwise) {
    return std::chrono::seconds(number_of(*given, member, otherwise));
  };
  fleet::ContainerHealthCheck out;
  out.command = texts(*given, "command");
  if (!out.command.empty() && out.command[0] == "NONE") return std::nullopt;
  out.interval = whole_seconds("interval", 30);
  out.timeout = whole_seconds("timeout", 5);
  out.retries = static_cast<int>(number_of(*given, "retries", 3));
  out.start_period = whole_seconds("startPeriod", 0);
  return out;
}

fleet::ContainerDependency::Condition condition_named(const std::string& name) {
  using Condition = fleet::ContainerDependency::Condition;
  if (name == "COMPLETE") return Condition::complete;
  if (name == "SUCCESS") return Condition::success;
  if (name == "HEALTHY") return Condition::healthy;
  return Condition::start;
}

std::optional<fleet::ContainerLog> log_of(const json::object& container) {
  const json::object* given = part(container, "logConfiguration");
  if (given == nullptr || text_of(*given, "logDriver") != "awslogs") return std::nullopt;
  const json::object* options = part(*given, "options");
  if (options == nullptr || text_of(*options, "awslogs-group").empty()) return std::nullopt;
  return fleet::ContainerLog{.group = text_of(*options, "awslogs-group"),
                             .region = text_of(*options, "awslogs-region"),
                             .stream_prefix = text_of(*options, "awslogs-stream-prefix"),
                             .create_group = text_of(*options, "awslogs-create-group") == "true"};
}

fleet::ContainerSpec container_of(const json::object& given) {
  fleet::ContainerSpec out;
  out.name = text_of(given, "name");
  out.image = text_of(given, "image");
  out.entry_point = texts(given, "entryPoint");
  out.command = texts(given, "command");
  for (const json::object* pair : objects(given, "environment"))
    out.environment.emplace_back(text_of(*pair, "name"), text_of(*pair, "value"));
  for (const json::object* mapping : objects(given, "portMappings"))
    out.ports.push_back({static_cast<int>(number_of(*mapping, "containerPort")), text_of(*mapping, "protocol", "tcp")});
  out.essential = flag_of(given, "essential", true);
  out.memory_mib = static_cast<int>(number_of(given, "memory"));
  out.start_timeout = std::chrono::seconds(number_of(given, "startTimeout"));
  if (given.contains("stopTimeout")) out.stop_timeout = std::chrono::seconds(number_of(given, "stopTimeout"));
  out.working_directory = text_of(given, "workingDirectory");
  out.health_check = health_check_of(given);
  out.log = log_of(given);
  for (const json::object* need : objects(given, "dependsOn"))
    out.depends_on.push_back({text_of(*need, "containerName"), condition_named(text_of(*need, "condition"))});
  return out;
}

void override_container(const json::object& given, fleet::ContainerSpec& container) {
  if (given.contains("command")) container.command = texts(given, "command");
  if (given.contains("memory")) container.memory_mib = static_cast<int>(number_of(given, "memory"));
  for (const json::object* pair : objects(given, "environment")) {
    const std::string name = text_of(*pair, "name");
    std::erase_if(container.environment, [&](const auto& one) { return one.first == name; });
    container.environment.emplace_back(name, text_of(*pair, "value"));
  }
}

}  // namespace

json::object normalised_task_definition(const json::object& input) {
  json::object out;
  copy(input, out,
       {"family", "taskRoleArn", "executionRoleArn", "networkMode", "volumes", "placementConstraints",
        "requiresCompatibilities", "pidMode", "ipcMode", "proxyConfiguration", "ephemeralStorage", "runtimePlatform",
        "enableFaultInjection"});
  set_default(out, "volumes", json::array());
  set_default(out, "placementConstraints", json::array());
  if (const auto cpu = text_of(input, "cpu"); !cpu.empty()) out["cpu"] = std::to_string(control::cpu_units_of(cpu));
  if (const auto memory = text_of(input, "memory"); !memory.empty())
    out["memory"] = std::to_string(control::memory_mib_of(memory));
  const bool awsvpc = text_of(input, "networkMode") == "awsvpc";
  json::array containers;
  for (const json::object* container : objects(input, "containerDefinitions"))
    containers.push_back(normalised_container(*container, awsvpc));
  out["containerDefinitions"] = std::move(containers);
  out["compatibilities"] = fits_fargate(out) ? json::array{"EC2", "MANAGED_INSTANCES", "FARGATE"} : json::array{"EC2"};
  return out;
}

bool fits_fargate(const json::object& task_definition) {
  const int cpu = control::cpu_units_of(text_of(task_definition, "cpu"));
  const int memory = control::memory_mib_of(text_of(task_definition, "memory"));
  return text_of(task_definition, "networkMode") == "awsvpc" &&
         control::complain_about_fargate_size(cpu, memory).empty();
}

fleet::TaskDefinition spec_of(const json::object& task_definition) {
  fleet::TaskDefinition out;
  out.family = text_of(task_definition, "family");
  out.revision = static_cast<int>(number_of(task_definition, "revision", 1));
  out.arn = text_of(task_definition, "taskDefinitionArn");
  if (const auto cpu = text_of(task_definition, "cpu"); !cpu.empty()) out.cpu_units = control::cpu_units_of(cpu);
  if (const auto memory = text_of(task_definition, "memory"); !memory.empty())
    out.memory_mib = control::memory_mib_of(memory);
  for (const json::object* container : objects(task_definition, "containerDefinitions"))
    out.containers.push_back(container_of(*container));
  return out;
}

std::optional<protocol::ApiError> apply_overrides(const json::object& overrides, fleet::TaskDefinition& definition) {
  for (const json::object* given : objects(overrides, "containerOverrides")) {
    const std::string name = text_of(*given, "name");
    const auto container = std::find_if(definition.containers.begin(), definition.containers.end(),
                                        [&](const fleet::ContainerSpec& one) { return one.name == name; });
    if (container == definition.containers.end())
      return invalid_parameter("Override for container named " + name + " is not a container in the TaskDefinition.");
    override_container(*given, *container);
  }
  if (const auto cpu = text_of(overrides, "cpu"); !cpu.empty()) definition.cpu_units = control::cpu_units_of(cpu);
  if (const auto memory = text_of(overrides, "memory"); !memory.empty())
    definition.memory_mib = control::memory_mib_of(memory);
  if (!control::complain_about_fargate_size(definition.cpu_units, definition.memory_mib).empty())
    return invalid_parameter("No Fargate configuration exists for given values.");
  return std::nullopt;
}

}  // namespace rampart::aws::ecs
