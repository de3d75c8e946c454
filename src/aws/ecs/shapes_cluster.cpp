// Clusters, tags, account settings, as ECS's clients write and read them.
#include "aws/ecs/shapes.h"
#include "aws/ecs/shared_shapes.h"

namespace rampart::aws::ecs {

using namespace protocol;

namespace {

Shape cluster_setting() {
  static const Shape shape =
      structure("ClusterSetting", {optional("name", enumeration({"containerInsights"})), optional("value", string())});
  return shape;
}

Shape execute_command_log_configuration() {
  static const Shape shape =
      structure("ExecuteCommandLogConfiguration",
                {optional("cloudWatchLogGroupName", string()), optional("cloudWatchEncryptionEnabled", boolean()),
                 optional("s3BucketName", string()), optional("s3EncryptionEnabled", boolean()),
                 optional("s3KeyPrefix", string())});
  return shape;
}

Shape execute_command_configuration() {
  static const Shape shape =
      structure("ExecuteCommandConfiguration",
                {optional("kmsKeyId", string()), optional("logging", enumeration({"NONE", "DEFAULT", "OVERRIDE"})),
                 optional("logConfiguration", execute_command_log_configuration())});
  return shape;
}

Shape managed_storage_configuration() {
  static const Shape shape =
      structure("ManagedStorageConfiguration",
                {optional("kmsKeyId", string()), optional("fargateEphemeralStorageKmsKeyId", string())});
  return shape;
}

Shape cluster_configuration() {
  static const Shape shape =
      structure("ClusterConfiguration", {optional("executeCommandConfiguration", execute_command_configuration()),
                                         optional("managedStorageConfiguration", managed_storage_configuration())});
  return shape;
}

Shape cluster_service_connect_defaults_request() {
  static const Shape shape = structure("ClusterServiceConnectDefaultsRequest", {required("namespace", string())});
  return shape;
}

Shape cluster_service_connect_defaults() {
  static const Shape shape = structure("ClusterServiceConnectDefaults", {optional("namespace", string())});
  return shape;
}

Shape cluster() {
  static const Shape shape = structure(
      "Cluster", {optional("clusterArn", string()), optional("clusterName", string()),
                  optional("configuration", cluster_configuration()), optional("status", string()),
                  optional("registeredContainerInstancesCount", integer()), optional("runningTasksCount", integer()),
                  optional("pendingTasksCount", integer()), optional("activeServicesCount", integer()),
                  optional("statistics", list(key_value_pair())), optional("tags", list(tag(), {.most = 50})),
                  optional("settings", list(cluster_setting())), optional("capacityProviders", list(string())),
                  optional("defaultCapacityProviderStrategy", list(capacity_provider_strategy_item())),
                  optional("attachments", list(attachment())), optional("attachmentsStatus", string()),
                  optional("serviceConnectDefaults", cluster_service_connect_defaults())});
  return shape;
}

Shape setting() {
  static const Shape shape = structure(
      "Setting", {optional("name", setting_name()), optional("value", string()), optional("principalArn", string()),
                  optional("type", enumeration({"user", "aws_managed"}))});
  return shape;
}

}  // namespace

Shape create_cluster_request() {
  static const Shape shape =
      structure("CreateClusterRequest",
                {optional("clusterName", string()), optional("tags", list(tag(), {.most = 50})),
                 optional("settings", list(cluster_setting())), optional("configuration", cluster_configuration()),
                 optional("capacityProviders", list(string())),
                 optional("defaultCapacityProviderStrategy", list(capacity_provider_strategy_item())),
                 optional("serviceConnectDefaults", cluster_service_connect_defaults_request())});
  return shape;
}

Shape create_cluster_response() {
  static const Shape shape = structure("CreateClusterResponse", {optional("cluster", cluster())});
  return shape;
}

Shape describe_clusters_request() {
  static const Shape shape = structure(
      "DescribeClustersRequest",
      {optional("clusters", list(string())),
       optional("include", list(enumeration({"ATTACHMENTS", "CONFIGURATIONS", "SETTINGS", "STATISTICS", "TAGS"})))});
  return shape;
}

Shape describe_clusters_response() {
  static const Shape shape = structure("DescribeClustersResponse",
                                       {optional("clusters", list(cluster())), optional("failures", list(failure()))});
  return shape;
}

Shape list_clusters_request() {
  static const Shape shape =
      structure("ListClustersRequest", {optional("nextToken", string()), optional("maxResults", integer())});
  return shape;
}

Shape list_clusters_response() {
  static const Shape shape =
      structure("ListClustersResponse", {optional("clusterArns", list(string())), optional("nextToken", string())});
  return shape;
}

Shape update_cluster_request() {
  static const Shape shape = structure(
      "UpdateClusterRequest", {required("cluster", string()), optional("settings", list(cluster_setting())),
                               optional("configuration", cluster_configuration()),
                               optional("serviceConnectDefaults", cluster_service_connect_defaults_request())});
  return shape;
}

Shape update_cluster_response() {
  static const Shape shape = structure("UpdateClusterResponse", {optional("cluster", cluster())});
  return shape;
}

Shape update_cluster_settings_request() {
  static const Shape shape = structure("UpdateClusterSettingsRequest",
                                       {required("cluster", string()), required("settings", list(cluster_setting()))});
  return shape;
}

Shape update_cluster_settings_response() {
  static const Shape shape = structure("UpdateClusterSettingsResponse", {optional("cluster", cluster())});
  return shape;
}

Shape delete_cluster_request() {
  static const Shape shape = structure("DeleteClusterRequest", {required("cluster", string())});
  return shape;
}

Shape delete_cluster_response() {
  static const Shape shape = structure("DeleteClusterResponse", {optional("cluster", cluster())});
  return shape;
}

Shape put_cluster_capacity_providers_request() {
  static const Shape shape =
      structure("PutClusterCapacityProvidersRequest",
                {required("cluster", string()), required("capacityProviders", list(string())),
                 required("defaultCapacityProviderStrategy", list(capacity_provider_strategy_item()))});
  return shape;
}

Shape put_cluster_capacity_providers_response() {
  static const Shape shape = structure("PutClusterCapacityProvidersResponse", {optional("cluster", cluster())});
  return shape;
}

Shape tag_resource_request() {
  static const Shape shape =
      structure("TagResourceRequest", {required("resourceArn", string()), required("tags", list(tag(), {.most = 50}))});
  return shape;
}

Shape tag_resource_response() {
  static const Shape shape = structure("TagResourceResponse", {});
  return shape;
}

Shape untag_resource_request() {
  static const Shape shape =
      structure("UntagResourceRequest",
                {required("resourceArn", string()), required("tagKeys", list(string({.least = 1, .most = 128})))});
  return shape;
}

Shape untag_resource_response() {
  static const Shape shape = structure("UntagResourceResponse", {});
  return shape;
}

Shape list_tags_for_resource_request() {
  static const Shape shape = structure("ListTagsForResourceRequest", {required("resourceArn", string())});
  return shape;
}

Shape list_tags_for_resource_response() {
  static const Shape shape = structure("ListTagsForResourceResponse", {optional("tags", list(tag(), {.most = 50}))});
  return shape;
}

Shape put_account_setting_request() {
  static const Shape shape =
      structure("PutAccountSettingRequest",
                {required("name", setting_name()), required("value", string()), optional("principalArn", string())});
  return shape;
}

Shape put_account_setting_response() {
  static const Shape shape = structure("PutAccountSettingResponse", {optional("setting", setting())});
  return shape;
}

Shape put_account_setting_default_request() {
  static const Shape shape =
      structure("PutAccountSettingDefaultRequest", {required("name", setting_name()), required("value", string())});
  return shape;
}

Shape put_account_setting_default_response() {
  static const Shape shape = structure("PutAccountSettingDefaultResponse", {optional("setting", setting())});
  return shape;
}

Shape list_account_settings_request() {
  static const Shape shape = structure(
      "ListAccountSettingsRequest",
      {optional("name", setting_name()), optional("value", string()), optional("principalArn", string()),
       optional("effectiveSettings", boolean()), optional("nextToken", string()), optional("maxResults", integer())});
  return shape;
}

Shape list_account_settings_response() {
  static const Shape shape = structure("ListAccountSettingsResponse",
                                       {optional("settings", list(setting())), optional("nextToken", string())});
  return shape;
}

Shape delete_account_setting_request() {
  static const Shape shape =
      structure("DeleteAccountSettingRequest", {required("name", setting_name()), optional("principalArn", string())});
  return shape;
}

Shape delete_account_setting_response() {
  static const Shape shape = structure("DeleteAccountSettingResponse", {optional("setting", setting())});
  return shape;
}

}  // namespace rampart::aws::ecs
