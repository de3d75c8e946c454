// Tasks that stopped unexpectedly: when, how long until the replacement was healthy, what it cost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "report/run_view.h"

namespace rampart::report {

struct Incident {
  Instant at;  ///< Its target turned unhealthy for good, or the first sign that the task goes.
  std::string service;
  std::string task;
  std::string reason;  ///< ECS's stoppedReason.
  int exit_code = -1;
  std::string replacement;            ///< The task that took its place; "" when none became healthy.
  std::optional<Instant> healthy_at;  ///< When the replacement was healthy (RUNNING without a load balancer).
  std::uint64_t failed_requests = 0;  ///< In the seconds from `at` to `healthy_at` (or the end).
};

/// Unexpected: any stop but those by scaling, deployment or a user's StopTask. The replacement is the first task of the
/// same service that appeared after the stop and became healthy; each replaces one.
std::vector<Incident> find_incidents(const RunView& run);

}  // namespace rampart::report
