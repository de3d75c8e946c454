// Every operation of ECS's model: those that are done with who answers them, the others by name.
#include "aws/ecs/ecs.h"
#include "aws/ecs/fargate_facts.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/shapes.h"

namespace rampart::aws::ecs {

using protocol::Operation;

namespace {

/// Known, not done: container instances and EC2 capacity, daemons, express services, task sets and other controllers'
/// deployments, shells in containers.
constexpr std::string_view not_done[] = {"ContinueServiceDeployment",
                                         "CreateCapacityProvider",
                                         "CreateDaemon",
                                         "CreateExpressGatewayService",
                                         "CreateTaskSet",
                                         "DeleteAttributes",
                                         "DeleteCapacityProvider",
                                         "DeleteDaemon",
                                         "DeleteDaemonTaskDefinition",
                                         "DeleteExpressGatewayService",
                                         "DeleteTaskSet",
                                         "DeregisterContainerInstance",
                                         "DescribeContainerInstances",
                                         "DescribeDaemon",
                                         "DescribeDaemonDeployments",
                                         "DescribeDaemonRevisions",
                                         "DescribeDaemonTaskDefinition",
                                         "DescribeExpressGatewayService",
                                         "DescribeTaskSets",
                                         "DiscoverPollEndpoint",
                                         "ExecuteCommand",
                                         "ListAttributes",
                                         "ListContainerInstances",
                                         "ListDaemonDeployments",
                                         "ListDaemonTaskDefinitions",
                                         "ListDaemons",
                                         "PutAttributes",
                                         "RegisterContainerInstance",
                                         "RegisterDaemonTaskDefinition",
                                         "StartTask",
                                         "StopServiceDeployment",
                                         "SubmitAttachmentStateChanges",
                                         "SubmitContainerStateChange",
                                         "SubmitTaskStateChange",
                                         "UpdateCapacityProvider",
                                         "UpdateContainerAgent",
                                         "UpdateContainerInstancesState",
                                         "UpdateDaemon",
                                         "UpdateExpressGatewayService",
                                         "UpdateServicePrimaryTaskSet",
                                         "UpdateTaskSet"};

Operation unfinished(std::string_view name) {
  const std::string text(name);
  return {text, protocol::structure(text + "Request", {}), protocol::structure(text + "Response", {})};
}

}  // namespace

protocol::Service Ecs::service() {
  const auto handler = [this](Answer (Ecs::*answer)(const Call&)) -> protocol::Handler {
    return [this, answer](const Call& call) { return (this->*answer)(call); };
  };
  protocol::Service out{.id = "ECS",
                        .signing_name = "ecs",
                        .api_version = "2014-11-13",
                        .target_prefix = "AmazonEC2ContainerServiceV20141113",
                        .wires = {protocol::Wire::json_1_1}};
  out.errors = error_style();
  out.operations = {
      {"CreateCluster", create_cluster_request(), create_cluster_response(), handler(&Ecs::create_cluster)},
      {"DescribeClusters", describe_clusters_request(), describe_clusters_response(), handler(&Ecs::describe_clusters)},
      {"ListClusters", list_clusters_request(), list_clusters_response(), handler(&Ecs::list_clusters)},
      {"UpdateCluster", update_cluster_request(), update_cluster_response(), handler(&Ecs::update_cluster)},
      {"UpdateClusterSettings", update_cluster_settings_request(), update_cluster_settings_response(),
       handler(&Ecs::update_cluster)},
      {"DeleteCluster", delete_cluster_request(), delete_cluster_response(), handler(&Ecs::delete_cluster)},
      {"PutClusterCapacityProviders", put_cluster_capacity_providers_request(),
       put_cluster_capacity_providers_response(), handler(&Ecs::put_cluster_capacity_providers)},
      {"RegisterTaskDefinition", register_task_definition_request(), register_task_definition_response(),
       handler(&Ecs::register_task_definition)},
      {"DescribeTaskDefinition", describe_task_definition_request(), describe_task_definition_response(),
       handler(&Ecs::describe_task_definition)},
      {"ListTaskDefinitions", list_task_definitions_request(), list_task_definitions_response(),
       handler(&Ecs::list_task_definitions)},
      {"ListTaskDefinitionFamilies", list_task_definition_families_request(), list_task_definition_families_response(),
       handler(&Ecs::list_task_definition_families)},
      {"DeregisterTaskDefinition", deregister_task_definition_request(), deregister_task_definition_response(),
       handler(&Ecs::deregister_task_definition)},
      {"DeleteTaskDefinitions", delete_task_definitions_request(), delete_task_definitions_response(),
       handler(&Ecs::delete_task_definitions)},
      {"CreateService", create_service_request(), create_service_response(), handler(&Ecs::create_service)},
      {"UpdateService", update_service_request(), update_service_response(), handler(&Ecs::update_service)},
      {"DeleteService", delete_service_request(), delete_service_response(), handler(&Ecs::delete_service)},
      {"DescribeServices", describe_services_request(), describe_services_response(), handler(&Ecs::describe_services)},
      {"ListServices", list_services_request(), list_services_response(), handler(&Ecs::list_services)},
      {"ListServiceDeployments", list_service_deployments_request(), list_service_deployments_response(),
       handler(&Ecs::list_service_deployments)},
      {"DescribeServiceDeployments", describe_service_deployments_request(), describe_service_deployments_response(),
       handler(&Ecs::describe_service_deployments)},
      {"DescribeServiceRevisions", describe_service_revisions_request(), describe_service_revisions_response(),
       handler(&Ecs::describe_service_revisions)},
      {"RunTask", run_task_request(), run_task_response(), handler(&Ecs::run_task)},
      {"StopTask", stop_task_request(), stop_task_response(), handler(&Ecs::stop_task)},
      {"ListTasks", list_tasks_request(), list_tasks_response(), handler(&Ecs::list_tasks)},
      {"DescribeTasks", describe_tasks_request(), describe_tasks_response(), handler(&Ecs::describe_tasks)},
      {"GetTaskProtection", get_task_protection_request(), get_task_protection_response(),
       handler(&Ecs::get_task_protection)},
      {"UpdateTaskProtection", update_task_protection_request(), update_task_protection_response(),
       handler(&Ecs::update_task_protection)},
      {"TagResource", tag_resource_request(), tag_resource_response(), handler(&Ecs::tag_resource)},
      {"UntagResource", untag_resource_request(), untag_resource_response(), handler(&Ecs::untag_resource)},
      {"ListTagsForResource", list_tags_for_resource_request(), list_tags_for_resource_response(),
       handler(&Ecs::list_tags_for_resource)},
      {"PutAccountSetting", put_account_setting_request(), put_account_setting_response(),
       handler(&Ecs::put_account_setting)},
      {"PutAccountSettingDefault", put_account_setting_default_request(), put_account_setting_default_response(),
       handler(&Ecs::put_account_setting_default)},
      {"ListAccountSettings", list_account_settings_request(), list_account_settings_response(),
       handler(&Ecs::list_account_settings)},
      {"DeleteAccountSetting", delete_account_setting_request(), delete_account_setting_response(),
       handler(&Ecs::delete_account_setting)},
      describe_capacity_providers(),
      list_services_by_namespace(),
  };
  for (const std::string_view name : not_done) out.operations.push_back(unfinished(name));
  return out;
}

}  // namespace rampart::aws::ecs
