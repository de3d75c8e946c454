#include "core/fleet/ports.h"

namespace rampart::fleet {

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

std::vector<ComputeEvent> Compute::adopt(const std::vector<TaskLaunch>& tasks, Instant now) {
  std::vector<ComputeEvent> lost;
  lost.reserve(tasks.size());
  for (const TaskLaunch& task : tasks)
    lost.push_back({.kind = ComputeEvent::Kind::stopped,
                    .task = task.id,
                    .at = now,
                    .host = "",
                    .exit_code = -1,
                    .reason = "The task's container was lost while Rampart was down"});
  return lost;
}

}  // namespace rampart::fleet
