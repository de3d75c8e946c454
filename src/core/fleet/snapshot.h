// What of a service must outlive a crash, as plain values: all but its tasks, which are values already
// (Service::tasks()).
//
// Service::snapshot() gives it, Fleet::restore_service() takes it back; core/control/fleet_snapshot.h writes it as
// JSON.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/fleet/change.h"
#include "core/fleet/deployment.h"
#include "core/fleet/event_log.h"
#include "core/fleet/restart_throttle.h"
#include "core/fleet/spec.h"

namespace rampart::fleet {

enum class ServiceStatus { active, draining, inactive };
std::string_view name_of(ServiceStatus status);  ///< "ACTIVE", …

/// What happened in a turn, told in one event line per kind.
struct ServiceTurn {
  std::map<std::string, int> registered;    ///< By target group.
  std::map<std::string, int> deregistered;  ///< By target group.
  std::map<std::string, int> draining;      ///< By deployment.
  std::vector<TaskId> stopped_running;
  std::vector<TaskId> stopped_pending;
  std::vector<TaskId> started;
};

struct ServiceSnapshot {
  ServiceSpec spec;
  ServiceStatus status = ServiceStatus::active;
  Instant created_at;
  std::uint64_t next_sequence = 0;  ///< Of the next task.
  std::vector<Deployment> deployments;
  std::vector<Deployment> ended;
  std::optional<Deployment> last_completed;
  RestartThrottle throttle;
  EventLog events;
  ServiceTurn turn;  ///< What waits to be told at the end of the turn.
  std::optional<ServiceCounts> published;
  std::string stuck_deployment;
};

}  // namespace rampart::fleet
