// The two ports through which the fleet touches a world: Compute runs tasks, Router sends them traffic.
//
// Both are asynchronous in the same way: a command returns at once, and what became of it is found in take_…() on
// a later tick. Nothing calls back into the fleet, so that it acts on its own turn only. One thread: the control
// loop's. Implementations: live/compute (processes, Docker Engine), live/balancer (HAProxy), the simulator later;
// doubles for tests in core/fleet/testing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
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

/// What the load balancers and the containers' own checks think of a task; `healthy` for a running task without any.
enum class TaskHealth { unknown, healthy, unhealthy };
std::string_view name_of(TaskHealth health);  ///< "UNKNOWN", "HEALTHY", "UNHEALTHY"

/// What is known of one container of a task. By its health check, `health` stays unknown where it has none.
struct ContainerReading {
  enum class Status { pending, running, stopped };
  std::string name = {};
  Status status = Status::pending;
  TaskHealth health = TaskHealth::unknown;
  std::optional<int> exit_code = {};  ///< stopped; −1 when nobody knows.
  bool operator==(const ContainerReading&) const = default;
};

/// What happened to a task since the last look. `health` tells that something of its containers changed: their states,
/// or what their checks say.
struct ComputeEvent {
  enum class Kind { running, stopped, failed_to_start, health };
  Kind kind = Kind::running;
  TaskId task;
  Instant at;         ///< The loop's time.
  std::string host;   ///< running: address other programs reach it at …
  int port = 0;       ///< … and the port (of the first mapping).
  int exit_code = 0;  ///< stopped; 128 + n when a signal n ended it, as Docker says it; −1 when nobody knows.
  bool out_of_memory = false;
  /// running, health, stopped: all of the task's, in the definition's order. Empty: nothing is known but what the task
  /// says.
  std::vector<ContainerReading> containers = {};
  std::string reason;  ///< stopped, failed_to_start: AWS's text where it has one.
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
  /// Whether the containers' health checks are run, and told in `health` events. Without them nobody waits for any.
  [[nodiscard]] virtual bool checks_health() const { return false; }
  /// "process" or "docker", and how the CPU share is enforced: for the report.
  [[nodiscard]] virtual std::string description() const = 0;
};

struct Target {
  TaskId task;  ///< Of a target that is no task: "HOST:PORT".
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

/// A registered target, also while it drains, with its present health.
struct RegisteredTarget {
  Target target;
  TargetHealth health;
};

/// Where a listener really listens: on the port that was asked for when it could be had, else on another one.
struct BoundListener {
  std::string listener_arn;
  std::string host;
  int port = 0;
  std::string failure;  ///< Why it doesn't listen, in a sentence for the user; empty: it does or is about to.
};

/// Sends traffic to healthy targets only.
class Router {
 public:
  virtual ~Router() = default;
  /// The whole of what is wanted from now on, at any time and as often as wanted: no request is lost, targets stay
  /// registered. A target group that is no longer here loses its targets. A table that complaint_about() has something
  /// to say about changes nothing; that and whatever else goes wrong stands in the failures of listeners().
  virtual void configure(RoutingTable table) = 0;
  /// One for each listener of the last configure(), in its order.
  [[nodiscard]] virtual std::vector<BoundListener> listeners() const = 0;

  /// The target starts unhealthy and gets traffic after its first good check. Its target group must be in the table.
  virtual void add_target(const std::string& target_group_arn, const Target& target) = 0;
  /// No new requests; `drained` is reported when the last one has ended or the deregistration delay has passed.
  virtual void deregister_target(const std::string& target_group_arn, const TaskId& task) = 0;
  /// In the order of their ids.
  [[nodiscard]] virtual std::vector<RegisteredTarget> targets(const std::string& target_group_arn) const = 0;
  /// Changes of state since the last look, in order.
  virtual std::vector<TargetHealth> take_health() = 0;
};

}  // namespace rampart::fleet
