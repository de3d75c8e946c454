// Service deployments and service revisions: the history behind a service's deployments. A rollback belongs to the
// service deployment that failed. Source: reference aws-scaling.md §1.4.
#include <algorithm>
#include <set>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_answers.h"
#include "aws/ecs/service_requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using fleet::Deployment;
using fleet::RolloutState;

namespace {

/// All deployments of a service but rollbacks, newest first.
std::vector<const Deployment*> history_of(const fleet::Service& service) {
  std::vector<const Deployment*> out;
  for (const auto* list : {&service.deployments(), &service.ended_deployments()})
    for (const Deployment& one : *list)
      if (one.rolls_back.empty()) out.push_back(&one);
  return out;
}

/// The rollback of `failed`, if there was one.
const Deployment* rollback_of(const fleet::Service& service, const Deployment& failed) {
  for (const auto* list : {&service.deployments(), &service.ended_deployments()})
    for (const Deployment& one : *list)
      if (one.rolls_back == failed.id) return &one;
  return nullptr;
}

std::string_view status_of(const Deployment& one, const Deployment* rollback) {
  if (rollback != nullptr) {
    if (rollback->rollout_state == RolloutState::completed) return "ROLLBACK_SUCCESSFUL";
    return rollback->rollout_state == RolloutState::failed || !rollback->primary ? "ROLLBACK_FAILED"
                                                                                 : "ROLLBACK_IN_PROGRESS";
  }
  if (one.rollout_state == RolloutState::completed) return "SUCCESSFUL";
  if (one.rollout_state == RolloutState::failed || !one.primary) return "STOPPED";
  return "IN_PROGRESS";
}

std::string reason_of(const Deployment& one, const Deployment* rollback) {
  if (rollback != nullptr || one.rollout_state == RolloutState::failed) return one.rollout_state_reason;
  return one.rollout_state == RolloutState::in_progress && !one.primary ? "Replaced by a newer service deployment."
                                                                        : "";
}

std::optional<Instant> end_of(const Deployment& one, const Deployment* rollback) {
  return rollback != nullptr ? rollback->finished_at : one.finished_at;
}

json::object breaker_answer(const fleet::Service& service, const Deployment& one) {
  std::string_view status = "DISABLED";
  if (service.spec().circuit_breaker) {
    if (one.rollout_state == RolloutState::in_progress) status = "MONITORING";
    if (one.rollout_state == RolloutState::completed) status = "MONITORING_COMPLETE";
    if (one.rollout_state == RolloutState::failed && one.triggered_alarms.empty()) status = "TRIGGERED";
  }
  return {{"status", status},
          {"failureCount", one.failed_tasks},
          {"threshold", fleet::failure_threshold(service.desired_count())}};
}

json::object alarms_answer(const fleet::Service& service, const Deployment& one) {
  json::array names;
  json::array triggered;
  for (const auto& name : service.spec().alarm_names) names.push_back(json::string(name));
  for (const auto& name : one.triggered_alarms) triggered.push_back(json::string(name));
  return {{"status", fleet::name_of(one.alarm_watch)},
          {"alarmNames", std::move(names)},
          {"triggeredAlarmNames", std::move(triggered)}};
}

json::object summary_of(const std::string& arn, const fleet::ServiceCounts& counts) {
  return {{"arn", arn},
          {"requestedTaskCount", counts.desired},
          {"runningTaskCount", counts.running},
          {"pendingTaskCount", counts.pending}};
}

/// Names one service's deployments and revisions.
struct Arns {
  std::string region;
  std::string account;
  std::string id;  ///< "CLUSTER/NAME"

