// AWS::ECS::* and AWS::ECR::Repository.
#include <fmt/format.h>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;
using protocol::ApiError;

Done settle_cluster(Subject& subject) {
  if (!subject.updating ||
      !(changed(subject, "CapacityProviders") || changed(subject, "DefaultCapacityProviderStrategy")))
    return {};
  return ask_all(subject, "ecs", "PutClusterCapacityProviders",
                 {{"cluster", subject.physical_id},
                  {"capacityProviders", list_at(subject.properties, "CapacityProviders")},
                  {"defaultCapacityProviderStrategy", list_at(subject.properties, "DefaultCapacityProviderStrategy")}});
}

json::object cluster_input(const Subject& subject) {
  json::object out = subject.properties;
  if (const json::value* settings = out.if_contains("ClusterSettings")) out["settings"] = *settings;
  if (subject.updating && !out.contains("settings"))
    out["settings"] = json::array{json::object{{"name", "containerInsights"}, {"value", "disabled"}}};
  return out;
}

json::object service_input(const Subject& subject) {
  json::object out = subject.properties;
  // What isn't in the template isn't touched by an update: the count may be the autoscaler's.
  if (!subject.updating && !out.contains("DesiredCount") && text_at(out, "SchedulingStrategy") != "DAEMON")
    out["DesiredCount"] = 1;
  if (const json::value* strategies = out.if_contains("PlacementStrategies")) out["placementStrategy"] = *strategies;
  return out;
}

json::object service_removal(const Subject& subject) {
  json::object out = {{"service", subject.physical_id}, {"force", true}};
  if (const json::value* cluster = subject.properties.if_contains("Cluster")) out["cluster"] = *cluster;
  return out;
}

/// The service as DescribeServices has it; an empty object when it isn't there.
Answered<json::object> described_service(const Subject& subject) {
  json::object input = {{"services", json::array{json::value(subject.physical_id)}}};
  if (const json::value* cluster = subject.properties.if_contains("Cluster")) input["cluster"] = *cluster;
  const auto answer = subject.ask("ecs", "DescribeServices", std::move(input));
  if (answer.has_error()) return answer.error();
  const json::value* service = find_path(*answer, "services.0");
  return service != nullptr && service->is_object() ? service->get_object() : json::object();
}

ApiError breaker_triggered() {
  return {.code = "GeneralServiceException",
          .message = "Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'."};
}

Answered<bool> service_stable(const Subject& subject) {
  const auto service = described_service(subject);
  if (service.has_error()) return service.error();
  const json::array deployments = list_at(*service, "deployments");
  for (const json::value& one : deployments) {
    const json::object& deployment = one.as_object();
    if (text_at(deployment, "rolloutState") == "FAILED") return breaker_triggered();
    // A rollback has made another deployment the primary one.
    const std::string wanted = text_at(subject.properties, "TaskDefinition");
    if (text_at(deployment, "status") == "PRIMARY" && wanted.starts_with("arn:") &&
        text_at(deployment, "taskDefinition") != wanted)
      return breaker_triggered();
    if (text_at(deployment, "rolloutState") == "IN_PROGRESS") return false;
  }
  return deployments.size() == 1 && text_at(*service, "runningCount") == text_at(*service, "desiredCount");
}

Answered<bool> service_gone(const Subject& subject) {
  const auto service = described_service(subject);
  if (service.has_error()) {
    if (service.error().code == "ClusterNotFoundException") return true;
    return service.error();
  }
  const std::string status = text_at(*service, "status");
  return status.empty() || status == "INACTIVE";
}

json::object no_providers(const Subject& subject) {
  return {{"cluster", subject.physical_id},
          {"capacityProviders", json::array()},
          {"defaultCapacityProviderStrategy", json::array()}};
}

