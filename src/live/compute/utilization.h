// From two readings of the drivers to AWS/ECS metrics. Pure.
#pragma once

#include <vector>

#include "core/watch/metric.h"
#include "live/compute/driver.h"

namespace rampart::live::compute {

/// CPUUtilization and MemoryUtilization in Percent, {ClusterName, ServiceName}: one sample for each task that is in
/// both readings, so SampleCount is the number of running tasks (reference aws-scaling.md §1.7). CPU: (second − first)
/// CPU seconds ÷ elapsed real seconds ÷ (cpu units ÷ 1024) × 100, capped at 100 as Fargate caps it. Memory: the second
/// reading ÷ the task's limit × 100. A service without such a task gives nothing, never zero. `elapsed` is real time
/// between the readings, `at` the control plane's stamp.
std::vector<watch::Datum> utilization_between(const std::vector<TaskUsage>& first, const std::vector<TaskUsage>& second,
                                              Duration elapsed, Instant at);

}  // namespace rampart::live::compute
