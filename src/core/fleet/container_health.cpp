#include "core/fleet/container_health.h"

#include <algorithm>

namespace rampart::fleet {

void HealthWatch::note(bool good, Instant now) {
  checking_ = false;
  due_ = now + interval_;
  if (good) {
    failures_ = 0;
    health_ = TaskHealth::healthy;
    return;
  }
  if (health_ == TaskHealth::unknown && now < grace_ends_) return;
  if (++failures_ >= retries_) health_ = TaskHealth::unhealthy;
}

TaskHealth health_of_task(const TaskDefinition& definition, const std::vector<ContainerReading>& containers) {
  bool any = false;
  bool unknown = false;
  for (const ContainerSpec& spec : definition.containers) {
    if (!spec.essential || !spec.health_check) continue;
    any = true;
    const auto reading =
        std::find_if(containers.begin(), containers.end(), [&](const auto& one) { return one.name == spec.name; });
    const TaskHealth health = reading == containers.end() ? TaskHealth::unknown : reading->health;
    if (health == TaskHealth::unhealthy) return health;
    unknown = unknown || health == TaskHealth::unknown;
  }
  return any && !unknown ? TaskHealth::healthy : TaskHealth::unknown;
}

std::vector<std::string> command_of(const ContainerHealthCheck& check) {
  if (check.command.size() < 2) return {};
  if (check.command[0] == "CMD") return {check.command.begin() + 1, check.command.end()};
  if (check.command[0] == "CMD-SHELL") return {"/bin/sh", "-c", check.command[1]};
  return {};
}

}  // namespace rampart::fleet