  [[nodiscard]] std::string deployment(const Deployment& one) const {
    return make_arn("ecs", region, account, "service-deployment/" + id + "/" + service_deployment_id(one.id));
  }
  [[nodiscard]] std::string revision(const Deployment& one) const {
    return make_arn("ecs", region, account, "service-revision/" + id + "/" + std::string(digits_of(one.revision)));
  }
};

json::object brief_of(const Arns& arns, const fleet::Service& service, const std::string& cluster_arn,
                      const Deployment& one) {
  const Deployment* rollback = rollback_of(service, one);
  json::object out{{"serviceDeploymentArn", arns.deployment(one)},
                   {"serviceArn", service.spec().arn},
                   {"clusterArn", cluster_arn},
                   {"startedAt", timestamp_of(one.created_at)},
                   {"createdAt", timestamp_of(one.created_at)},
                   {"targetServiceRevisionArn", arns.revision(one)},
                   {"status", status_of(one, rollback)}};
  if (const auto end = end_of(one, rollback)) out["finishedAt"] = timestamp_of(*end);
  if (auto reason = reason_of(one, rollback); !reason.empty()) out["statusReason"] = std::move(reason);
  return out;
}

json::object whole_of(const Arns& arns, const fleet::Service& service, const std::string& cluster_arn,
                      const Deployment& one) {
  json::object out = brief_of(arns, service, cluster_arn, one);
  out.erase("targetServiceRevisionArn");
  const Deployment* rollback = rollback_of(service, one);
  out["updatedAt"] = timestamp_of(rollback == nullptr ? one.updated_at : rollback->updated_at);
  out["targetServiceRevision"] = summary_of(arns.revision(one), service.counts(one));
  json::array sources;
  const auto history = history_of(service);
  const auto self = std::find(history.begin(), history.end(), &one);
  if (self != history.end() && self + 1 != history.end())
    sources.push_back(summary_of(arns.revision(**(self + 1)), service.counts(**(self + 1))));
  out["sourceServiceRevisions"] = std::move(sources);
  out["deploymentConfiguration"] = deployment_configuration(service.spec());
  out["deploymentCircuitBreaker"] = breaker_answer(service, one);
  out["alarms"] = alarms_answer(service, one);
  if (rollback != nullptr)
    out["rollback"] = json::object{{"reason", one.rollout_state_reason},
                                   {"startedAt", timestamp_of(rollback->created_at)},
                                   {"serviceRevisionArn", arns.revision(*rollback)}};
  if (one.primary && one.rollout_state == RolloutState::in_progress)
    out["lifecycleStage"] = one.settled_at ? "BAKE_TIME" : "SCALE_UP";
  return out;
}

/// "CLUSTER/NAME" and what stands behind it, of an ARN of that kind.
std::pair<std::string, std::string> split_arn(std::string_view arn, std::string_view kind) {
  const std::string_view rest = behind_kind(arn, kind);
  const auto cut = rest.rfind('/');
  if (cut == std::string_view::npos) return {std::string(rest), ""};
  return {std::string(rest.substr(0, cut)), std::string(rest.substr(cut + 1))};
}

}  // namespace

void Ecs::note_revision(const Call& call, const fleet::Service& service) {
  const Deployment& made = service.deployments().front();
  const std::string id = record_id(service);
  json::object revision;
  if (const json::object* record = records_.find(call.region, "service", id))
    copy(*record, revision,
         {"launchType", "capacityProviderStrategy", "networkConfiguration", "serviceRegistries",
          "serviceConnectConfiguration", "volumeConfigurations"});
  revision["taskDefinition"] = made.task_definition_arn;
  revision["createdAt"] = timestamp_of(made.created_at);
  revision["platformVersion"] = "1.4.0";
  revision["platformFamily"] = "Linux";
  json::array balancers;
  for (const auto& one : service.spec().load_balancers)
    balancers.push_back(json::object{{"targetGroupArn", one.target_group_arn},
                                     {"containerName", one.container_name},
                                     {"containerPort", one.container_port}});
  revision["loadBalancers"] = std::move(balancers);
  json::array images;
  if (const auto* definition = fleet(call.region).find_task_definition(made.task_definition_arn))
    for (const auto& container : definition->containers)
      images.push_back(json::object{{"containerName", container.name}, {"image", container.image}});
  revision["containerImages"] = std::move(images);
  records_.put(call.region, "revision", id + "/" + std::string(digits_of(made.revision)), std::move(revision));
  forget_revisions(call.region, service);
}

