// The inputs and outputs of ECS's operations, in four groups (shapes_cluster, _task_definition, _service, _task).
//
// Members that nobody who drives Fargate sends are left out; unknown members of an input are ignored.
// Source: botocore's model of ECS 2014-11-13.
#pragma once

#include "aws/protocol/shape.h"

namespace rampart::aws::ecs {

// Clusters, tags, account settings
protocol::Shape create_cluster_request();
protocol::Shape create_cluster_response();
protocol::Shape describe_clusters_request();
protocol::Shape describe_clusters_response();
protocol::Shape list_clusters_request();
protocol::Shape list_clusters_response();
protocol::Shape update_cluster_request();
protocol::Shape update_cluster_response();
protocol::Shape update_cluster_settings_request();
protocol::Shape update_cluster_settings_response();
protocol::Shape delete_cluster_request();
protocol::Shape delete_cluster_response();
protocol::Shape put_cluster_capacity_providers_request();
protocol::Shape put_cluster_capacity_providers_response();
protocol::Shape tag_resource_request();
protocol::Shape tag_resource_response();
protocol::Shape untag_resource_request();
protocol::Shape untag_resource_response();
protocol::Shape list_tags_for_resource_request();
protocol::Shape list_tags_for_resource_response();
protocol::Shape put_account_setting_request();
protocol::Shape put_account_setting_response();
protocol::Shape put_account_setting_default_request();
protocol::Shape put_account_setting_default_response();
protocol::Shape list_account_settings_request();
protocol::Shape list_account_settings_response();
protocol::Shape delete_account_setting_request();
protocol::Shape delete_account_setting_response();

// Task definitions
protocol::Shape register_task_definition_request();
protocol::Shape register_task_definition_response();
protocol::Shape describe_task_definition_request();
protocol::Shape describe_task_definition_response();
protocol::Shape list_task_definitions_request();
protocol::Shape list_task_definitions_response();
protocol::Shape list_task_definition_families_request();
protocol::Shape list_task_definition_families_response();
protocol::Shape deregister_task_definition_request();
protocol::Shape deregister_task_definition_response();
protocol::Shape delete_task_definitions_request();
protocol::Shape delete_task_definitions_response();

// Services, their deployments and revisions
protocol::Shape create_service_request();
protocol::Shape create_service_response();
protocol::Shape update_service_request();
protocol::Shape update_service_response();
protocol::Shape delete_service_request();
protocol::Shape delete_service_response();
protocol::Shape describe_services_request();
protocol::Shape describe_services_response();
protocol::Shape list_services_request();
protocol::Shape list_services_response();
protocol::Shape list_service_deployments_request();
protocol::Shape list_service_deployments_response();
protocol::Shape describe_service_deployments_request();
protocol::Shape describe_service_deployments_response();
protocol::Shape describe_service_revisions_request();
protocol::Shape describe_service_revisions_response();

// Tasks and their protection
protocol::Shape run_task_request();
protocol::Shape run_task_response();
protocol::Shape stop_task_request();
protocol::Shape stop_task_response();
protocol::Shape list_tasks_request();
protocol::Shape list_tasks_response();
protocol::Shape describe_tasks_request();
protocol::Shape describe_tasks_response();
protocol::Shape get_task_protection_request();
protocol::Shape get_task_protection_response();
protocol::Shape update_task_protection_request();
protocol::Shape update_task_protection_response();

}  // namespace rampart::aws::ecs
