// What several groups of ECS's shapes hold.
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

using namespace protocol;

Shape enabled_or_disabled() {
  static const Shape shape = enumeration({"ENABLED", "DISABLED"});
  return shape;
}

Shape setting_name() {
  static const Shape shape = enumeration({"serviceLongArnFormat", "taskLongArnFormat", "containerInstanceLongArnFormat",
                                          "awsvpcTrunking", "containerInsights", "fargateFIPSMode",
                                          "tagResourceAuthorization", "fargateTaskRetirementWaitPeriod",
                                          "guardDutyActivate", "defaultLogDriverMode", "fargateEventWindows"});
  return shape;
}

Shape transport_protocol() {
  static const Shape shape = enumeration({"tcp", "udp"});
  return shape;
}

Shape launch_type() {
  static const Shape shape = enumeration({"EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"});
  return shape;
}

Shape task_definition_status() {
  static const Shape shape = enumeration({"ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"});
  return shape;
}

Shape scheduling_strategy() {
  static const Shape shape = enumeration({"REPLICA", "DAEMON"});
  return shape;
}

Shape propagate_tags() {
  static const Shape shape = enumeration({"TASK_DEFINITION", "SERVICE", "NONE"});
  return shape;
}

Shape service_deployment_status() {
  static const Shape shape =
      enumeration({"PENDING", "SUCCESSFUL", "STOPPED", "STOP_REQUESTED", "IN_PROGRESS", "ROLLBACK_REQUESTED",
                   "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"});
  return shape;
}

Shape monitor_status() {
  static const Shape shape = enumeration({"TRIGGERED", "MONITORING", "MONITORING_COMPLETE", "DISABLED"});
  return shape;
}

Shape health_status() {
  static const Shape shape = enumeration({"HEALTHY", "UNHEALTHY", "UNKNOWN"});
  return shape;
}

namespace {

Shape awsvpc_configuration() {
  static const Shape shape =
      structure("AwsVpcConfiguration", {required("subnets", list(string())), optional("securityGroups", list(string())),
                                        optional("assignPublicIp", enabled_or_disabled())});
  return shape;
}

Shape deployment_circuit_breaker() {
  static const Shape shape =
      structure("DeploymentCircuitBreaker", {required("enable", boolean()), required("rollback", boolean())});
  return shape;
}

Shape deployment_alarms() {
  static const Shape shape = structure(
      "DeploymentAlarms",
      {required("alarmNames", list(string())), required("rollback", boolean()), required("enable", boolean())});
  return shape;
}

Shape service_connect_client_alias() {
  static const Shape shape =
      structure("ServiceConnectClientAlias",
                {required("port", integer({.least = 0, .most = 65535})), optional("dnsName", string())});
  return shape;
}

Shape timeout_configuration() {
  static const Shape shape =
      structure("TimeoutConfiguration", {optional("idleTimeoutSeconds", integer({.least = 0})),
                                         optional("perRequestTimeoutSeconds", integer({.least = 0}))});
  return shape;
}

Shape service_connect_service() {
  static const Shape shape =
      structure("ServiceConnectService", {required("portName", string()), optional("discoveryName", string()),
                                          optional("clientAliases", list(service_connect_client_alias())),
                                          optional("ingressPortOverride", integer({.least = 0, .most = 65535})),
                                          optional("timeout", timeout_configuration())});
  return shape;
}

}  // namespace

Shape secret() {
  static const Shape shape = structure("Secret", {required("name", string()), required("valueFrom", string())});
  return shape;
}

Shape tag() {
  static const Shape shape =
      structure("Tag", {optional("key", string({.least = 1, .most = 128})), optional("value", string({.most = 256}))});
  return shape;
}

Shape failure() {
  static const Shape shape =
      structure("Failure", {optional("arn", string()), optional("reason", string()), optional("detail", string())});
  return shape;
}

Shape key_value_pair() {
  static const Shape shape = structure("KeyValuePair", {optional("name", string()), optional("value", string())});
  return shape;
}

Shape capacity_provider_strategy_item() {
  static const Shape shape =
      structure("CapacityProviderStrategyItem",
                {required("capacityProvider", string()), optional("weight", integer({.least = 0, .most = 1000})),
                 optional("base", integer({.least = 0, .most = 100000}))});
  return shape;
}

Shape network_configuration() {
  static const Shape shape =
      structure("NetworkConfiguration", {optional("awsvpcConfiguration", awsvpc_configuration())});
  return shape;
}

Shape ephemeral_storage() {
  static const Shape shape = structure("EphemeralStorage", {required("sizeInGiB", integer())});
  return shape;
}

Shape log_configuration() {
  static const Shape shape = structure(
      "LogConfiguration", {required("logDriver", enumeration({"json-file", "syslog", "journald", "gelf", "fluentd",
                                                              "awslogs", "splunk", "awsfirelens"})),
                           optional("options", map(string(), string())), optional("secretOptions", list(secret()))});
  return shape;
}

Shape attachment() {
  static const Shape shape =
      structure("Attachment", {optional("id", string()), optional("type", string()), optional("status", string()),
                               optional("details", list(key_value_pair()))});
  return shape;
}

Shape placement_constraint() {
  static const Shape shape =
      structure("PlacementConstraint",
                {optional("type", enumeration({"distinctInstance", "memberOf"})), optional("expression", string())});
  return shape;
}

Shape placement_strategy() {
  static const Shape shape =
      structure("PlacementStrategy",
                {optional("type", enumeration({"random", "spread", "binpack"})), optional("field", string())});
  return shape;
}

Shape deployment_configuration() {
  static const Shape shape = structure(
      "DeploymentConfiguration",
      {optional("deploymentCircuitBreaker", deployment_circuit_breaker()), optional("maximumPercent", integer()),
       optional("minimumHealthyPercent", integer()), optional("alarms", deployment_alarms()),
       optional("strategy", enumeration({"ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"})),
       optional("bakeTimeInMinutes", integer())});
  return shape;
}

Shape load_balancer() {
  static const Shape shape =
      structure("LoadBalancer", {optional("targetGroupArn", string()), optional("loadBalancerName", string()),
                                 optional("containerName", string()), optional("containerPort", integer())});
  return shape;
}

Shape service_registry() {
  static const Shape shape =
      structure("ServiceRegistry", {optional("registryArn", string()), optional("port", integer()),
                                    optional("containerName", string()), optional("containerPort", integer())});
  return shape;
}

Shape service_connect_configuration() {
  static const Shape shape =
      structure("ServiceConnectConfiguration", {required("enabled", boolean()), optional("namespace", string()),
                                                optional("services", list(service_connect_service())),
                                                optional("logConfiguration", log_configuration())});
  return shape;
}

Shape environment_file() {
  static const Shape shape =
      structure("EnvironmentFile", {required("value", string()), required("type", enumeration({"s3"}))});
  return shape;
}

Shape attribute() {
  static const Shape shape = structure(
      "Attribute", {required("name", string()), optional("value", string()),
                    optional("targetType", enumeration({"container-instance"})), optional("targetId", string())});
  return shape;
}

}  // namespace rampart::aws::ecs
