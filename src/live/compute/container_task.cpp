#include "live/compute/container_task.h"

#include <algorithm>

namespace rampart::live::compute {

int first_port(const fleet::TaskDefinition& definition) {
  for (const auto& container : definition.containers) {
    if (!container.ports.empty()) return container.ports.front().container_port;
  }
  return 0;
}

bool is_waited_out(const fleet::TaskDefinition& definition, const std::string& container) {
  using Condition = fleet::ContainerDependency::Condition;
  for (const auto& other : definition.containers)
    for (const auto& need : other.depends_on)
      if (need.container == container &&
          (need.condition == Condition::complete || need.condition == Condition::success))
        return true;
  return false;
}

std::vector<fleet::ContainerReading> readings_of(const ContainerTask& task) {
  std::vector<fleet::ContainerReading> out;
  for (const auto& container : task.containers) out.push_back(container.state.reading);
  return out;
}

bool is_over(const ContainerTask& task) {
  if (task.busy) return false;
  const bool no_more_starts = task.essential_ended || task.stop_asked;
  return std::all_of(task.containers.begin(), task.containers.end(),
                     [&](const auto& one) { return one.ended || (one.id.empty() && no_more_starts); });
}

std::optional<TaskUsage> usage_of(const ContainerTask& task) {
  TaskUsage usage{task.launch.id,
                  task.launch.service,
                  task.launch.cluster,
                  0,
                  0,
                  task.launch.definition.cpu_units,
                  task.launch.definition.memory_mib};
  bool known = false;
  for (const auto& container : task.containers) {
    if (container.reading) {
      usage.cpu_seconds_total += container.reading->cpu_seconds;
      usage.memory_bytes += container.reading->memory_bytes;
      known = true;
    } else if (container.stats) {
      usage.cpu_seconds_total += container.stats->cpu_seconds;
      usage.memory_bytes += container.stats->memory_bytes;
      known = true;
    }
  }
  if (!known) return std::nullopt;
  return usage;
}

}  // namespace rampart::live::compute
