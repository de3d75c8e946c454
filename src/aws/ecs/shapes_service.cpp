// Services, their deployments and revisions, as ECS's clients write and read them.
#include "aws/ecs/shapes.h"
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

using namespace protocol;

namespace {

Shape deployment_controller() {
  static const Shape shape =
      structure("DeploymentController", {required("type", enumeration({"ECS", "CODE_DEPLOY", "EXTERNAL"}))});
  return shape;
}

Shape service_managed_ebs_volume_configuration() {
  static const Shape shape =
      structure("ServiceManagedEBSVolumeConfiguration",
                {optional("encrypted", boolean()), optional("kmsKeyId", string()), optional("volumeType", string()),
                 optional("sizeInGiB", integer()), optional("snapshotId", string()), optional("iops", integer()),
                 optional("throughput", integer()), required("roleArn", string()),
                 optional("filesystemType", enumeration({"ext3", "ext4", "xfs", "ntfs"}))});
  return shape;
}

Shape service_volume_configuration() {
  static const Shape shape =
      structure("ServiceVolumeConfiguration",
                {required("name", string()), optional("managedEBSVolume", service_managed_ebs_volume_configuration())});
  return shape;
}

Shape deployment() {
  static const Shape shape = structure(
      "Deployment",
      {optional("id", string()), optional("status", string()), optional("taskDefinition", string()),
       optional("desiredCount", integer()), optional("pendingCount", integer()), optional("runningCount", integer()),
       optional("failedTasks", integer()), optional("createdAt", timestamp()), optional("updatedAt", timestamp()),
       optional("capacityProviderStrategy", list(capacity_provider_strategy_item())),
       optional("launchType", launch_type()), optional("platformVersion", string()),
       optional("platformFamily", string()), optional("networkConfiguration", network_configuration()),
       optional("rolloutState", enumeration({"COMPLETED", "FAILED", "IN_PROGRESS"})),
       optional("rolloutStateReason", string()),
       optional("serviceConnectConfiguration", service_connect_configuration()),
       optional("volumeConfigurations", list(service_volume_configuration()))});
  return shape;
}

Shape service_event() {
  static const Shape shape = structure(
      "ServiceEvent", {optional("id", string()), optional("createdAt", timestamp()), optional("message", string())});
  return shape;
}

Shape service_current_revision_summary() {
  static const Shape shape =
      structure("ServiceCurrentRevisionSummary",
                {optional("arn", string()), optional("requestedTaskCount", integer()),
                 optional("runningTaskCount", integer()), optional("pendingTaskCount", integer())});
  return shape;
}

Shape service() {
  static const Shape shape =
      structure("Service", {optional("serviceArn", string()),
                            optional("serviceName", string()),
                            optional("clusterArn", string()),
                            optional("loadBalancers", list(load_balancer())),
                            optional("serviceRegistries", list(service_registry())),
                            optional("status", string()),
                            optional("desiredCount", integer()),
                            optional("runningCount", integer()),
                            optional("pendingCount", integer()),
                            optional("launchType", launch_type()),
                            optional("capacityProviderStrategy", list(capacity_provider_strategy_item())),
                            optional("platformVersion", string()),
                            optional("platformFamily", string()),
                            optional("taskDefinition", string()),
                            optional("deploymentConfiguration", deployment_configuration()),
                            optional("deployments", list(deployment())),
                            optional("roleArn", string()),
                            optional("events", list(service_event())),
                            optional("createdAt", timestamp()),
                            optional("currentServiceDeployment", string()),
                            optional("currentServiceRevisions", list(service_current_revision_summary())),
                            optional("placementConstraints", list(placement_constraint())),
                            optional("placementStrategy", list(placement_strategy())),
                            optional("networkConfiguration", network_configuration()),
                            optional("healthCheckGracePeriodSeconds", integer()),
                            optional("schedulingStrategy", scheduling_strategy()),
                            optional("deploymentController", deployment_controller()),
                            optional("tags", list(tag(), {.most = 50})),
                            optional("createdBy", string()),
                            optional("enableECSManagedTags", boolean()),
                            optional("propagateTags", propagate_tags()),
                            optional("enableExecuteCommand", boolean()),
                            optional("availabilityZoneRebalancing", enabled_or_disabled())});
  return shape;
}

Shape created_at() {
  static const Shape shape = structure("CreatedAt", {optional("before", timestamp()), optional("after", timestamp())});
  return shape;
}

Shape service_deployment_brief() {
  static const Shape shape = structure(
      "ServiceDeploymentBrief",
      {optional("serviceDeploymentArn", string()), optional("serviceArn", string()), optional("clusterArn", string()),
       optional("startedAt", timestamp()), optional("createdAt", timestamp()), optional("finishedAt", timestamp()),
       optional("targetServiceRevisionArn", string()), optional("status", service_deployment_status()),
       optional("statusReason", string())});
  return shape;
}

Shape service_revision_summary() {
  static const Shape shape = structure(
      "ServiceRevisionSummary",
      {optional("arn", string()), optional("requestedTaskCount", integer()), optional("runningTaskCount", integer()),
       optional("pendingTaskCount", integer()), optional("requestedTestTrafficWeight", double_number()),
       optional("requestedProductionTrafficWeight", double_number())});
  return shape;
}

Shape rollback() {
  static const Shape shape = structure("Rollback", {optional("reason", string()), optional("startedAt", timestamp()),
                                                    optional("serviceRevisionArn", string())});
  return shape;
}

Shape service_deployment_circuit_breaker() {
  static const Shape shape = structure(
      "ServiceDeploymentCircuitBreaker",
      {optional("status", monitor_status()), optional("failureCount", integer()), optional("threshold", integer())});
  return shape;
}

Shape service_deployment_alarms() {
  static const Shape shape = structure("ServiceDeploymentAlarms",
                                       {optional("status", monitor_status()), optional("alarmNames", list(string())),
                                        optional("triggeredAlarmNames", list(string()))});
  return shape;
}

Shape service_deployment() {
  static const Shape shape = structure(
      "ServiceDeployment",
      {optional("serviceDeploymentArn", string()), optional("serviceArn", string()), optional("clusterArn", string()),
       optional("createdAt", timestamp()), optional("startedAt", timestamp()), optional("finishedAt", timestamp()),
       optional("stoppedAt", timestamp()), optional("updatedAt", timestamp()),
       optional("sourceServiceRevisions", list(service_revision_summary())),
       optional("targetServiceRevision", service_revision_summary()), optional("status", service_deployment_status()),
       optional("statusReason", string()),
       optional("lifecycleStage",
                enumeration({"RECONCILE_SERVICE", "PRE_SCALE_UP", "SCALE_UP", "POST_SCALE_UP", "TEST_TRAFFIC_SHIFT",
                             "POST_TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT", "POST_PRODUCTION_TRAFFIC_SHIFT",
                             "BAKE_TIME", "CLEAN_UP"})),
       optional("deploymentConfiguration", deployment_configuration()), optional("rollback", rollback()),
       optional("deploymentCircuitBreaker", service_deployment_circuit_breaker()),
       optional("alarms", service_deployment_alarms())});
  return shape;
}

Shape container_image() {
  static const Shape shape =
      structure("ContainerImage", {optional("containerName", string()), optional("image", string())});
  return shape;
}

Shape service_revision() {
  static const Shape shape = structure(
      "ServiceRevision",
      {optional("serviceRevisionArn", string()), optional("serviceArn", string()), optional("clusterArn", string()),
       optional("taskDefinition", string()),
       optional("capacityProviderStrategy", list(capacity_provider_strategy_item())),
       optional("launchType", launch_type()), optional("platformVersion", string()),
       optional("platformFamily", string()), optional("loadBalancers", list(load_balancer())),
       optional("serviceRegistries", list(service_registry())),
       optional("networkConfiguration", network_configuration()), optional("containerImages", list(container_image())),
       optional("serviceConnectConfiguration", service_connect_configuration()),
       optional("volumeConfigurations", list(service_volume_configuration())), optional("createdAt", timestamp())});
  return shape;
}

}  // namespace

