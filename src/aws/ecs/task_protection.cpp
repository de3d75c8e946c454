// Protection of a service's tasks from scale-in and deployments. Source: reference aws-scaling.md §1.6.
#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

namespace {

constexpr std::int64_t longest_minutes = 2880;
constexpr std::int64_t usual_minutes = 120;
constexpr std::size_t most_updated = 10;

json::object protection_of(const fleet::Task& task, Instant now) {
  json::object out{{"taskArn", task.arn}, {"protectionEnabled", task.is_protected(now)}};
  if (task.is_protected(now)) out["expirationDate"] = timestamp_of(*task.protected_until);
  return out;
}

json::object failure(const std::string& arn, std::string_view reason, std::string_view detail) {
  return {{"arn", arn}, {"reason", reason}, {"detail", detail}};
}

}  // namespace

protocol::Answer Ecs::update_task_protection(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  const auto named = texts(call.input, "tasks");
  if (named.empty() || named.size() > most_updated)
    return invalid_parameter("You must specify between 1 and 10 tasks.");
  const bool enabled = flag_of(call.input, "protectionEnabled");
  const std::int64_t minutes = number_of(call.input, "expiresInMinutes", usual_minutes);
  if (minutes < 1 || minutes > longest_minutes)
    return invalid_parameter("expiresInMinutes must be between 1 and 2880.");
  json::array tasks;
  json::array failures;
  for (const std::string& one : named) {
    const fleet::Task* task = find_task(call, *cluster, one);
    if (task == nullptr) {
      failures.push_back(
          missing(make_arn("ecs", call.region, call.account, "task/" + *cluster + "/" + std::string(short_name(one)))));
      continue;
    }
    const fleet::Service* service = fleet(call.region).find_service_of(task->id);
    std::optional<Instant> until;
    if (enabled) until = call.now + std::chrono::minutes(minutes);
    if (service == nullptr) {
      failures.push_back(failure(task->arn, "TASK_NOT_VALID", "The task does not belong to a service."));
    } else if (fleet(call.region).protect_task(task->id, until).has_error()) {
      failures.push_back(failure(task->arn, "TASK_NOT_VALID", "The task is stopping or has stopped."));
    } else {
      keep(call.region, *service);
      tasks.push_back(protection_of(*task, call.now));
    }
  }
  return json::object{{"protectedTasks", std::move(tasks)}, {"failures", std::move(failures)}};
}

protocol::Answer Ecs::get_task_protection(const Call& call) {
  const auto cluster = active_cluster(call);
  if (cluster.has_error()) return cluster.error();
  json::array tasks;
  json::array failures;
  auto named = texts(call.input, "tasks");
  if (named.empty())
    for (const fleet::Service* service : fleet(call.region).services())
      if (service->spec().cluster == *cluster)
        for (const fleet::Task& task : service->tasks())
          if (task.active()) named.push_back(task.arn);
  for (const std::string& one : named) {
    const fleet::Task* task = find_task(call, *cluster, one);
    if (task != nullptr)
      tasks.push_back(protection_of(*task, call.now));
    else
      failures.push_back(
          missing(make_arn("ecs", call.region, call.account, "task/" + *cluster + "/" + std::string(short_name(one)))));
  }
  return json::object{{"protectedTasks", std::move(tasks)}, {"failures", std::move(failures)}};
}

}  // namespace rampart::aws::ecs
