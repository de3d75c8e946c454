#include "core/fleet/standalone.h"

#include <algorithm>
#include <utility>

#include "core/fleet/event_log.h"

namespace rampart::fleet {
namespace {

TaskLaunch launch_of(const StandaloneTask& one) { return {one.task.id, "", one.cluster, one.definition}; }

}  // namespace

const StandaloneTask* StandaloneTasks::find(const TaskId& id) const {
  const auto it = std::find_if(tasks_.rbegin(), tasks_.rend(), [&](const auto& one) { return one.task.id == id; });
  return it == tasks_.rend() ? nullptr : &*it;
}

StandaloneTask* StandaloneTasks::find(const TaskId& id) {
  const auto it = std::find_if(tasks_.rbegin(), tasks_.rend(), [&](const auto& one) { return one.task.id == id; });
  return it == tasks_.rend() ? nullptr : &*it;
}

void StandaloneTasks::advance(StandaloneTask& one, TaskStatus to, Instant at) {
  Task& task = one.task;
  if (to <= task.last_status) return;
  task.last_status = to;
  ++task.version;
  ++revision_;
  TaskChange change{.task = task.id, .status = to, .stop_code = task.stop_code, .reason = task.stopped_reason};
  if (!task.container_reason.empty()) change.reason += ": " + task.container_reason;
  change.exit_code = task.exit_code.value_or(-1);
  changes_.push_back({at, one.group, "", std::move(change)});
}

const StandaloneTask& StandaloneTasks::run(TaskRequest request, Instant now) {
  StandaloneTask made;
  made.cluster = std::move(request.cluster);
  made.group = std::move(request.group);
  made.task.id = make_task_id(ids_);
  made.task.sequence = next_sequence_++;
  made.task.arn = task_arn(request.definition.arn, made.cluster, made.task.id);
  made.task.deployment_id = std::move(request.started_by);
  made.task.task_definition_arn = request.definition.arn;
  made.task.stop_timeout = stop_timeout_of(request.definition);
  made.task.checks_containers = compute_.checks_health() && has_health_check(request.definition);
  made.task.created_at = now;
  made.definition = std::move(request.definition);
  ++revision_;
  changes_.push_back({now, made.group, "", TaskChange{.task = made.task.id, .reason = "", .exit_code = -1}});
  tasks_.push_back(std::move(made));
  return tasks_.back();
}

bool StandaloneTasks::stop(const TaskId& id, const std::string& reason, Instant now) {
  StandaloneTask* one = find(id);
  if (one == nullptr) return false;
  if (one->task.active()) begin_stop(*one, reason.empty() ? "Task stopped by user" : reason, now);
  return true;
}

void StandaloneTasks::begin_stop(StandaloneTask& one, const std::string& reason, Instant now) {
  Task& task = one.task;
  task.wanted = false;
  task.stop_code = StopCode::user_initiated;
  task.stopped_reason = reason;
  task.stopping_at = now;
  if (one.launched) {
    advance(one, TaskStatus::stopping, now);
    compute_.stop(task.id, task.stop_timeout);
    return;
  }
  task.stopped_at = now;
  advance(one, TaskStatus::stopped, now);
}

bool StandaloneTasks::take(const ComputeEvent& event) {
  StandaloneTask* one = find(event.task);
  if (one == nullptr) return false;
  Task& task = one->task;
  if (task.stopped()) return true;
  ++task.version;
  ++revision_;
  switch (event.kind) {
    case ComputeEvent::Kind::running:
      task.note_containers(event, one->definition);
      task.host = event.host;
      task.port = event.port;
      if (!task.wanted || !task.pending()) return true;
      task.started_at = event.at;
      advance(*one, TaskStatus::running, event.at);
      return true;
    case ComputeEvent::Kind::health:
      task.note_containers(event, one->definition);
      return true;
    case ComputeEvent::Kind::stopped:
    case ComputeEvent::Kind::failed_to_start:
      task.note_containers(event, one->definition);
      task.note_end(event);
      advance(*one, TaskStatus::deprovisioning, event.at);
      advance(*one, TaskStatus::stopped, event.at);
      return true;
  }
  return true;
}

void StandaloneTasks::tick(Instant now) {
  for (StandaloneTask& one : tasks_) {
    if (one.launched || !one.task.wanted) continue;
    one.launched = true;
    advance(one, TaskStatus::pending, now);
    compute_.start(launch_of(one));
  }
  forget_stopped(now);
}

void StandaloneTasks::kill(Instant now) {
  for (StandaloneTask& one : tasks_) {
    if (one.task.stopped()) continue;
    if (one.task.wanted) begin_stop(one, "Task stopped by user", now);
    compute_.stop(one.task.id, Duration::zero());
  }
}

void StandaloneTasks::forget_stopped(Instant now) {
  const auto forgotten = std::erase_if(tasks_, [&](const StandaloneTask& one) {
    return one.task.stopped() && now - *one.task.stopped_at >= stopped_task_stays;
  });
  if (forgotten > 0) ++revision_;
}

void StandaloneTasks::restore(StandaloneTask task) {
  next_sequence_ = std::max(next_sequence_, task.task.sequence + 1);
  const auto after = std::find_if(tasks_.begin(), tasks_.end(), [&](const StandaloneTask& other) {
    return other.task.sequence > task.task.sequence;
  });
  tasks_.insert(after, std::move(task));
}

std::vector<TaskLaunch> StandaloneTasks::launches() const {
  std::vector<TaskLaunch> out;
  for (const StandaloneTask& one : tasks_)
    if (one.launched && !one.task.stopped()) out.push_back(launch_of(one));
  return out;
}

void StandaloneTasks::rejoin() {
  for (const StandaloneTask& one : tasks_)
    if (one.task.last_status == TaskStatus::stopping) compute_.stop(one.task.id, one.task.stop_timeout);
}

bool StandaloneTasks::empty() const {
  return std::all_of(tasks_.begin(), tasks_.end(), [](const StandaloneTask& one) { return one.task.stopped(); });
}

}  // namespace rampart::fleet