Shape create_service_request() {
  static const Shape shape =
      structure("CreateServiceRequest", {optional("cluster", string()),
                                         required("serviceName", string()),
                                         optional("taskDefinition", string()),
                                         optional("availabilityZoneRebalancing", enabled_or_disabled()),
                                         optional("loadBalancers", list(load_balancer())),
                                         optional("serviceRegistries", list(service_registry())),
                                         optional("desiredCount", integer()),
                                         optional("clientToken", string()),
                                         optional("launchType", launch_type()),
                                         optional("capacityProviderStrategy", list(capacity_provider_strategy_item())),
                                         optional("platformVersion", string()),
                                         optional("role", string()),
                                         optional("deploymentConfiguration", deployment_configuration()),
                                         optional("placementConstraints", list(placement_constraint())),
                                         optional("placementStrategy", list(placement_strategy())),
                                         optional("networkConfiguration", network_configuration()),
                                         optional("healthCheckGracePeriodSeconds", integer()),
                                         optional("schedulingStrategy", scheduling_strategy()),
                                         optional("deploymentController", deployment_controller()),
                                         optional("tags", list(tag(), {.most = 50})),
                                         optional("enableECSManagedTags", boolean()),
                                         optional("propagateTags", propagate_tags()),
                                         optional("enableExecuteCommand", boolean()),
                                         optional("serviceConnectConfiguration", service_connect_configuration()),
                                         optional("volumeConfigurations", list(service_volume_configuration()))});
  return shape;
}

