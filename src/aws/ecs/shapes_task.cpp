// Tasks and their protection, as ECS's clients write and read them.
#include "aws/ecs/shapes.h"
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

using namespace protocol;

namespace {

Shape container_override() {
  static const Shape shape = structure(
      "ContainerOverride",
      {optional("name", string()), optional("command", list(string())), optional("environment", list(key_value_pair())),
       optional("environmentFiles", list(environment_file())), optional("cpu", integer()),
       optional("memory", integer()), optional("memoryReservation", integer())});
  return shape;
}

Shape task_override() {
  static const Shape shape =
      structure("TaskOverride", {optional("containerOverrides", list(container_override())), optional("cpu", string()),
                                 optional("executionRoleArn", string()), optional("memory", string()),
                                 optional("taskRoleArn", string()), optional("ephemeralStorage", ephemeral_storage())});
  return shape;
}

Shape task_managed_ebs_volume_configuration() {
  static const Shape shape =
      structure("TaskManagedEBSVolumeConfiguration",
                {optional("encrypted", boolean()), optional("kmsKeyId", string()), optional("volumeType", string()),
                 optional("sizeInGiB", integer()), optional("snapshotId", string()), optional("iops", integer()),
                 optional("throughput", integer()), required("roleArn", string()),
                 optional("filesystemType", enumeration({"ext3", "ext4", "xfs", "ntfs"}))});
  return shape;
}

Shape task_volume_configuration() {
  static const Shape shape =
      structure("TaskVolumeConfiguration",
                {required("name", string()), optional("managedEBSVolume", task_managed_ebs_volume_configuration())});
  return shape;
}

Shape network_binding() {
  static const Shape shape =
      structure("NetworkBinding", {optional("bindIP", string()), optional("containerPort", integer()),
                                   optional("hostPort", integer()), optional("protocol", transport_protocol()),
                                   optional("containerPortRange", string()), optional("hostPortRange", string())});
  return shape;
}

Shape network_interface() {
  static const Shape shape =
      structure("NetworkInterface", {optional("attachmentId", string()), optional("privateIpv4Address", string()),
                                     optional("ipv6Address", string())});
  return shape;
}

Shape container() {
  static const Shape shape = structure(
      "Container", {optional("containerArn", string()), optional("taskArn", string()), optional("name", string()),
                    optional("image", string()), optional("runtimeId", string()), optional("lastStatus", string()),
                    optional("exitCode", integer()), optional("reason", string()),
                    optional("networkBindings", list(network_binding())),
                    optional("networkInterfaces", list(network_interface())), optional("healthStatus", health_status()),
                    optional("cpu", string()), optional("memory", string()), optional("memoryReservation", string())});
  return shape;
}

Shape task() {
  static const Shape shape = structure(
      "Task",
      {optional("attachments", list(attachment())),
       optional("attributes", list(attribute())),
       optional("availabilityZone", string()),
       optional("capacityProviderName", string()),
       optional("clusterArn", string()),
       optional("connectivity", enumeration({"CONNECTED", "DISCONNECTED"})),
       optional("connectivityAt", timestamp()),
       optional("containerInstanceArn", string()),
       optional("containers", list(container())),
       optional("cpu", string()),
       optional("createdAt", timestamp()),
       optional("desiredStatus", string()),
       optional("enableExecuteCommand", boolean()),
       optional("executionStoppedAt", timestamp()),
       optional("group", string()),
       optional("healthStatus", health_status()),
       optional("lastStatus", string()),
       optional("launchType", launch_type()),
       optional("memory", string()),
       optional("overrides", task_override()),
       optional("platformVersion", string()),
       optional("platformFamily", string()),
       optional("pullStartedAt", timestamp()),
       optional("pullStoppedAt", timestamp()),
       optional("startedAt", timestamp()),
       optional("startedBy", string()),
       optional("stopCode", enumeration({"TaskFailedToStart", "EssentialContainerExited", "UserInitiated",
                                         "ServiceSchedulerInitiated", "SpotInterruption", "TerminationNotice"})),
       optional("stoppedAt", timestamp()),
       optional("stoppedReason", string()),
       optional("stoppingAt", timestamp()),
       optional("tags", list(tag(), {.most = 50})),
       optional("taskArn", string()),
       optional("taskDefinitionArn", string()),
       optional("version", long_integer()),
       optional("ephemeralStorage", ephemeral_storage())});
  return shape;
}

Shape protected_task() {
  static const Shape shape =
      structure("ProtectedTask", {optional("taskArn", string()), optional("protectionEnabled", boolean()),
                                  optional("expirationDate", timestamp())});
  return shape;
}

}  // namespace