Done settle_repository(Subject& subject) {
  const std::string policy = text_at(subject.properties, "RepositoryPolicyText");
  if (changed(subject, "RepositoryPolicyText") && !policy.empty())
    if (auto r = ask_if_known(subject, "ecr", "SetRepositoryPolicy",
                              {{"repositoryName", subject.physical_id}, {"policyText", policy}});
        r.has_error())
      return r;
  const std::string lifecycle = text_at(subject.properties, "LifecyclePolicy.LifecyclePolicyText");
  if (changed(subject, "LifecyclePolicy") && !lifecycle.empty())
    return ask_if_known(subject, "ecr", "PutLifecyclePolicy",
                        {{"repositoryName", subject.physical_id}, {"lifecyclePolicyText", lifecycle}});
  return {};
}

json::object repository_removal(const Subject& subject) {
  return {{"repositoryName", subject.physical_id}, {"force", text_at(subject.properties, "EmptyOnDelete") == "true"}};
}

void learn_repository(Subject& subject, const json::object&) {
  // When nobody keeps repositories, the ARN and address are still what AWS would say.
  if (!subject.attributes.contains("Arn"))
    subject.attributes["Arn"] =
        make_arn("ecr", subject.region, subject.account, fmt::format("repository/{}", subject.physical_id));
  if (!subject.attributes.contains("RepositoryUri"))
    subject.attributes["RepositoryUri"] =
        fmt::format("{}.dkr.ecr.{}.amazonaws.com/{}", subject.account, subject.region, subject.physical_id);
}

}  // namespace

std::vector<ResourceType> container_types() {
  return {
      {.name = "AWS::ECS::Cluster",
       .service = "ecs",
       .create = "CreateCluster",
       .id_path = "cluster.clusterName",
       .attributes = {{"Arn", "cluster.clusterArn"}},
       .name_property = "ClusterName",
       .tags = Tags::list,
       .update = "UpdateClusterSettings",
       .remove = "DeleteCluster",
       .key = "cluster",
       .replacing = {"ClusterName"},
       .input = cluster_input,
       .after = settle_cluster},
      {.name = "AWS::ECS::TaskDefinition",
       .service = "ecs",
       .create = "RegisterTaskDefinition",
       .id_path = "taskDefinition.taskDefinitionArn",
       .attributes = {{"TaskDefinitionArn", "taskDefinition.taskDefinitionArn"}},
       .name_property = "Family",
       .tags = Tags::list,
       .remove = "DeregisterTaskDefinition",
       .key = "taskDefinition"},
      {.name = "AWS::ECS::Service",
       .service = "ecs",
       .create = "CreateService",
       .id_path = "service.serviceArn",
       .attributes = {{"ServiceArn", "service.serviceArn"}, {"Name", "service.serviceName"}},
       .name_property = "ServiceName",
       .tags = Tags::list,
       .update = "UpdateService",
       .remove = "DeleteService",
       .key = "service",
       .replacing = {"Cluster", "LaunchType", "Role", "SchedulingStrategy", "ServiceName"},
       .input = service_input,
       .removal = service_removal,
       .stable = service_stable,
       .gone = service_gone},
      {.name = "AWS::ECS::ClusterCapacityProviderAssociations",
       .service = "ecs",
       .create = "PutClusterCapacityProviders",
       .id_path = "cluster.clusterName",
       .update = "PutClusterCapacityProviders",
       .remove = "PutClusterCapacityProviders",
       .key = "cluster",
       .replacing = {"Cluster"},
       .removal = no_providers},
      {.name = "AWS::ECR::Repository",
       .service = "ecr",
       .create = "CreateRepository",
       .id_path = "repository.repositoryName",
       .attributes = {{"Arn", "repository.repositoryArn"}, {"RepositoryUri", "repository.repositoryUri"}},
       .name_property = "RepositoryName",
       .lower_case = true,
       .tags = Tags::list,
       .remove = "DeleteRepository",
       .replacing = {"RepositoryName", "EncryptionConfiguration"},
       .recorded_as = "NAME",
       .learn = learn_repository,
       .after = settle_repository,
       .removal = repository_removal},
  };
}

}  // namespace rampart::aws::cloudformation
