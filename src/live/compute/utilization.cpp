#include "live/compute/utilization.h"

#include <algorithm>
#include <map>

namespace rampart::live::compute {
namespace {

struct ServiceSamples {
  stats::StatisticSet cpu;
  stats::StatisticSet memory;
};

watch::Datum percent(const std::string& metric, const std::string& cluster, const std::string& service, Instant at,
                     const stats::StatisticSet& samples) {
  return {watch::make_metric("AWS/ECS", metric, {{"ClusterName", cluster}, {"ServiceName", service}}), at, samples,
          "Percent"};
}

}  // namespace

std::vector<watch::Datum> utilization_between(const std::vector<TaskUsage>& first, const std::vector<TaskUsage>& second,
                                              Duration elapsed, Instant at) {
  std::map<fleet::TaskId, const TaskUsage*> before;
  for (const auto& usage : first) before[usage.task] = &usage;
  std::map<std::pair<std::string, std::string>, ServiceSamples> services;
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
  for (const auto& [name, samples] : services) {
    const auto& [cluster, service] = name;
    if (!samples.cpu.empty()) datums.push_back(percent("CPUUtilization", cluster, service, at, samples.cpu));
    if (!samples.memory.empty()) datums.push_back(percent("MemoryUtilization", cluster, service, at, samples.memory));
  }
  return datums;
}

}  // namespace rampart::live::compute