Shape run_task_request() {
  static const Shape shape = structure(
      "RunTaskRequest",
      {optional("capacityProviderStrategy", list(capacity_provider_strategy_item())), optional("cluster", string()),
       optional("count", integer()), optional("enableECSManagedTags", boolean()),
       optional("enableExecuteCommand", boolean()), optional("group", string()), optional("launchType", launch_type()),
       optional("networkConfiguration", network_configuration()), optional("overrides", task_override()),
       optional("placementConstraints", list(placement_constraint())),
       optional("placementStrategy", list(placement_strategy())), optional("platformVersion", string()),
       optional("propagateTags", propagate_tags()), optional("referenceId", string()), optional("startedBy", string()),
       optional("tags", list(tag(), {.most = 50})), required("taskDefinition", string()),
       optional("clientToken", string()), optional("volumeConfigurations", list(task_volume_configuration()))});
  return shape;
}

Shape run_task_response() {
  static const Shape shape =
      structure("RunTaskResponse", {optional("tasks", list(task())), optional("failures", list(failure()))});
  return shape;
}

Shape stop_task_request() {
  static const Shape shape = structure(
      "StopTaskRequest", {optional("cluster", string()), required("task", string()), optional("reason", string())});
  return shape;
}

Shape stop_task_response() {
  static const Shape shape = structure("StopTaskResponse", {optional("task", task())});
  return shape;
}

Shape list_tasks_request() {
  static const Shape shape = structure(
      "ListTasksRequest",
      {optional("cluster", string()), optional("containerInstance", string()), optional("family", string()),
       optional("nextToken", string()), optional("maxResults", integer()), optional("startedBy", string()),
       optional("serviceName", string()), optional("desiredStatus", enumeration({"RUNNING", "PENDING", "STOPPED"})),
       optional("launchType", launch_type())});
  return shape;
}

Shape list_tasks_response() {
  static const Shape shape =
      structure("ListTasksResponse", {optional("taskArns", list(string())), optional("nextToken", string())});
  return shape;
}

Shape describe_tasks_request() {
  static const Shape shape =
      structure("DescribeTasksRequest", {optional("cluster", string()), required("tasks", list(string())),
                                         optional("include", list(enumeration({"TAGS"})))});
  return shape;
}

Shape describe_tasks_response() {
  static const Shape shape =
      structure("DescribeTasksResponse", {optional("tasks", list(task())), optional("failures", list(failure()))});
  return shape;
}

Shape get_task_protection_request() {
  static const Shape shape =
      structure("GetTaskProtectionRequest", {required("cluster", string()), optional("tasks", list(string()))});
  return shape;
}

Shape get_task_protection_response() {
  static const Shape shape = structure("GetTaskProtectionResponse", {optional("protectedTasks", list(protected_task())),
                                                                     optional("failures", list(failure()))});
  return shape;
}

Shape update_task_protection_request() {
  static const Shape shape =
      structure("UpdateTaskProtectionRequest",
                {required("cluster", string()), required("tasks", list(string())),
                 required("protectionEnabled", boolean()), optional("expiresInMinutes", integer())});
  return shape;
}

Shape update_task_protection_response() {
  static const Shape shape =
      structure("UpdateTaskProtectionResponse",
                {optional("protectedTasks", list(protected_task())), optional("failures", list(failure()))});
  return shape;
}

}  // namespace rampart::aws::ecs
