// AWS::ECS::TaskDefinition. Source: reference aws-scaling.md §1.2.
#include <fmt/format.h>

#include <algorithm>

#include "core/control/catalogue_builder.h"

namespace rampart::control {
namespace {

constexpr std::size_t container_limit = 10;

void read_ports(const Properties& properties, fleet::ContainerSpec& container) {
  for (const Properties& mapping : properties.list("PortMappings")) {
    mapping.expect({"ContainerPort", "HostPort", "Protocol"}, {"Name", "AppProtocol"}, {"ContainerPortRange"});
    fleet::PortMapping port;
    if (!mapping.has("ContainerPort")) mapping.refuse("ContainerPort", "ContainerPort is missing.");
    port.container_port = mapping.whole("ContainerPort", 0, {1, 65535});
    const int host_port = mapping.whole("HostPort", port.container_port, {0, 65535});
    if (host_port != port.container_port)
      mapping.refuse("HostPort", fmt::format("HostPort {} must be left out or equal to ContainerPort {}: with network "
                                             "mode awsvpc each task has its own address.",
                                             host_port, port.container_port));
    port.protocol = mapping.one_of("Protocol", {"tcp", "udp"}, 0) == 0 ? "tcp" : "udp";
    container.ports.push_back(std::move(port));
  }
}

void read_environment(const Properties& properties, fleet::ContainerSpec& container) {
  for (const Properties& pair : properties.list("Environment")) {
    pair.expect({"Name", "Value"});
    container.environment.emplace_back(pair.required_text("Name"), pair.text("Value"));
  }
}

void expect_container_properties(const Properties& properties) {
  properties.expect(
      {"Name", "Image", "Command", "EntryPoint", "Environment", "PortMappings", "Essential", "Memory",
       "MemoryReservation", "StopTimeout", "WorkingDirectory"},
      {"Cpu", "DisableNetworking", "DockerLabels", "Interactive", "LogConfiguration", "PseudoTerminal",
       "RepositoryCredentials", "VersionConsistency", "Hostname", "StartTimeout", "LinuxParameters", "Ulimits",
       "SystemControls"},
      {"CredentialSpecs", "DependsOn", "DnsSearchDomains", "DnsServers", "DockerSecurityOptions", "EnvironmentFiles",
       "ExtraHosts", "FirelensConfiguration", "HealthCheck", "Links", "MountPoints", "Privileged",
       "ReadonlyRootFilesystem", "ResourceRequirements", "RestartPolicy", "Secrets", "User", "VolumesFrom"});
}

fleet::ContainerSpec read_container(const Properties& properties, int task_memory_mib) {
  expect_container_properties(properties);
  fleet::ContainerSpec container;
  container.name = properties.text("Name");
  const bool named = !container.name.empty() && std::all_of(container.name.begin(), container.name.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
  });
  if (container.name.empty()) properties.refuse("Name", "Container.name should not be null or empty.");
  if (!named) properties.refuse("Name", "Container.name contains invalid characters.");
  container.image = properties.required_text("Image");
  container.command = properties.texts("Command");
  container.entry_point = properties.texts("EntryPoint");
  container.essential = properties.flag("Essential", true);
  container.memory_mib = properties.whole("Memory", 0, {4, 1 << 24});
  container.stop_timeout = properties.in_seconds("StopTimeout", container.stop_timeout, {0, 120});
  container.working_directory = properties.text("WorkingDirectory");
  if (container.memory_mib > task_memory_mib)
    properties.refuse(
        "Memory", fmt::format("Memory {} MiB is more than the task's {} MiB.", container.memory_mib, task_memory_mib));
  const int reserved = properties.whole("MemoryReservation", 0, {4, 1 << 24});
  if (container.memory_mib != 0 && reserved > container.memory_mib)
    properties.refuse("MemoryReservation", fmt::format("MemoryReservation {} MiB must be below Memory, {} MiB.",
                                                       reserved, container.memory_mib));
  read_environment(properties, container);
  read_ports(properties, container);
  return container;
}

void read_containers(const Properties& properties, fleet::TaskDefinition& task) {
  const auto containers = properties.list("ContainerDefinitions");
  if (containers.empty()) properties.refuse("ContainerDefinitions", "at least one container definition is needed.");
  if (containers.size() > container_limit)
    properties.refuse("ContainerDefinitions",
                      fmt::format("{} containers, but a task holds at most {}.", containers.size(), container_limit));
  for (const Properties& container : containers) {
    fleet::ContainerSpec spec = read_container(container, task.memory_mib);
    for (const auto& other : task.containers)
      if (other.name == spec.name) container.refuse("Name", fmt::format("there is a container {} already.", spec.name));
    task.containers.push_back(std::move(spec));
  }
  if (std::none_of(task.containers.begin(), task.containers.end(), [](const auto& c) { return c.essential; }))
    properties.refuse("ContainerDefinitions", "at least one container must be essential.");
}

/// Fargate's rules; task definitions for EC2 or EXTERNAL only are refused.
void check_fargate(const Properties& properties, const fleet::TaskDefinition& task) {
  const auto compatible = properties.texts("RequiresCompatibilities");
  if (!compatible.empty() && std::find(compatible.begin(), compatible.end(), "FARGATE") == compatible.end())
    properties.refuse("RequiresCompatibilities",
                      fmt::format("only Fargate tasks are emulated, but this asks for {}; add FARGATE.",
                                  fmt::join(compatible, ", ")));
  if (properties.text("NetworkMode") != "awsvpc")
    properties.refuse("NetworkMode", "Fargate only supports network mode 'awsvpc'.");
  for (const char* key : {"Cpu", "Memory"})
    if (!properties.has(key))
      properties.refuse(key, fmt::format("Fargate requires that '{}' be defined at the task level.",
                                         std::string_view(key) == "Cpu" ? "cpu" : "memory"));
  if (task.cpu_units == 0)
    properties.refuse(
        "Cpu", fmt::format("\"{}\" isn't a CPU size; write units (256) or vCPUs (.25 vCPU).", properties.text("Cpu")));
  if (task.memory_mib == 0)
    properties.refuse(
        "Memory", fmt::format("\"{}\" isn't a memory size; write MiB (512) or GB (0.5GB).", properties.text("Memory")));
  const std::string complaint = complain_about_fargate_size(task.cpu_units, task.memory_mib);
  const bool cpu_known = complain_about_fargate_size(task.cpu_units, task.cpu_units * 2).empty();
  if (!complaint.empty()) properties.refuse(cpu_known ? "Memory" : "Cpu", complaint);
  const auto pid = properties.text("PidMode", "task");
  if (pid != "task") properties.refuse("PidMode", "Fargate only supports PidMode 'task'.");
}

}  // namespace

