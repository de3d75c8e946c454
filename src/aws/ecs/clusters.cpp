// Clusters: made, described with counts from the fleet, changed, deleted. Source: reference aws-scaling.md §1.1.
#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;
using protocol::ApiError;

namespace {

constexpr std::string_view active = "ACTIVE";

ApiError cluster_not_found() { return {.code = "ClusterNotFoundException", .message = "Cluster not found."}; }

struct Census {
  int running = 0;
  int pending = 0;
  int services = 0;
  int draining = 0;

  void count(const fleet::Task& task) {
    running += task.running() ? 1 : 0;
    pending += task.pending() ? 1 : 0;
  }
};

Census census_of(const fleet::Fleet& fleet, std::string_view cluster) {
  Census out;
  for (const fleet::Service* service : fleet.services()) {
    if (service->spec().cluster != cluster) continue;
    out.services += service->status() == fleet::ServiceStatus::active ? 1 : 0;
    out.draining += service->status() == fleet::ServiceStatus::draining ? 1 : 0;
    for (const fleet::Task& task : service->tasks()) out.count(task);
  }
  for (const fleet::StandaloneTask* one : fleet.standalone_tasks())
    if (one->cluster == cluster) out.count(one->task);
  return out;
}

json::array statistics(const Census& census) {
  json::array out;
  const auto add = [&out](std::string_view name, int value) {
    out.push_back(json::object{{"name", name}, {"value", std::to_string(value)}});
  };
  add("runningEC2TasksCount", 0);
  add("runningFargateTasksCount", census.running);
  add("pendingEC2TasksCount", 0);
  add("pendingFargateTasksCount", census.pending);
  add("activeEC2ServiceCount", 0);
  add("activeFargateServiceCount", census.services);
  add("drainingEC2ServiceCount", 0);
  add("drainingFargateServiceCount", census.draining);
  return out;
}

std::optional<ApiError> check_capacity_providers(const json::object& input) {
  const auto providers = texts(input, "capacityProviders");
  for (const std::string& name : providers)
    if (name != "FARGATE" && name != "FARGATE_SPOT")
      return invalid_parameter("The specified capacity provider '" + name + "' was not found.");
  for (const json::object* item : objects(input, "defaultCapacityProviderStrategy"))
    if (const auto name = text_of(*item, "capacityProvider");
        std::find(providers.begin(), providers.end(), name) == providers.end())
      return invalid_parameter(
          "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the "
          "cluster. Associate the capacity provider with the cluster and try again.");
  return std::nullopt;
}

/// Settings that `input` names replace those of that name.
void merge_settings(const json::object& input, json::object& cluster) {
  json::array merged = cluster.contains("settings") ? cluster.at("settings").as_array() : json::array();
  for (const json::object* setting : objects(input, "settings")) {
    const auto same = std::find_if(merged.begin(), merged.end(), [&](const json::value& one) {
      return text_of(one.as_object(), "name") == text_of(*setting, "name");
    });
    if (same == merged.end())
      merged.push_back(*setting);
    else
      *same = *setting;
  }
  cluster["settings"] = std::move(merged);
}

}  // namespace

protocol::Answered<std::string> Ecs::active_cluster(const Call& call) const {
  const std::string named = text_of(call.input, "cluster");
  std::string name(named.empty() ? "default" : short_name(named));
  const json::object* record = records_.find(call.region, "cluster", name);
  if (record == nullptr || text_of(*record, "status") != active) return cluster_not_found();
  return protocol::Answered<std::string>(boost::system::in_place_value, std::move(name));
}

json::object Ecs::cluster_answer(const Call& call, const json::object& record, const Include& include) const {
  json::object out = without_ours(record);
  const Census census = census_of(fleet(call.region), text_of(record, "clusterName"));
  out["registeredContainerInstancesCount"] = 0;
  out["runningTasksCount"] = census.running;
  out["pendingTasksCount"] = census.pending;
  out["activeServicesCount"] = census.services;
  out["statistics"] = include.contains("STATISTICS") ? statistics(census) : json::array();
  if (!include.contains("TAGS")) out["tags"] = json::array();
  if (!include.contains("SETTINGS")) out["settings"] = json::array();
  if (!include.contains("CONFIGURATIONS")) out.erase("configuration");
  return out;
}

