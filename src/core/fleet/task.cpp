#include "core/fleet/task.h"

#include <algorithm>

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

std::string_view name_of(TaskHealth health) {
  switch (health) {
    case TaskHealth::unknown:
      return "UNKNOWN";
    case TaskHealth::healthy:
      return "HEALTHY";
    case TaskHealth::unhealthy:
      return "UNHEALTHY";
  }
  return "";
}

TaskHealth Task::health() const {
  using State = TargetHealth::State;
  if (!running()) return TaskHealth::unknown;
  const auto in = [this](State s) {
    return std::any_of(targets.begin(), targets.end(), [s](const TargetLink& t) { return t.state == s; });
  };
  if (in(State::unhealthy)) return TaskHealth::unhealthy;
  return in(State::initial) || in(State::draining) || in(State::drained) ? TaskHealth::unknown : TaskHealth::healthy;
}

bool Task::drained() const {
  return std::all_of(targets.begin(), targets.end(),
                     [](const TargetLink& t) { return t.state == TargetHealth::State::drained; });
}

Duration stop_timeout_of(const TaskDefinition& definition) {
  if (definition.containers.empty()) return ContainerSpec{}.stop_timeout;
  Duration longest{};
  for (const auto& container : definition.containers) longest = std::max(longest, container.stop_timeout);
  return longest;
}

std::string task_arn(const std::string& service_arn, const std::string& cluster, const TaskId& id) {
  const auto cut = service_arn.find(":service/");
  const std::string prefix = cut == std::string::npos ? "arn:aws:ecs:local:000000000000" : service_arn.substr(0, cut);
  return prefix + ":task/" + cluster + "/" + id;
}

}  // namespace rampart::fleet
