#include "live/compute/utilization.h"

#include <algorithm>
#include <map>

#include "core/watch/ecs_datums.h"

namespace rampart::live::compute {

std::vector<watch::Datum> utilization_between(const std::vector<TaskUsage>& first, const std::vector<TaskUsage>& second,
                                              Duration elapsed, Instant at) {
  std::map<fleet::TaskId, const TaskUsage*> before;
  for (const auto& usage : first) before[usage.task] = &usage;
  std::map<std::pair<std::string, std::string>, watch::TaskSamples> services;
  for (const auto& usage : second) {
    const auto found = before.find(usage.task);
    if (found == before.end() || elapsed <= Duration::zero()) continue;
    if (usage.service.empty()) continue;  // RunTask's tasks: ECS publishes services only
    auto& samples = services[{usage.cluster, usage.service}];
    if (usage.cpu_units > 0) {
      const double cores = (usage.cpu_seconds_total - found->second->cpu_seconds_total) / seconds(elapsed);
      samples.cpu.merge(stats::StatisticSet::of(std::clamp(cores / (usage.cpu_units / 1024.0) * 100, 0.0, 100.0)));
    }
    if (usage.memory_mib > 0) {
      const double mib = usage.memory_bytes / (1024.0 * 1024.0);
      samples.memory.merge(stats::StatisticSet::of(mib / usage.memory_mib * 100));
    }
  }
  std::vector<watch::Datum> datums;
  for (const auto& [name, samples] : services) watch::put_ecs_datums(name.first, name.second, samples, at, datums);
  return datums;
}

}  // namespace rampart::live::compute
