// Services as the API shows them: the fleet's state, with what was only remembered. Source: reference aws-scaling.md
// §1.3.
#include "aws/ecs/service_answers.h"

#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

constexpr std::size_t most_described = 10;
constexpr std::string_view platform_version = "1.4.0";

json::object breaker_answer(const fleet::ServiceSpec& spec) {
  return {{"enable", spec.circuit_breaker}, {"rollback", spec.circuit_breaker_rollback}};
}

json::array load_balancer_answers(const fleet::ServiceSpec& spec) {
  json::array out;
  for (const auto& one : spec.load_balancers)
    out.push_back(json::object{{"targetGroupArn", one.target_group_arn},
                               {"containerName", one.container_name},
                               {"containerPort", one.container_port}});
  return out;
}

}  // namespace

json::object deployment_configuration(const fleet::ServiceSpec& spec) {
  const auto bake = std::chrono::duration_cast<std::chrono::minutes>(spec.bake_time).count();
  json::object out{{"deploymentCircuitBreaker", breaker_answer(spec)},
                   {"maximumPercent", spec.maximum_percent},
                   {"minimumHealthyPercent", spec.minimum_healthy_percent},
                   {"strategy", "ROLLING"},
                   {"bakeTimeInMinutes", bake}};
  if (!spec.alarm_names.empty() || spec.alarms) {
    json::array names;
    for (const auto& name : spec.alarm_names) names.push_back(json::string(name));
    out["alarms"] =
        json::object{{"alarmNames", std::move(names)}, {"rollback", spec.alarms_rollback}, {"enable", spec.alarms}};
  }
  return out;
}

json::object Ecs::deployment_answer(const Call& call, const fleet::Service& service,
                                    const fleet::Deployment& deployment) const {
  const fleet::ServiceCounts counts = service.counts(deployment);
  json::object out{{"id", deployment.id},
                   {"status", deployment.primary ? "PRIMARY" : "ACTIVE"},
                   {"taskDefinition", deployment.task_definition_arn},
                   {"desiredCount", counts.desired},
                   {"pendingCount", counts.pending},
                   {"runningCount", counts.running},
                   {"failedTasks", deployment.failed_tasks},
                   {"createdAt", timestamp_of(deployment.created_at)},
                   {"updatedAt", timestamp_of(deployment.updated_at)},
                   {"platformVersion", platform_version},
                   {"platformFamily", "Linux"},
                   {"rolloutState", fleet::name_of(deployment.rollout_state)},
                   {"rolloutStateReason", deployment.rollout_state_reason}};
  if (const json::object* revision = find_revision(call, service, deployment))
    copy(*revision, out,
         {"launchType", "capacityProviderStrategy", "networkConfiguration", "serviceConnectConfiguration",
          "volumeConfigurations"});
  return out;
}

json::object Ecs::service_answer(const Call& call, const fleet::Service& service, bool with_tags) const {
  const fleet::ServiceSpec& spec = service.spec();
  const fleet::ServiceCounts counts = service.counts();
  json::object out{
      {"serviceArn", spec.arn},
      {"serviceName", spec.name},
      {"clusterArn", make_arn("ecs", call.region, call.account, "cluster/" + spec.cluster)},
      {"loadBalancers", load_balancer_answers(spec)},
      {"status", fleet::name_of(service.status())},
      {"desiredCount", counts.desired},
      {"runningCount", counts.running},
      {"pendingCount", counts.pending},
      {"platformFamily", "Linux"},
      {"taskDefinition", spec.task_definition_arn},
      {"deploymentConfiguration", deployment_configuration(spec)},
      {"roleArn", "arn:aws:iam::" + call.account + ":role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"},
      {"createdAt", timestamp_of(service.created_at())},
      {"healthCheckGracePeriodSeconds",
       std::chrono::duration_cast<std::chrono::seconds>(spec.health_check_grace_period).count()},
      {"schedulingStrategy", "REPLICA"},
      {"deploymentController", json::object{{"type", "ECS"}}}};
  const std::string id = record_id(service);
  if (const json::object* record = records_.find(call.region, "service", id)) {
    for (const auto& [key, value] : without_ours(*record)) out[key] = value;
    if (!with_tags) out.erase("tags");
  } else {
    out["launchType"] = "FARGATE";  // made by a template, not by a call
  }
  json::array deployments;
  json::array revisions;
  for (const fleet::Deployment& one : service.deployments()) {
    deployments.push_back(deployment_answer(call, service, one));
    const fleet::ServiceCounts some = service.counts(one);
    revisions.push_back(
        json::object{{"arn", make_arn("ecs", call.region, call.account,
                                      "service-revision/" + id + "/" + std::string(digits_of(one.revision)))},
                     {"requestedTaskCount", some.desired},
                     {"runningTaskCount", some.running},
                     {"pendingTaskCount", some.pending}});
  }
  const fleet::Deployment& newest = service.deployments().front();
  out["currentServiceDeployment"] =
      make_arn("ecs", call.region, call.account,
               "service-deployment/" + id + "/" +
                   service_deployment_id(newest.rolls_back.empty() ? newest.id : newest.rolls_back));
  out["currentServiceRevisions"] = std::move(revisions);
  out["deployments"] = std::move(deployments);
  json::array events;
  for (const fleet::EventEntry& entry : service.events().entries())
    events.push_back(
        json::object{{"id", entry.id}, {"createdAt", timestamp_of(entry.created_at)}, {"message", entry.message}});
  out["events"] = std::move(events);
  return out;
}

protocol::Answer Ecs::describe_services(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const auto named = texts(call.input, "services");
  if (named.empty()) return invalid_parameter("Services cannot be empty.");
  if (named.size() > most_described) return invalid_parameter("Services cannot have more than 10 entries.");
  const auto include = texts(call.input, "include");
  const bool with_tags = std::find(include.begin(), include.end(), "TAGS") != include.end();
  json::array services;
  json::array failures;
  for (const std::string& name : named) {
    if (const fleet::Service* service = find_service(call, *cluster, name))
      services.push_back(service_answer(call, *service, with_tags));
    else
      failures.push_back(missing(
          make_arn("ecs", call.region, call.account, "service/" + *cluster + "/" + std::string(short_name(name)))));
  }
  return json::object{{"services", std::move(services)}, {"failures", std::move(failures)}};
}

protocol::Answer Ecs::list_services(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const std::string launch_type = text_of(call.input, "launchType");
  const bool replica = text_of(call.input, "schedulingStrategy", "REPLICA") == "REPLICA";
  json::array arns;
  for (const fleet::Service* service : fleet(call.region).services()) {
    if (service->spec().cluster != *cluster || service->status() != fleet::ServiceStatus::active || !replica) continue;
    const json::object* record = records_.find(call.region, "service", record_id(*service));
    const std::string runs_on = record == nullptr ? "FARGATE" : text_of(*record, "launchType", "FARGATE");
    if (launch_type.empty() || launch_type == runs_on) arns.push_back(json::string(service->spec().arn));
  }
  return page_of(call, "serviceArns", std::move(arns), 10);
}

}  // namespace rampart::aws::ecs
