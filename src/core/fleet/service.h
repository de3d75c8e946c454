// One ECS service: keeps its desired count, rolls deployments, replaces what dies or sickens, drains before it stops.
//
// A pure rule over two ports. The Fleet hands it what the ports reported and calls reconcile() once a tick; all it
// does goes through Compute and Router, all that changed goes into Surroundings::changes. Same inputs at the same
// instants give the same commands. One thread: the control loop's.
// Source: reference aws-scaling.md §1.3–1.6.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "core/fleet/change.h"
#include "core/fleet/deployment.h"
#include "core/fleet/event_log.h"
#include "core/fleet/ports.h"
#include "core/fleet/restart_throttle.h"
#include "core/fleet/rollout.h"
#include "core/fleet/spec.h"
#include "core/fleet/task.h"

namespace rampart::fleet {

/// What a service may touch; owned by the Fleet, alive as long as it.
struct Surroundings {
  Compute& compute;
  Router& router;
  Random& ids;
  const std::map<std::string, TaskDefinition>& task_definitions;  ///< By ARN.
  std::vector<FleetEvent>& changes;
};

enum class ServiceStatus { active, draining, inactive };
std::string_view name_of(ServiceStatus status);  ///< "ACTIVE", …

class Service {
 public:
  /// Starts with one PRIMARY deployment IN_PROGRESS and no tasks, as CreateService answers.
  Service(ServiceSpec spec, Surroundings around, Instant now);

  [[nodiscard]] const ServiceSpec& spec() const { return spec_; }
  [[nodiscard]] ServiceStatus status() const { return status_; }
  [[nodiscard]] Instant created_at() const { return created_at_; }
  [[nodiscard]] int desired_count() const { return spec_.desired_count; }
  [[nodiscard]] ServiceCounts counts() const;
  /// Of one deployment; `desired` is the service's for PRIMARY, what is left for the others.
  [[nodiscard]] ServiceCounts counts(const Deployment& deployment) const;
  /// In the order they were created; stopped ones stay an hour.
  [[nodiscard]] const std::vector<Task>& tasks() const { return tasks_; }
  /// PRIMARY first, then older ones from new to old. Never empty.
  [[nodiscard]] const std::vector<Deployment>& deployments() const { return deployments_; }
  [[nodiscard]] const EventLog& events() const { return events_; }
  [[nodiscard]] const Task* find_task(const TaskId& id) const;
  /// AWS's services-stable, and healthy: one deployment, running = healthy = desired, nothing starting or stopping.
  [[nodiscard]] bool stable() const;
  /// No task but stopped ones.
  [[nodiscard]] bool empty() const;

  void set_desired_count(int count) { spec_.desired_count = count; }
  /// Replaces everything but name, ARN and cluster; begins a deployment if the task definition or load balancers
  /// changed or `force` is set.
  void update(ServiceSpec spec, bool force, Instant now);
  /// ACTIVE → DRAINING; INACTIVE when the last task has stopped.
  void begin_delete();
  /// Ends one task with stopCode UserInitiated (StopTask); it is replaced in the next reconcile(). False: unknown or
  /// already stopping.
  bool stop_task(const TaskId& id, const std::string& reason, Instant now);
  /// SIGKILL for everything that is left, no draining: for a second Ctrl-C.
  void kill_tasks(Instant now);

  void take(const ComputeEvent& event);
  void take(const TargetHealth& health);
  void reconcile(Instant now);

 private:
  /// What happened in this turn, told in one event line per kind.
  struct Turn {
    std::map<std::string, int> registered;    // by target group
    std::map<std::string, int> deregistered;  // by target group
    std::map<std::string, int> draining;      // by deployment
    std::vector<TaskId> stopped_running;
    std::vector<TaskId> stopped_pending;
    std::vector<TaskId> started;
  };

  Deployment& primary() { return deployments_.front(); }
  [[nodiscard]] const Deployment& primary() const { return deployments_.front(); }
  [[nodiscard]] int wanted_count() const { return status_ == ServiceStatus::active ? spec_.desired_count : 0; }
  Task* task(const TaskId& id);
  Deployment* deployment(const std::string& id);

  // service_tasks.cpp: one task's way
  void start_task(Instant now);
  void task_is_running(Task& task, const ComputeEvent& event);
  void task_has_ended(Task& task, const ComputeEvent& event);
  void begin_stop(Task& task, StopCode code, std::string reason, Instant now);
  void deregister(Task& task, Instant now);
  void finish_draining(Instant now);
  void forget_stopped(Instant now);
  void advance(Task& task, TaskStatus to, Instant at);
  void set_target(Task& task, TargetLink& link, const TargetHealth& health);

  // service_deploy.cpp: deployments
  void begin_deployment(std::string task_definition_arn, std::string reason, bool rollback, Instant now);
  void count_failure(const std::string& deployment_id);
  void trip_breaker(Instant now);
  void finish_deployments(Instant now);

  // service.cpp: one turn
  [[nodiscard]] TaskView view(const Task& task, Instant now) const;
  [[nodiscard]] bool failing(const Task& task, Instant now) const;
  void announce_unhealthy(Instant now);
  void carry_out(const RolloutPlan& plan, const std::vector<TaskId>& order, Instant now);
  void write_turn(Instant now);
  void settle(Instant now);
  void say(std::string message, Instant at);
  void publish_counts(Instant now);
  template <class What>
  void publish(Instant at, What what) {
    around_.changes.push_back({at, spec_.name, spec_.arn, std::move(what)});
  }

  ServiceSpec spec_;
  Surroundings around_;
  ServiceStatus status_ = ServiceStatus::active;
  Instant created_at_;
  std::vector<Task> tasks_;
  std::vector<Deployment> deployments_;
  std::optional<Deployment> last_completed_;
  RestartThrottle throttle_;
  EventLog events_;
  Turn turn_;
  std::optional<ServiceCounts> published_;
  Instant next_sweep_;
  std::string stuck_deployment_;  // the deployment whose stuck event is written
};

}  // namespace rampart::fleet
