#include "live/compute/container_task.h"

namespace rampart::live::compute {

int first_port(const fleet::TaskDefinition& definition) {
  for (const auto& container : definition.containers) {
    if (!container.ports.empty()) return container.ports.front().container_port;
  }
  return 0;
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
