// What the fleets hold, written down and put back. A service is one record, each of its tasks another, so that a task
// that changed doesn't make its neighbours be written again.
//
//   service-state CLUSTER/NAME           task CLUSTER/NAME/ID           standalone ID           fleet ids
#include <algorithm>

#include "aws/ecs/ecs.h"
#include "aws/ecs/names.h"
#include "aws/ecs/requests.h"
#include "aws/ecs/service_requests.h"
#include "aws/ecs/task_definition_spec.h"
#include "core/control/fleet_snapshot.h"

namespace rampart::aws::ecs {

namespace json = boost::json;

void Ecs::restore() {
  for (const std::string& region : records_.regions()) {
    regions_.insert(region);
    fleet::Fleet& all = fleet(region);
    for (const auto& [id, record] : records_.list(region, "task-definition"))
      all.put_task_definition(spec_of(record->at("taskDefinition").as_object()));
    restore_services(region);
    restore_standalone_tasks(region);
    if (const json::object* ids = records_.find(region, "fleet", "ids"))
      if (const auto stood = control::random_of(*ids)) all.restore_ids(*stood);
  }
}

void Ecs::restore_services(const std::string& region) {
  std::map<std::string, std::vector<fleet::Task>> tasks;
  for (const auto& [id, record] : records_.list(region, "task")) {
    auto task = control::task_of(*record);
    if (task.has_error()) continue;
    const std::string service(id.substr(0, id.rfind('/')));
    kept_tasks_[region + " " + service][task->id] = task->version;
    tasks[service].push_back(std::move(*task));
  }
  for (const auto& [id, record] : records_.list(region, "service-state")) {
    auto snapshot = control::service_snapshot_of(*record);
    if (snapshot.has_error()) continue;
    const std::string arn = snapshot->spec.arn;
    fleet(region).restore_service(std::move(*snapshot), std::move(tasks[std::string(id)]));
    kept_[arn] = fleet(region).find_service(arn)->revision();
  }
}

void Ecs::restore_standalone_tasks(const std::string& region) {
  for (const auto& [id, record] : records_.list(region, "standalone")) {
    const json::object* stored = part(*record, "task");
    if (stored == nullptr) continue;
    auto task = control::task_of(*stored);
    if (task.has_error()) continue;
    fleet::StandaloneTask one;
    one.cluster = text_of(*record, "cluster");
    one.group = text_of(*record, "group");
    one.launched = flag_of(*record, "launched");
    if (const json::object* definition = find_task_definition(region, task->task_definition_arn)) {
      one.definition = spec_of(definition->at("taskDefinition").as_object());
      if (const json::object* run = records_.find(region, "run-task", id))
        if (const json::object* overrides = part(*run, "overrides")) apply_overrides(*overrides, one.definition);
    }
    kept_tasks_[region][task->id] = task->version;
    one.task = std::move(*task);
    fleet(region).restore_task(std::move(one));
  }
  kept_[region] = fleet(region).standalone_revision();
}

void Ecs::keep(const std::string& region, const fleet::Service& service) {
  const std::string id = record_id(service);
  const auto [kept, is_new] = kept_.try_emplace(service.spec().arn, service.revision());
  if (!is_new && kept->second == service.revision()) return;
  kept->second = service.revision();
  records_.put(region, "service-state", id, control::to_json(service.snapshot()));
  auto& known = kept_tasks_[region + " " + id];
  std::map<std::string, std::uint64_t> now;
  for (const fleet::Task& task : service.tasks()) {
    now[task.id] = task.version;
    const auto before = known.find(task.id);
    if (before == known.end() || before->second != task.version)
      records_.put(region, "task", id + "/" + task.id, control::to_json(task));
  }
  for (const auto& [task, version] : known) {
    if (now.contains(task)) continue;
    records_.erase(region, "task", id + "/" + task);
    records_.erase(region, "task-tags", task);
  }
  known = std::move(now);
  keep_ids(region);
}

void Ecs::keep_ids(const std::string& region) {
  json::object ids = control::to_json(fleet(region).ids());
  const json::object* before = records_.find(region, "fleet", "ids");
  if (before == nullptr || *before != ids) records_.put(region, "fleet", "ids", std::move(ids));
}

void Ecs::keep_services(const std::string& region) {
  for (const fleet::Service* service : fleet(region).services()) keep(region, *service);
}

void Ecs::keep_standalone_tasks(const std::string& region) {
  const std::uint64_t revision = fleet(region).standalone_revision();
  const auto [kept, is_new] = kept_.try_emplace(region, 0);
  if (kept->second == revision) return;
  kept->second = revision;
  auto& known = kept_tasks_[region];
  std::map<std::string, std::uint64_t> now;
  for (const fleet::StandaloneTask* one : fleet(region).standalone_tasks()) {
    now[one->task.id] = one->task.version;
    const auto before = known.find(one->task.id);
    if (before != known.end() && before->second == one->task.version) continue;
    records_.put(region, "standalone", one->task.id,
                 {{"cluster", one->cluster},
                  {"group", one->group},
                  {"launched", one->launched},
                  {"task", control::to_json(one->task)}});
  }
  for (const auto& [task, version] : known) {
    if (now.contains(task)) continue;
    records_.erase(region, "standalone", task);
    records_.erase(region, "run-task", task);
  }
  forget_tokens(region, now);
  known = std::move(now);
  keep_ids(region);
}

/// A client's token is good as long as one of the tasks it made is shown.
void Ecs::forget_tokens(const std::string& region, const std::map<std::string, std::uint64_t>& tasks) {
  std::vector<std::string> over;
  for (const auto& [token, record] : records_.list(region, "run-task-token")) {
    const auto made = texts(*record, "tasks");
    if (std::none_of(made.begin(), made.end(), [&](const std::string& id) { return tasks.contains(id); }))
      over.emplace_back(token);
  }
  for (const std::string& token : over) records_.erase(region, "run-task-token", token);
}

}  // namespace rampart::aws::ecs
