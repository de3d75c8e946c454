// The two ports through which the fleet touches a world: Compute runs tasks, Router sends them traffic.
//
// Both are asynchronous in the same way: a command returns at once, and what became of it is found in take_…() on
// a later tick. Nothing calls back into the fleet, so that it acts on its own turn only. One thread: the control
// loop's. Implementations: live/compute (processes, Docker Engine), live/balancer (HAProxy), the simulator later;
// doubles for tests in core/fleet/testing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/fleet/spec.h"

namespace rampart::fleet {

/// 32 hex digits, ECS's own form.
using TaskId = std::string;

struct TaskLaunch {
  TaskId id;
  std::string service;  ///< Name, for labels, logs and metrics.
  std::string cluster;
  TaskDefinition definition;
};

/// What happened to a task since the last look.
struct ComputeEvent {
  enum class Kind { running, stopped, failed_to_start, health };
  Kind kind = Kind::running;
  TaskId task;
  Instant at;         ///< The loop's time.
  std::string host;   ///< running: address other programs reach it at …
  int port = 0;       ///< … and the port (of the first mapping).
  int exit_code = 0;  ///< stopped; 128 + n when a signal n ended it, as Docker says it; −1 when nobody knows.
  bool out_of_memory = false;
  bool healthy = false;  ///< health: what the containers' own checks say of the task now.
  std::string reason;    ///< stopped, failed_to_start: AWS's text where it has one.
};

/// Starts and stops tasks.
class Compute {
 public:
  virtual ~Compute() = default;
  virtual void start(const TaskLaunch& task) = 0;
  /// SIGTERM now, SIGKILL after `timeout`. Unknown and stopped tasks are ignored.
  virtual void stop(const TaskId& task, Duration timeout) = 0;
  /// In the order they happened.
  virtual std::vector<ComputeEvent> take_events() = 0;
  /// Tasks that were started before Rampart itself was stopped and started again: finds them and takes them over.
  /// Answers what is known at once, the rest comes with take_events(); a task that isn't found is reported stopped.
  /// Who can't look finds none.
  virtual std::vector<ComputeEvent> adopt(const std::vector<TaskLaunch>& tasks, Instant now);
  /// Whether `health` events are reported for tasks whose containers have health checks. Without them nobody waits.
  [[nodiscard]] virtual bool checks_health() const { return false; }
  /// "process" or "docker", and how the CPU share is enforced: for the report.
  [[nodiscard]] virtual std::string description() const = 0;
};

struct Target {
  TaskId task;
  std::string host;
  int port = 0;
};

/// A target's health as the load balancer sees it (reference aws-scaling.md §2.3).
struct TargetHealth {
  enum class State { initial, healthy, unhealthy, draining, drained };
  std::string target_group_arn;
  TaskId task;
  State state = State::initial;
  std::string reason;       ///< "Target.ResponseCodeMismatch", …
  std::string description;  ///< "Health checks failed with these codes: [503]"
  Instant at;
};

/// Sends traffic to healthy targets only.
class Router {
 public:
  virtual ~Router() = default;
  /// The target starts unhealthy and gets traffic after its first good check.
  virtual void add_target(const std::string& target_group_arn, const Target& target) = 0;
  /// No new requests; `drained` is reported when the last one has ended or the deregistration delay has passed.
  virtual void deregister_target(const std::string& target_group_arn, const TaskId& task) = 0;
  /// Changes of state since the last look, in order.
  virtual std::vector<TargetHealth> take_health() = 0;
};

}  // namespace rampart::fleet
