// One task of a service and the way it goes through its life.
//
//   PROVISIONING → PENDING → ACTIVATING → RUNNING → DEACTIVATING → STOPPING → DEPROVISIONING → STOPPED
//
// A task only moves to the right; steps may be skipped (a killed task goes from RUNNING to STOPPED).
// Source: reference aws-scaling.md §1.6. Plain values, no owner but the Service that made them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/fleet/ports.h"
#include "core/fleet/spec.h"

namespace rampart::fleet {

/// lastStatus, in the order of life: `<` means "earlier".
enum class TaskStatus {
  provisioning,
  pending,
  activating,
  running,
  deactivating,  ///< Deregistered, draining; the containers still run.
  stopping,      ///< SIGTERM sent.
  deprovisioning,
  stopped,
};
std::string_view name_of(TaskStatus status);  ///< "PROVISIONING", …

/// Why a task ended; `none` while nobody has asked it to.
enum class StopCode {
  none,
  task_failed_to_start,
  essential_container_exited,
  user_initiated,
  service_scheduler_initiated,
};
std::string_view name_of(StopCode code);  ///< "TaskFailedToStart", …; "" for none.

std::string_view name_of(TargetHealth::State state);  ///< "initial", …; drained is "unused", as ELBv2 says.

/// One registration of the task in a target group.
struct TargetLink {
  std::string target_group_arn;
  int container_port = 0;
  TargetHealth::State state = TargetHealth::State::initial;
  std::string reason;
  std::string description;
  bool announced_unhealthy = false;  ///< The service event about this spell of sickness is written.
};

struct Task {
  std::uint64_t version = 1;   ///< Moves whenever anything of the task changes; DescribeTasks shows it.
  std::uint64_t sequence = 0;  ///< Tasks of a service in the order they were created.
  TaskId id;
  std::string arn;
  std::string service;        ///< Name.
  std::string deployment_id;  ///< startedBy
  std::string task_definition_arn;
  Duration stop_timeout{};  ///< The longest of its containers'.
  TaskStatus last_status = TaskStatus::provisioning;
  bool wanted = true;  ///< desiredStatus RUNNING; false = STOPPED.
  StopCode stop_code = StopCode::none;
  std::string stopped_reason;    ///< AWS's text, from the moment the task is asked to stop.
  std::string container_reason;  ///< "OutOfMemoryError: Container killed due to memory usage", …
  std::optional<int> exit_code;
  Instant created_at;
  std::optional<Instant> started_at;   ///< When it became RUNNING.
  std::optional<Instant> stopping_at;  ///< When it was asked to stop or died.
  std::optional<Instant> stopped_at;
  std::string host;  ///< From RUNNING on.
  int port = 0;
  std::vector<TargetLink> targets;
  bool checks_containers = false;  ///< Its essential containers have health checks, and Compute runs them.
  TaskHealth container_health = TaskHealth::unknown;  ///< Of its essential containers with a check: the worst.
  std::vector<ContainerReading> containers;           ///< As Compute told them last; empty: it didn't.
  std::optional<Instant> protected_until;             ///< Scale-in and deployments leave it alone until then.

  /// Counts as RUNNING or PENDING for the deployment limits: nobody has asked it to stop and it hasn't.
  [[nodiscard]] bool active() const { return wanted && last_status <= TaskStatus::running; }
  [[nodiscard]] bool pending() const { return last_status < TaskStatus::running; }
  [[nodiscard]] bool running() const { return last_status == TaskStatus::running; }
  [[nodiscard]] bool stopped() const { return last_status == TaskStatus::stopped; }
  [[nodiscard]] TaskHealth health() const;
  /// RUNNING, and healthy in each of its target groups if it has any.
  [[nodiscard]] bool healthy() const { return running() && health() == TaskHealth::healthy; }
  /// No target group holds it any more, not even draining.
  [[nodiscard]] bool drained() const;
  [[nodiscard]] bool is_protected(Instant now) const { return protected_until && now < *protected_until; }
  /// Writes down why it ended: codes and texts, not the status.
  void note_end(const ComputeEvent& event);
  /// Takes in what an event says of the containers. A health that was known stays until another is: after a restart
  /// Compute begins anew.
  void note_containers(const ComputeEvent& event, const TaskDefinition& definition);
};

/// DescribeTasks shows a stopped task for at least an hour; a service that crashes all day keeps its last thousand.
constexpr Duration stopped_task_stays = std::chrono::hours(1);

/// The longest stopTimeout of the containers: SIGKILL may come no earlier for any of them.
Duration stop_timeout_of(const TaskDefinition& definition);

/// Whether one of its essential containers has a health check.
bool has_health_check(const TaskDefinition& definition);

/// "arn:aws:ecs:R:A:task/CLUSTER/ID" from "arn:aws:ecs:R:A:service/CLUSTER/NAME" or "…:task-definition/FAMILY:1".
std::string task_arn(const std::string& sibling_arn, const std::string& cluster, const TaskId& id);

}  // namespace rampart::fleet
