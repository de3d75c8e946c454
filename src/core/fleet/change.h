// What changed in the fleet, as typed values, for whoever writes them down (control turns them into ledger events).
// Instants are the fleet's own time: the `now` of the tick, or the instant a port reported.
#pragma once

#include <string>
#include <variant>

#include "base/time.h"
#include "core/fleet/ports.h"
#include "core/fleet/task.h"

namespace rampart::fleet {

/// One of the counts of a service is no longer what it was.
struct ServiceCounts {
  int desired = 0;
  int pending = 0;  ///< PROVISIONING, PENDING, ACTIVATING.
  int running = 0;  ///< RUNNING.
  int healthy = 0;  ///< RUNNING and healthy in its target groups, or RUNNING where there are none.
  bool operator==(const ServiceCounts&) const = default;
};

struct TaskChange {
  TaskId task;
  TaskStatus status = TaskStatus::provisioning;
  StopCode stop_code = StopCode::none;
  std::string reason;  ///< stoppedReason; with the container's reason behind it where there is one.
  int exit_code = -1;  ///< −1 until the containers have ended.
};

struct TargetChange {
  std::string target_group_arn;
  TaskId task;
  TargetHealth::State state = TargetHealth::State::initial;
  std::string reason;
  std::string description;
};

/// A new entry of the service's events list.
struct ServiceMessage {
  std::string message;
};

struct FleetEvent {
  Instant at;
  std::string service;  ///< Name.
  std::string service_arn;
  std::variant<ServiceCounts, TaskChange, TargetChange, ServiceMessage> what;
};

}  // namespace rampart::fleet