protocol::Answer Ecs::create_cluster(const Call& call) {
  const std::string name = text_of(call.input, "clusterName", "default");
  if (!is_resource_name(name)) return invalid_parameter("Invalid cluster name.");
  const Include everything{"TAGS", "SETTINGS", "CONFIGURATIONS"};
  if (const auto* there = records_.find(call.region, "cluster", name);
      there != nullptr && text_of(*there, "status") == active)
    return json::object{{"cluster", cluster_answer(call, *there, everything)}};
  if (auto wrong = check_capacity_providers(call.input)) return *wrong;
  json::object record{{"clusterArn", make_arn("ecs", call.region, call.account, "cluster/" + name)},
                      {"clusterName", name},
                      {"status", active},
                      {"tags", json::array()},
                      {"settings", json::array{json::object{{"name", "containerInsights"},
                                                            {"value", effective_setting(call, "containerInsights")}}}},
                      {"capacityProviders", json::array()},
                      {"defaultCapacityProviderStrategy", json::array()}};
  copy(call.input, record,
       {"tags", "configuration", "capacityProviders", "defaultCapacityProviderStrategy", "serviceConnectDefaults"});
  merge_settings(call.input, record);
  regions_.insert(call.region);
  json::object answer{{"cluster", cluster_answer(call, record, everything)}};
  records_.put(call.region, "cluster", name, std::move(record));
  return answer;
}

protocol::Answer Ecs::describe_clusters(const Call& call) {
  const auto asked = texts(call.input, "include");
  const Include include(asked.begin(), asked.end());
  auto names = texts(call.input, "clusters");
  if (names.size() > 100) return invalid_parameter("Clusters cannot have more than 100 entries.");
  if (names.empty()) names.emplace_back("default");
  json::array clusters;
  json::array failures;
  for (const std::string& named : names) {
    const auto name = std::string(short_name(named));
    if (const auto* record = records_.find(call.region, "cluster", name))
      clusters.push_back(cluster_answer(call, *record, include));
    else
      failures.push_back(missing(make_arn("ecs", call.region, call.account, "cluster/" + name)));
  }
  return json::object{{"clusters", std::move(clusters)}, {"failures", std::move(failures)}};
}

protocol::Answer Ecs::list_clusters(const Call& call) {
  json::array arns;
  for (const auto& [name, record] : records_.list(call.region, "cluster"))
    if (text_of(*record, "status") == active) arns.push_back(record->at("clusterArn"));
  return page_of(call, "clusterArns", std::move(arns));
}

/// UpdateCluster and UpdateClusterSettings: the second has fewer members.
protocol::Answer Ecs::update_cluster(const Call& call) {
  const auto name = active_cluster(call);
  if (name.has_error()) return name.error();
  json::object record = *records_.find(call.region, "cluster", *name);
  copy(call.input, record, {"configuration", "serviceConnectDefaults"});
  merge_settings(call.input, record);
  json::object answer{{"cluster", cluster_answer(call, record, {"TAGS", "SETTINGS", "CONFIGURATIONS"})}};
  records_.put(call.region, "cluster", *name, std::move(record));
  return answer;
}

protocol::Answer Ecs::put_cluster_capacity_providers(const Call& call) {
  const auto name = active_cluster(call);
  if (name.has_error()) return name.error();
  if (auto wrong = check_capacity_providers(call.input)) return *wrong;
  json::object record = *records_.find(call.region, "cluster", *name);
  copy(call.input, record, {"capacityProviders", "defaultCapacityProviderStrategy"});
  json::object answer{{"cluster", cluster_answer(call, record, {"TAGS", "SETTINGS", "CONFIGURATIONS"})}};
  records_.put(call.region, "cluster", *name, std::move(record));
  return answer;
}

protocol::Answer Ecs::delete_cluster(const Call& call) {
  const auto name = active_cluster(call);
  if (name.has_error()) return name.error();
  const Census census = census_of(fleet(call.region), *name);
  if (census.services + census.draining > 0)
    return ApiError{.code = "ClusterContainsServicesException",
                    .message = "The Cluster cannot be deleted while Services are active."};
  if (census.running + census.pending > 0)
    return ApiError{.code = "ClusterContainsTasksException",
                    .message = "The Cluster cannot be deleted while Tasks are active."};
  json::object record = *records_.find(call.region, "cluster", *name);
  record["status"] = "INACTIVE";
  json::object answer{{"cluster", cluster_answer(call, record, {"TAGS", "SETTINGS", "CONFIGURATIONS"})}};
  records_.put(call.region, "cluster", *name, std::move(record));
  return answer;
}

}  // namespace rampart::aws::ecs
