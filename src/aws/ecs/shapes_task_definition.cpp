// Task definitions, as ECS's clients write and read them.
#include "aws/ecs/shapes.h"
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

using namespace protocol;

namespace {

Shape repository_credentials() {
  static const Shape shape = structure("RepositoryCredentials", {required("credentialsParameter", string())});
  return shape;
}

Shape port_mapping() {
  static const Shape shape =
      structure("PortMapping", {optional("containerPort", integer()), optional("hostPort", integer()),
                                optional("protocol", transport_protocol()), optional("name", string()),
                                optional("appProtocol", enumeration({"http", "http2", "grpc"})),
                                optional("containerPortRange", string())});
  return shape;
}

Shape container_restart_policy() {
  static const Shape shape = structure("ContainerRestartPolicy",
                                       {required("enabled", boolean()), optional("ignoredExitCodes", list(integer())),
                                        optional("restartAttemptPeriod", integer())});
  return shape;
}

Shape mount_point() {
  static const Shape shape = structure(
      "MountPoint",
      {optional("sourceVolume", string()), optional("containerPath", string()), optional("readOnly", boolean())});
  return shape;
}

Shape volume_from() {
  static const Shape shape =
      structure("VolumeFrom", {optional("sourceContainer", string()), optional("readOnly", boolean())});
  return shape;
}

Shape kernel_capabilities() {
  static const Shape shape =
      structure("KernelCapabilities", {optional("add", list(string())), optional("drop", list(string()))});
  return shape;
}

Shape device() {
  static const Shape shape =
      structure("Device", {required("hostPath", string()), optional("containerPath", string()),
                           optional("permissions", list(enumeration({"read", "write", "mknod"})))});
  return shape;
}

Shape tmpfs() {
  static const Shape shape = structure("Tmpfs", {required("containerPath", string()), required("size", integer()),
                                                 optional("mountOptions", list(string()))});
  return shape;
}

Shape linux_parameters() {
  static const Shape shape =
      structure("LinuxParameters",
                {optional("capabilities", kernel_capabilities()), optional("devices", list(device())),
                 optional("initProcessEnabled", boolean()), optional("sharedMemorySize", integer()),
                 optional("tmpfs", list(tmpfs())), optional("maxSwap", integer()), optional("swappiness", integer())});
  return shape;
}

Shape container_dependency() {
  static const Shape shape = structure(
      "ContainerDependency", {required("containerName", string()),
                              required("condition", enumeration({"START", "COMPLETE", "SUCCESS", "HEALTHY"}))});
  return shape;
}

Shape host_entry() {
  static const Shape shape = structure("HostEntry", {required("hostname", string()), required("ipAddress", string())});
  return shape;
}

Shape ulimit() {
  static const Shape shape = structure(
      "Ulimit", {required("name", enumeration({"core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice",
                                               "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack"})),
                 required("softLimit", integer()), required("hardLimit", integer())});
  return shape;
}

Shape health_check() {
  static const Shape shape =
      structure("HealthCheck",
                {required("command", list(string())), optional("interval", integer()), optional("timeout", integer()),
                 optional("retries", integer()), optional("startPeriod", integer())});
  return shape;
}

Shape system_control() {
  static const Shape shape = structure("SystemControl", {optional("namespace", string()), optional("value", string())});
  return shape;
}

Shape container_definition() {
  static const Shape shape =
      structure("ContainerDefinition", {optional("name", string()),
                                        optional("image", string()),
                                        optional("repositoryCredentials", repository_credentials()),
                                        optional("cpu", integer()),
                                        optional("memory", integer()),
                                        optional("memoryReservation", integer()),
                                        optional("links", list(string())),
                                        optional("portMappings", list(port_mapping())),
                                        optional("essential", boolean()),
                                        optional("restartPolicy", container_restart_policy()),
                                        optional("entryPoint", list(string())),
                                        optional("command", list(string())),
                                        optional("environment", list(key_value_pair())),
                                        optional("environmentFiles", list(environment_file())),
                                        optional("mountPoints", list(mount_point())),
                                        optional("volumesFrom", list(volume_from())),
                                        optional("linuxParameters", linux_parameters()),
                                        optional("secrets", list(secret())),
                                        optional("dependsOn", list(container_dependency())),
                                        optional("startTimeout", integer()),
                                        optional("stopTimeout", integer()),
                                        optional("versionConsistency", enumeration({"enabled", "disabled"})),
                                        optional("hostname", string()),
                                        optional("user", string()),
                                        optional("workingDirectory", string()),
                                        optional("disableNetworking", boolean()),
                                        optional("privileged", boolean()),
                                        optional("readonlyRootFilesystem", boolean()),
                                        optional("dnsServers", list(string())),
                                        optional("dnsSearchDomains", list(string())),
                                        optional("extraHosts", list(host_entry())),
                                        optional("dockerSecurityOptions", list(string())),
                                        optional("interactive", boolean()),
                                        optional("pseudoTerminal", boolean()),
                                        optional("dockerLabels", map(string(), string())),
                                        optional("ulimits", list(ulimit())),
                                        optional("logConfiguration", log_configuration()),
                                        optional("healthCheck", health_check()),
                                        optional("systemControls", list(system_control()))});
  return shape;
}

Shape host_volume_properties() {
  static const Shape shape = structure("HostVolumeProperties", {optional("sourcePath", string())});
  return shape;
}

Shape efs_authorization_config() {
  static const Shape shape = structure("EFSAuthorizationConfig",
                                       {optional("accessPointId", string()), optional("iam", enabled_or_disabled())});
  return shape;
}

Shape efs_volume_configuration() {
  static const Shape shape =
      structure("EFSVolumeConfiguration",
                {required("fileSystemId", string()), optional("rootDirectory", string()),
                 optional("transitEncryption", enabled_or_disabled()), optional("transitEncryptionPort", integer()),
                 optional("authorizationConfig", efs_authorization_config())});
  return shape;
}

Shape volume() {
  static const Shape shape =
      structure("Volume", {optional("name", string()), optional("host", host_volume_properties()),
                           optional("efsVolumeConfiguration", efs_volume_configuration()),
                           optional("configuredAtLaunch", boolean())});
  return shape;
}

Shape task_definition_placement_constraint() {
  static const Shape shape = structure("TaskDefinitionPlacementConstraint",
                                       {optional("type", enumeration({"memberOf"})), optional("expression", string())});
  return shape;
}

Shape proxy_configuration() {
  static const Shape shape =
      structure("ProxyConfiguration", {optional("type", enumeration({"APPMESH"})), required("containerName", string()),
                                       optional("properties", list(key_value_pair()))});
  return shape;
}

Shape runtime_platform() {
  static const Shape shape = structure(
      "RuntimePlatform",
      {optional("cpuArchitecture", enumeration({"X86_64", "ARM64"})),
       optional("operatingSystemFamily",
                enumeration({"WINDOWS_SERVER_2019_FULL", "WINDOWS_SERVER_2019_CORE", "WINDOWS_SERVER_2016_FULL",
                             "WINDOWS_SERVER_2004_CORE", "WINDOWS_SERVER_2022_CORE", "WINDOWS_SERVER_2022_FULL",
                             "WINDOWS_SERVER_2025_CORE", "WINDOWS_SERVER_2025_FULL", "WINDOWS_SERVER_20H2_CORE",
                             "LINUX"}))});
  return shape;
}

Shape task_definition() {
  static const Shape shape =
      structure("TaskDefinition", {optional("taskDefinitionArn", string()),
                                   optional("containerDefinitions", list(container_definition())),
                                   optional("family", string()),
                                   optional("taskRoleArn", string()),
                                   optional("executionRoleArn", string()),
                                   optional("networkMode", enumeration({"bridge", "host", "awsvpc", "none"})),
                                   optional("revision", integer()),
                                   optional("volumes", list(volume())),
                                   optional("status", task_definition_status()),
                                   optional("requiresAttributes", list(attribute())),
                                   optional("placementConstraints", list(task_definition_placement_constraint())),
                                   optional("compatibilities", list(launch_type())),
                                   optional("runtimePlatform", runtime_platform()),
                                   optional("requiresCompatibilities", list(launch_type())),
                                   optional("cpu", string()),
                                   optional("memory", string()),
                                   optional("pidMode", enumeration({"host", "task"})),
                                   optional("ipcMode", enumeration({"host", "task", "none"})),
                                   optional("proxyConfiguration", proxy_configuration()),
                                   optional("registeredAt", timestamp()),
                                   optional("deregisteredAt", timestamp()),
                                   optional("deleteRequestedAt", timestamp()),
                                   optional("registeredBy", string()),
                                   optional("ephemeralStorage", ephemeral_storage()),
                                   optional("enableFaultInjection", boolean())});
  return shape;
}

}  // namespace

