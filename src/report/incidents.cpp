#include "report/incidents.h"

#include <algorithm>
#include <set>

#include "report/scale_in.h"

namespace rampart::report {
namespace {

/// The loss of a task that someone asked for is no incident.
bool was_asked_for(const TaskView& task) {
  return left_by_scaling(task) || task.reason().starts_with("Task stopped by user");
}

/// When the task could take load: its target healthy, or RUNNING where no load balancer looks.
std::optional<Instant> ready_at(const TaskView& task, bool balanced) {
  if (!balanced) return task.first("RUNNING");
  for (const auto& target : task.targets)
    if (target.what.state == "healthy") return target.at;
  return std::nullopt;
}

/// When the trouble began: its target had turned unhealthy and stayed so, else the first sign that the task goes. ECS
/// starts the replacement of a sick task before it lets the sick one go.
std::optional<Instant> began_at(const TaskView& task) {
  const std::optional<Instant> leaving = task.leaving_at();
  std::optional<Instant> sick_since;
  for (const auto& target : task.targets) {
    if (leaving && target.at > *leaving) break;
    if (target.what.state == "healthy") sick_since.reset();
    if (target.what.state == "unhealthy" && !sick_since) sick_since = target.at;
  }
  return leaving && sick_since ? sick_since : leaving;
}

bool is_balanced(const RunView& run, const std::string& service) {
  return std::any_of(run.tasks.begin(), run.tasks.end(),
                     [&](const TaskView& t) { return t.service == service && !t.targets.empty(); });
}

/// The earliest ready task of `service` that appeared at `after` or later and replaces nobody yet.
const TaskView* find_replacement(const RunView& run, const std::string& service, Instant after, bool balanced,
                                 const std::set<std::string>& taken) {
  const TaskView* best = nullptr;
  for (const TaskView& task : run.tasks) {
    if (task.service != service || task.states.empty() || task.states.front().at < after) continue;
    const std::optional<Instant> ready = ready_at(task, balanced);
    if (!ready || taken.contains(task.id)) continue;
    if (best == nullptr || *ready < *ready_at(*best, balanced)) best = &task;
  }
  return best;
}

}  // namespace

std::vector<Incident> find_incidents(const RunView& run) {
  std::vector<Incident> incidents;
  for (const TaskView& task : run.tasks) {
    const std::optional<Instant> at = began_at(task);
    if (!at || !task.first("STOPPED") || was_asked_for(task)) continue;
    incidents.push_back({*at, task.service, task.id, task.reason(), task.exit_code(), {}, {}, 0});
  }
  std::stable_sort(incidents.begin(), incidents.end(),
                   [](const Incident& a, const Incident& b) { return a.at < b.at; });

  std::set<std::string> taken;
  for (Incident& incident : incidents) {
    const bool balanced = is_balanced(run, incident.service);
    if (const TaskView* next = find_replacement(run, incident.service, incident.at, balanced, taken)) {
      incident.replacement = next->id;
      incident.healthy_at = ready_at(*next, balanced);
      taken.insert(next->id);
    }
    incident.failed_requests = run.load.failed_between(incident.at, incident.healthy_at.value_or(run.end()));
  }
  return incidents;
}

}  // namespace rampart::report
