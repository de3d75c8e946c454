// A container's own health check: when it is due, and what its answers mean. A rule that a compute driver carries out.
//
// The first check begins an interval after the container's start, each other an interval after the one before ended.
// `retries` failures in a row make it UNHEALTHY, one success HEALTHY. Failures within startPeriod don't count, unless a
// check has succeeded before. Source: reference aws-scaling.md §1.2; where it is silent (the first check, the success
// within startPeriod) ECS's and Docker's documentation of HealthCheck. Plain values; one thread.
#pragma once

#include <string>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::fleet {

class HealthWatch {
 public:
  HealthWatch(const ContainerHealthCheck& check, Instant started)
      : retries_(check.retries), interval_(check.interval), grace_ends_(started + check.start_period) {
    due_ = started + interval_;
  }
  /// Of a container that was running before Rampart itself was started again: looked at at once.
  void look_now(Instant now) { due_ = now; }

  [[nodiscard]] bool due(Instant now) const { return !checking_ && now >= due_; }
  void begin() { checking_ = true; }
  /// The check that was begun ended: with exit code 0, or else (another code, or not within its timeout).
  void note(bool good, Instant now);
  [[nodiscard]] TaskHealth health() const { return health_; }

 private:
  int retries_;
  Duration interval_;
  Instant grace_ends_;
  Instant due_;
  bool checking_ = false;
  int failures_ = 0;  ///< In a row, that count.
  TaskHealth health_ = TaskHealth::unknown;
};

/// ECS's: UNHEALTHY when an essential container is, UNKNOWN while one of those with a check is, else HEALTHY. Without
/// an essential container that has a check: UNKNOWN.
TaskHealth health_of_task(const TaskDefinition& definition, const std::vector<ContainerReading>& containers);

/// What is executed inside the container: ["CMD", "a", "b"] → a b; ["CMD-SHELL", "line"] → /bin/sh -c line. Empty: it
/// is none.
std::vector<std::string> command_of(const ContainerHealthCheck& check);

}  // namespace rampart::fleet