Shape register_task_definition_request() {
  static const Shape shape = structure(
      "RegisterTaskDefinitionRequest",
      {required("family", string()), optional("taskRoleArn", string()), optional("executionRoleArn", string()),
       optional("networkMode", enumeration({"bridge", "host", "awsvpc", "none"})),
       required("containerDefinitions", list(container_definition())), optional("volumes", list(volume())),
       optional("placementConstraints", list(task_definition_placement_constraint())),
       optional("requiresCompatibilities", list(launch_type())), optional("cpu", string()),
       optional("memory", string()), optional("tags", list(tag(), {.most = 50})),
       optional("pidMode", enumeration({"host", "task"})), optional("ipcMode", enumeration({"host", "task", "none"})),
       optional("proxyConfiguration", proxy_configuration()), optional("ephemeralStorage", ephemeral_storage()),
       optional("runtimePlatform", runtime_platform()), optional("enableFaultInjection", boolean())});
  return shape;
}

Shape register_task_definition_response() {
  static const Shape shape = structure("RegisterTaskDefinitionResponse", {optional("taskDefinition", task_definition()),
                                                                          optional("tags", list(tag(), {.most = 50}))});
  return shape;
}

Shape describe_task_definition_request() {
  static const Shape shape =
      structure("DescribeTaskDefinitionRequest",
                {required("taskDefinition", string()), optional("include", list(enumeration({"TAGS"})))});
  return shape;
}

