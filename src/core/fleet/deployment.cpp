#include "core/fleet/deployment.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace rampart::fleet {

std::string_view name_of(RolloutState state) {
  switch (state) {
    case RolloutState::in_progress:
      return "IN_PROGRESS";
    case RolloutState::completed:
      return "COMPLETED";
    case RolloutState::failed:
      return "FAILED";
  }
  return "";
}

std::string_view name_of(AlarmWatch watch) {
  switch (watch) {
    case AlarmWatch::none:
    case AlarmWatch::disabled:
      return "DISABLED";
    case AlarmWatch::first_look:
    case AlarmWatch::monitoring:
      return "MONITORING";
    case AlarmWatch::triggered:
      return "TRIGGERED";
    case AlarmWatch::complete:
      return "MONITORING_COMPLETE";
  }
  return "";
}

DeploymentLimits deployment_limits(int desired, int minimum_healthy_percent, int maximum_percent) {
  // 64 bits: 5000 tasks × 200 % is small, but the percentages come from a user's file.
  const auto product = [desired](int percent) { return static_cast<std::int64_t>(desired) * percent; };
  return {static_cast<int>((product(minimum_healthy_percent) + 99) / 100),
          static_cast<int>(std::min<std::int64_t>(product(maximum_percent) / 100, INT32_MAX))};
}

int failure_threshold(int desired) { return std::clamp((desired + 1) / 2, 3, 200); }

std::string in_progress_text(const std::string& id) { return fmt::format("ECS deployment {} in progress.", id); }
std::string completed_text(const std::string& id) { return fmt::format("ECS deployment {} completed.", id); }
std::string breaker_text() { return "ECS deployment circuit breaker: tasks failed to start."; }
std::string alarm_text() { return "ECS deployment alarms: alarm detected."; }
std::string rollback_text(const std::string& id) {
  return fmt::format("ECS deployment circuit breaker: rolling back to deploymentId {}.", id);
}
std::string alarm_rollback_text(const std::string& id) {
  return fmt::format("ECS deployment alarms: rolling back to deploymentId {}.", id);
}

}  // namespace rampart::fleet
