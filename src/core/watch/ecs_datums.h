// What ECS tells CloudWatch about a service's tasks. Both worlds measure them, each in its way; how it is published is
// written here once. Source: reference aws-scaling.md §1.7.
#pragma once

#include <string>
#include <vector>

#include "core/watch/metric.h"

namespace rampart::watch {

/// In per cent of what the task definition gives: one sample a task.
struct TaskSamples {
  stats::StatisticSet cpu;
  stats::StatisticSet memory;
};

/// CPUUtilization or MemoryUtilization of a service.
inline MetricId ecs_metric(const char* name, const std::string& cluster, const std::string& service) {
  return make_metric("AWS/ECS", name, {{"ClusterName", cluster}, {"ServiceName", service}});
}

/// CPUUtilization and MemoryUtilization of {ClusterName, ServiceName} behind `out`; a service without samples gives
/// nothing, never zero.
inline void put_ecs_datums(const std::string& cluster, const std::string& service, const TaskSamples& samples,
                           Instant at, std::vector<Datum>& out) {
  const auto put = [&](const char* metric, const stats::StatisticSet& value) {
    if (!value.empty()) out.push_back({ecs_metric(metric, cluster, service), at, value, "Percent"});
  };
  put("CPUUtilization", samples.cpu);
  put("MemoryUtilization", samples.memory);
}

/// Metrics whose value means "in a minute": where AWS's minutes pass `speed` times as fast as requests, each request
/// counts for so many. A level (a HostCount) stays what it is.
inline Datum per_aws_minute(Datum datum, double speed) {
  const bool counts = datum.unit == "Count" || datum.metric.name == "RequestCountPerTarget";
  if (!counts || datum.metric.name.ends_with("HostCount")) return datum;
  datum.value.sum *= speed;
  datum.value.minimum *= speed;
  datum.value.maximum *= speed;
  return datum;
}

}  // namespace rampart::watch