Shape create_service_response() {
  static const Shape shape = structure("CreateServiceResponse", {optional("service", service())});
  return shape;
}

Shape update_service_request() {
  static const Shape shape =
      structure("UpdateServiceRequest", {optional("cluster", string()),
                                         required("service", string()),
                                         optional("desiredCount", integer()),
                                         optional("taskDefinition", string()),
                                         optional("capacityProviderStrategy", list(capacity_provider_strategy_item())),
                                         optional("deploymentConfiguration", deployment_configuration()),
                                         optional("availabilityZoneRebalancing", enabled_or_disabled()),
                                         optional("networkConfiguration", network_configuration()),
                                         optional("placementConstraints", list(placement_constraint())),
                                         optional("placementStrategy", list(placement_strategy())),
                                         optional("platformVersion", string()),
                                         optional("forceNewDeployment", boolean()),
                                         optional("healthCheckGracePeriodSeconds", integer()),
                                         optional("deploymentController", deployment_controller()),
                                         optional("enableExecuteCommand", boolean()),
                                         optional("enableECSManagedTags", boolean()),
                                         optional("loadBalancers", list(load_balancer())),
                                         optional("propagateTags", propagate_tags()),
                                         optional("serviceRegistries", list(service_registry())),
                                         optional("serviceConnectConfiguration", service_connect_configuration()),
                                         optional("volumeConfigurations", list(service_volume_configuration()))});
  return shape;
}

Shape update_service_response() {
  static const Shape shape = structure("UpdateServiceResponse", {optional("service", service())});
  return shape;
}

Shape delete_service_request() {
  static const Shape shape =
      structure("DeleteServiceRequest",
                {optional("cluster", string()), required("service", string()), optional("force", boolean())});
  return shape;
}

Shape delete_service_response() {
  static const Shape shape = structure("DeleteServiceResponse", {optional("service", service())});
  return shape;
}

Shape describe_services_request() {
  static const Shape shape =
      structure("DescribeServicesRequest", {optional("cluster", string()), required("services", list(string())),
                                            optional("include", list(enumeration({"TAGS"})))});
  return shape;
}

Shape describe_services_response() {
  static const Shape shape = structure("DescribeServicesResponse",
                                       {optional("services", list(service())), optional("failures", list(failure()))});
  return shape;
}

Shape list_services_request() {
  static const Shape shape =
      structure("ListServicesRequest",
                {optional("cluster", string()), optional("nextToken", string()), optional("maxResults", integer()),
                 optional("launchType", launch_type()), optional("schedulingStrategy", scheduling_strategy())});
  return shape;
}

Shape list_services_response() {
  static const Shape shape =
      structure("ListServicesResponse", {optional("serviceArns", list(string())), optional("nextToken", string())});
  return shape;
}

Shape list_service_deployments_request() {
  static const Shape shape =
      structure("ListServiceDeploymentsRequest",
                {required("service", string()), optional("cluster", string()),
                 optional("status", list(service_deployment_status())), optional("createdAt", created_at()),
                 optional("nextToken", string()), optional("maxResults", integer())});
  return shape;
}

Shape list_service_deployments_response() {
  static const Shape shape =
      structure("ListServiceDeploymentsResponse",
                {optional("serviceDeployments", list(service_deployment_brief())), optional("nextToken", string())});
  return shape;
}

Shape describe_service_deployments_request() {
  static const Shape shape =
      structure("DescribeServiceDeploymentsRequest", {required("serviceDeploymentArns", list(string()))});
  return shape;
}

Shape describe_service_deployments_response() {
  static const Shape shape =
      structure("DescribeServiceDeploymentsResponse",
                {optional("serviceDeployments", list(service_deployment())), optional("failures", list(failure()))});
  return shape;
}

Shape describe_service_revisions_request() {
  static const Shape shape =
      structure("DescribeServiceRevisionsRequest", {required("serviceRevisionArns", list(string()))});
  return shape;
}

Shape describe_service_revisions_response() {
  static const Shape shape =
      structure("DescribeServiceRevisionsResponse",
                {optional("serviceRevisions", list(service_revision())), optional("failures", list(failure()))});
  return shape;
}

}  // namespace rampart::aws::ecs