/// Those that no deployment of the history runs or ran.
void Ecs::forget_revisions(const std::string& region, const fleet::Service& service) {
  const std::string prefix = record_id(service) + "/";
  std::set<std::string> used;
  for (const auto* list : {&service.deployments(), &service.ended_deployments()})
    for (const Deployment& one : *list) used.insert(prefix + std::string(digits_of(one.revision)));
  std::vector<std::string> unused;
  for (const auto& [key, record] : records_.list(region, "revision"))
    if (key.starts_with(prefix) && !used.contains(std::string(key))) unused.emplace_back(key);
  for (const std::string& key : unused) records_.erase(region, "revision", key);
}

const json::object* Ecs::find_revision(const Call& call, const fleet::Service& service,
                                       const Deployment& deployment) const {
  return records_.find(call.region, "revision", record_id(service) + "/" + std::string(digits_of(deployment.revision)));
}

protocol::Answer Ecs::list_service_deployments(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const fleet::Service* service = find_service(call, *cluster, text_of(call.input, "service"));
  if (service == nullptr)
    return protocol::ApiError{.code = "ServiceNotFoundException", .message = "Service not found."};
  const auto wanted = texts(call.input, "status");
  const json::object* window = part(call.input, "createdAt");
  const auto bound = [window](std::string_view member, double otherwise) {
    const json::value* value = window == nullptr ? nullptr : window->if_contains(member);
    return value != nullptr && value->is_double() ? value->get_double() : otherwise;
  };
  const Arns arns{call.region, call.account, record_id(*service)};
  const std::string cluster_arn = make_arn("ecs", call.region, call.account, "cluster/" + *cluster);
  json::array briefs;
  for (const Deployment* one : history_of(*service)) {
    json::object brief = brief_of(arns, *service, cluster_arn, *one);
    const bool fits =
        wanted.empty() || std::find(wanted.begin(), wanted.end(), text_of(brief, "status")) != wanted.end();
    const double at = timestamp_of(one->created_at);
    if (fits && at < bound("before", 1e12) && at > bound("after", -1)) briefs.push_back(std::move(brief));
  }
  return page_of(call, "serviceDeployments", std::move(briefs), 20);
}

protocol::Answer Ecs::describe_service_deployments(const Call& call) {
  const auto named = texts(call.input, "serviceDeploymentArns");
  if (named.empty() || named.size() > 20)
    return invalid_parameter("You must specify between 1 and 20 service deployments.");
  json::array found;
  json::array failures;
  for (const std::string& arn : named) {
    const auto [id, last] = split_arn(arn, "service-deployment");
    const auto slash = id.find('/');
    const fleet::Service* service = find_service(call, id.substr(0, slash), id);
    const Deployment* match = nullptr;
    if (service != nullptr)
      for (const Deployment* one : history_of(*service))
        if (service_deployment_id(one->id) == last) match = one;
    if (match == nullptr) {
      failures.push_back(missing(arn));
      continue;
    }
    const Arns arns{call.region, call.account, id};
    found.push_back(whole_of(arns, *service,
                             make_arn("ecs", call.region, call.account, "cluster/" + service->spec().cluster), *match));
  }
  return json::object{{"serviceDeployments", std::move(found)}, {"failures", std::move(failures)}};
}

protocol::Answer Ecs::describe_service_revisions(const Call& call) {
  const auto named = texts(call.input, "serviceRevisionArns");
  if (named.empty() || named.size() > 20)
    return invalid_parameter("You must specify between 1 and 20 service revisions.");
  json::array found;
  json::array failures;
  for (const std::string& arn : named) {
    const auto [id, last] = split_arn(arn, "service-revision");
    const json::object* record = records_.find(call.region, "revision", id + "/" + last);
    if (record == nullptr) {
      failures.push_back(missing(arn));
      continue;
    }
    json::object one = *record;
    one["serviceRevisionArn"] = arn;
    one["serviceArn"] = make_arn("ecs", call.region, call.account, "service/" + id);
    one["clusterArn"] = make_arn("ecs", call.region, call.account, "cluster/" + id.substr(0, id.find('/')));
    found.push_back(std::move(one));
  }
  return json::object{{"serviceRevisions", std::move(found)}, {"failures", std::move(failures)}};
}

}  // namespace rampart::aws::ecs