Shape describe_task_definition_response() {
  static const Shape shape = structure("DescribeTaskDefinitionResponse", {optional("taskDefinition", task_definition()),
                                                                          optional("tags", list(tag(), {.most = 50}))});
  return shape;
}

Shape list_task_definitions_request() {
  static const Shape shape = structure(
      "ListTaskDefinitionsRequest", {optional("familyPrefix", string()), optional("status", task_definition_status()),
                                     optional("sort", enumeration({"ASC", "DESC"})), optional("nextToken", string()),
                                     optional("maxResults", integer())});
  return shape;
}

Shape list_task_definitions_response() {
  static const Shape shape = structure(
      "ListTaskDefinitionsResponse", {optional("taskDefinitionArns", list(string())), optional("nextToken", string())});
  return shape;
}

Shape list_task_definition_families_request() {
  static const Shape shape =
      structure("ListTaskDefinitionFamiliesRequest",
                {optional("familyPrefix", string()), optional("status", enumeration({"ACTIVE", "INACTIVE", "ALL"})),
                 optional("nextToken", string()), optional("maxResults", integer())});
  return shape;
}

Shape list_task_definition_families_response() {
  static const Shape shape = structure("ListTaskDefinitionFamiliesResponse",
                                       {optional("families", list(string())), optional("nextToken", string())});
  return shape;
}

Shape deregister_task_definition_request() {
  static const Shape shape = structure("DeregisterTaskDefinitionRequest", {required("taskDefinition", string())});
  return shape;
}

Shape deregister_task_definition_response() {
  static const Shape shape =
      structure("DeregisterTaskDefinitionResponse", {optional("taskDefinition", task_definition())});
  return shape;
}

Shape delete_task_definitions_request() {
  static const Shape shape = structure("DeleteTaskDefinitionsRequest", {required("taskDefinitions", list(string()))});
  return shape;
}

Shape delete_task_definitions_response() {
  static const Shape shape =
      structure("DeleteTaskDefinitionsResponse",
                {optional("taskDefinitions", list(task_definition())), optional("failures", list(failure()))});
  return shape;
}

}  // namespace rampart::aws::ecs
