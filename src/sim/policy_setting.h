// The figures of one scaling policy: what tuning may change, and the service that has them.
#pragma once

#include <string>
#include <vector>

#include "sim/minute_model.h"

namespace rampart::sim {

/// Whatever isn't here stays as the user has it.
struct PolicySetting {
  scaling::PredefinedMetric metric = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
  double target = 50;
  double out_cooldown_s = 60;
  double in_cooldown_s = 300;
  int min = 1;
  int max = 10;
  /// Scheduled minimum for each hour of the day (UTC), by scheduled actions; empty: none.
  std::vector<int> floor;
  /// A step policy beside it: where the metric passes this many times the target for one period, boost_percent more
  /// tasks at once; 0: none.
  double boost_at = 0;
  int boost_percent = 50;

  /// Of the metric. A cooldown below it lets the policy act again on what it has acted on (lint's P8).
  [[nodiscard]] double period_s() const {
    using Predefined = scaling::PredefinedMetric;
    return metric == Predefined::ecs_service_average_cpu_utilization_high_resolution ||
                   metric == Predefined::ecs_service_average_memory_utilization_high_resolution
               ? 20
               : 60;
  }

  bool operator==(const PolicySetting&) const = default;
};

/// As a person would write it.
double round_target(scaling::PredefinedMetric metric, double target);

/// "CPU 55 %, cooldowns 60 s out and 300 s in, 2 to 40 tasks, scheduled floor of 2 to 9"
std::string describe(const PolicySetting& setting);

/// The same service under another policy. `resource_label` is for requests per target.
ScaledServiceModel with_setting(const ScaledServiceModel& service, const PolicySetting& setting,
                                const std::string& resource_label);

}  // namespace rampart::sim
