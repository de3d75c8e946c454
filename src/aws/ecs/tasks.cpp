// Tasks: run, stopped, listed, described. Source: reference aws-scaling.md §1.6.
#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_checks.h"
#include "aws/ecs/task_definition_spec.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

constexpr std::int64_t most_run_at_once = 10;
constexpr std::size_t most_described = 100;

/// What of a RunTask input a task shows again.
json::object remembered(const json::object& input) {
  json::object out;
  copy(input, out, {"networkConfiguration", "overrides", "tags", "enableExecuteCommand", "capacityProviderStrategy"});
  if (json::value* overrides = out.if_contains("overrides")) {
    json::object& object = overrides->as_object();
    if (const json::object* storage = part(object, "ephemeralStorage")) out["ephemeralStorage"] = *storage;
    if (!object.contains("containerOverrides")) object["containerOverrides"] = json::array();
  }
  return out;
}

}  // namespace

protocol::Answer Ecs::run_task(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const std::int64_t count = number_of(call.input, "count", 1);
  if (count < 1 || count > most_run_at_once) return invalid_parameter("Count should be between 1 and 10.");
  if (text_of(call.input, "startedBy").size() > 128)
    return invalid_parameter("startedBy can be at most 128 characters.");
  const auto found = usable_task_definition(call);
  if (found.has_error()) return found.error();
  if (auto wrong = check_launch(call.input, *records_.find(call.region, "cluster", *cluster))) return *wrong;
  if (auto wrong = check_network(call.input)) return *wrong;
  fleet::TaskRequest request;
  request.definition = spec_of(**found);
  if (const json::object* overrides = part(call.input, "overrides"))
    if (auto wrong = apply_overrides(*overrides, request.definition)) return *wrong;
  request.cluster = *cluster;
  request.group = text_of(call.input, "group", "family:" + request.definition.family);
  request.started_by = text_of(call.input, "startedBy");
  if (const std::string token = text_of(call.input, "clientToken"); !token.empty()) {
    if (const json::object* before = records_.find(call.region, "run-task-token", token)) {
      if (before->at("_request") != call.input)
        return protocol::ApiError{.code = "ConflictException",
                                  .message = "The clientToken was used for a request with other parameters."};
      return tasks_answer(call, texts(*before, "tasks"));
    }
  }
  std::vector<std::string> ids;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto id = fleet(call.region).run_task(request, call.now);
    if (id.has_error()) return invalid_parameter(id.error().message);
    records_.put(call.region, "run-task", *id, remembered(call.input));
    ids.push_back(*id);
  }
  regions_.insert(call.region);
  keep_standalone_tasks(call.region);
  if (const std::string token = text_of(call.input, "clientToken"); !token.empty()) {
    json::array all;
    for (const auto& id : ids) all.push_back(json::string(id));
    records_.put(call.region, "run-task-token", token, {{"_request", call.input}, {"tasks", std::move(all)}});
  }
  return tasks_answer(call, ids);
}

json::object Ecs::tasks_answer(const Call& call, const std::vector<std::string>& ids) const {
  json::array tasks;
  for (const std::string& id : ids)
    if (const fleet::Task* task = fleet(call.region).find_task(id)) tasks.push_back(task_answer(call, *task, true));
  return {{"tasks", std::move(tasks)}, {"failures", json::array()}};
}

protocol::Answer Ecs::stop_task(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const fleet::Task* task = find_task(call, *cluster, text_of(call.input, "task"));
  if (task == nullptr) return invalid_parameter("The referenced task was not found.");
  const auto stopped = fleet(call.region).stop_task(task->id, text_of(call.input, "reason"), call.now);
  if (stopped.has_error()) return invalid_parameter("The referenced task was not found.");
  if (const fleet::Service* service = fleet(call.region).find_service_of(task->id))
    keep(call.region, *service);
  else
    keep_standalone_tasks(call.region);
  return json::object{{"task", task_answer(call, *task, false)}};
}

protocol::Answer Ecs::list_tasks(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const std::string status = text_of(call.input, "desiredStatus", "RUNNING");
  const std::string started_by = text_of(call.input, "startedBy");
  const std::string service_name = text_of(call.input, "serviceName");
  const std::string family = text_of(call.input, "family");
  const std::string launch_type = text_of(call.input, "launchType", "FARGATE");
  if (!service_name.empty() && find_service(call, *cluster, service_name) == nullptr)
    return protocol::ApiError{.code = "ServiceNotFoundException", .message = "Service not found."};
  json::array arns;
  const auto offer = [&](const fleet::Task& task) {
    if (status == "PENDING" || (status == "RUNNING") != task.wanted || launch_type != "FARGATE") return;
    if (call.input.contains("containerInstance")) return;
    if (!started_by.empty() && task.deployment_id != started_by) return;
    if (!family.empty() && family_and_revision(task.task_definition_arn).first != family) return;
    arns.push_back(json::string(task.arn));
  };
  for (const fleet::Service* service : fleet(call.region).services()) {
    if (service->spec().cluster != *cluster) continue;
    if (!service_name.empty() && service->spec().name != short_name(service_name)) continue;
    for (const fleet::Task& task : service->tasks()) offer(task);
  }
  for (const fleet::StandaloneTask* one : fleet(call.region).standalone_tasks())
    if (one->cluster == *cluster && service_name.empty()) offer(one->task);
  return page_of(call, "taskArns", std::move(arns));
}

protocol::Answer Ecs::describe_tasks(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const auto named = texts(call.input, "tasks");
  if (named.empty()) return invalid_parameter("Tasks cannot be empty.");
  if (named.size() > most_described) return invalid_parameter("Tasks cannot have more than 100 entries.");
  const auto include = texts(call.input, "include");
  const bool with_tags = std::find(include.begin(), include.end(), "TAGS") != include.end();
  json::array tasks;
  json::array failures;
  for (const std::string& one : named) {
    if (const fleet::Task* task = find_task(call, *cluster, one))
      tasks.push_back(task_answer(call, *task, with_tags));
    else
      failures.push_back(
          missing(make_arn("ecs", call.region, call.account, "task/" + *cluster + "/" + std::string(short_name(one)))));
  }
  return json::object{{"tasks", std::move(tasks)}, {"failures", std::move(failures)}};
}

}  // namespace rampart::aws::ecs
