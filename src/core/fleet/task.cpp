#include "core/fleet/task.h"

#include <algorithm>
#include <utility>

#include "core/fleet/container_health.h"

namespace rampart::fleet {

std::string_view name_of(TaskStatus status) {
  switch (status) {
    case TaskStatus::provisioning:
      return "PROVISIONING";
    case TaskStatus::pending:
      return "PENDING";
    case TaskStatus::activating:
      return "ACTIVATING";
    case TaskStatus::running:
      return "RUNNING";
    case TaskStatus::deactivating:
      return "DEACTIVATING";
    case TaskStatus::stopping:
      return "STOPPING";
    case TaskStatus::deprovisioning:
      return "DEPROVISIONING";
    case TaskStatus::stopped:
      return "STOPPED";
  }
  return "";
}

std::string_view name_of(StopCode code) {
  switch (code) {
    case StopCode::none:
      return "";
    case StopCode::task_failed_to_start:
      return "TaskFailedToStart";
    case StopCode::essential_container_exited:
      return "EssentialContainerExited";
    case StopCode::user_initiated:
      return "UserInitiated";
    case StopCode::service_scheduler_initiated:
      return "ServiceSchedulerInitiated";
  }
  return "";
}

std::string_view name_of(TargetHealth::State state) {
  switch (state) {
    case TargetHealth::State::initial:
      return "initial";
    case TargetHealth::State::healthy:
      return "healthy";
    case TargetHealth::State::unhealthy:
      return "unhealthy";
    case TargetHealth::State::draining:
      return "draining";
    case TargetHealth::State::drained:
      return "unused";
  }
  return "";
}

TaskHealth Task::health() const {
  using State = TargetHealth::State;
  if (!running()) return TaskHealth::unknown;
  const auto in = [this](State s) {
    return std::any_of(targets.begin(), targets.end(), [s](const TargetLink& t) { return t.state == s; });
  };
  if (in(State::unhealthy) || container_health == TaskHealth::unhealthy) return TaskHealth::unhealthy;
  if (checks_containers && container_health == TaskHealth::unknown) return TaskHealth::unknown;
  return in(State::initial) || in(State::draining) || in(State::drained) ? TaskHealth::unknown : TaskHealth::healthy;
}

bool Task::drained() const {
  return std::all_of(targets.begin(), targets.end(),
                     [](const TargetLink& t) { return t.state == TargetHealth::State::drained; });
}

void Task::note_end(const ComputeEvent& event) {
  const bool failed_to_start = event.kind == ComputeEvent::Kind::failed_to_start;
  if (!failed_to_start && event.exit_code >= 0) exit_code = event.exit_code;
  if (event.out_of_memory) {
    container_reason = "OutOfMemoryError: Container killed due to memory usage";
  } else if (!failed_to_start) {
    container_reason = event.reason;
  }
  if (wanted) {
    wanted = false;
    stopping_at = event.at;
    stop_code = failed_to_start ? StopCode::task_failed_to_start : StopCode::essential_container_exited;
    stopped_reason = failed_to_start ? event.reason : "Essential container in task exited";
    if (stopped_reason.empty()) stopped_reason = "Task failed to start";
  }
  if (container_reason == stopped_reason) container_reason.clear();
  stopped_at = event.at;
}

void Task::note_containers(const ComputeEvent& event, const TaskDefinition& definition) {
  if (event.containers.empty()) return;
  const std::vector<ContainerReading> before = std::exchange(containers, event.containers);
  for (ContainerReading& now : containers)
    for (const ContainerReading& one : before)
      if (one.name == now.name && now.health == TaskHealth::unknown) now.health = one.health;
  container_health = health_of_task(definition, containers);
}

bool has_health_check(const TaskDefinition& definition) {
  return std::any_of(definition.containers.begin(), definition.containers.end(), [](const ContainerSpec& container) {
    return container.essential && container.health_check.has_value();
  });
}

Duration stop_timeout_of(const TaskDefinition& definition) {
  if (definition.containers.empty()) return ContainerSpec{}.stop_timeout;
  Duration longest{};
  for (const auto& container : definition.containers) longest = std::max(longest, container.stop_timeout);
  return longest;
}

std::string task_arn(const std::string& sibling_arn, const std::string& cluster, const TaskId& id) {
  const auto slash = sibling_arn.find('/');
  const auto cut = slash == std::string::npos ? slash : sibling_arn.rfind(':', slash);
  const std::string prefix = cut == std::string::npos ? "arn:aws:ecs:local:000000000000" : sibling_arn.substr(0, cut);
  return prefix + ":task/" + cluster + "/" + id;
}

}  // namespace rampart::fleet