Made build_task_definition(Builder& builder, const stack::Resource& resource, const Properties& properties) {
  properties.expect({"ContainerDefinitions", "Cpu", "Family", "Memory", "NetworkMode", "RequiresCompatibilities"},
                    {"EnableFaultInjection", "EphemeralStorage", "ExecutionRoleArn", "PidMode", "RuntimePlatform",
                     "Tags", "TaskRoleArn", "IpcMode"},
                    {"InferenceAccelerators", "PlacementConstraints", "ProxyConfiguration", "Volumes"});
  fleet::TaskDefinition task;
  task.family = properties.text("Family", builder.names.generated(resource.logical_id, 255));
  for (const auto& other : builder.out.task_definitions)
    if (other.family == task.family) task.revision = std::max(task.revision, other.revision + 1);
  task.arn = builder.names.arn("ecs", fmt::format("task-definition/{}:{}", task.family, task.revision));
  task.cpu_units = cpu_units_of(properties.text("Cpu"));
  task.memory_mib = memory_mib_of(properties.text("Memory"));
  check_fargate(properties, task);
  read_containers(properties, task);
  Made made{task.arn, {}, false};
  made.add("TaskDefinitionArn", task.arn);
  builder.out.task_definitions.push_back(std::move(task));
  return made;
}

}  // namespace rampart::control
