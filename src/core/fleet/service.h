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
#include "core/fleet/snapshot.h"
#include "core/fleet/spec.h"
#include "core/fleet/task.h"

namespace rampart::fleet {

/// What CloudWatch says of an alarm that deployments watch.
struct AlarmReading {
  bool in_alarm = false;
  Duration span{};  ///< What it needs to see before it can tell: evaluation periods × period.
};

/// What a service may touch; owned by the Fleet, alive as long as it.
struct Surroundings {
  Compute& compute;
  Router& router;
  Random& ids;
  const std::map<std::string, TaskDefinition>& task_definitions;  ///< By ARN.
  const std::map<std::string, AlarmReading>& alarms;              ///< By name.
  std::vector<FleetEvent>& changes;
};

class Service {
 public:
  /// Starts with one PRIMARY deployment IN_PROGRESS and no tasks, as CreateService answers.
  Service(ServiceSpec spec, Surroundings around, Instant now);
  /// As it was before a restart, `tasks` in any order. Its tasks live until Compute says otherwise: rejoin() follows
  /// when it has.
  Service(ServiceSnapshot snapshot, std::vector<Task> tasks, Surroundings around);

  /// Everything but the tasks.
  [[nodiscard]] ServiceSnapshot snapshot() const;
  /// Moves at each change of what snapshot() and tasks() give.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

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
  /// Those that are no longer among deployments(), newest first, at most a hundred.
  [[nodiscard]] const std::vector<Deployment>& ended_deployments() const { return ended_; }
  [[nodiscard]] const EventLog& events() const { return events_; }
  [[nodiscard]] const Task* find_task(const TaskId& id) const;
  /// AWS's services-stable, and healthy: one deployment, running = healthy = desired, nothing starting or stopping.
  [[nodiscard]] bool stable() const;
  /// No task but stopped ones.
  [[nodiscard]] bool empty() const;

  /// Replaces everything but name, ARN and cluster; begins a deployment if the task definition or load balancers
  /// changed or `force` is set.
  void update(ServiceSpec spec, bool force, Instant now);
  /// ACTIVE → DRAINING; INACTIVE when the last task has stopped.
  void begin_delete();
  /// Ends one task with stopCode UserInitiated (StopTask); it is replaced in the next reconcile(). False: unknown or
  /// already stopping.
  bool stop_task(const TaskId& id, const std::string& reason, Instant now);
  /// UpdateTaskProtection; nothing = no longer protected. False: unknown, or no longer active.
  bool protect_task(const TaskId& id, std::optional<Instant> until);
  /// SIGKILL for everything that is left, no draining: for a second Ctrl-C.
  void kill_tasks(Instant now);

  void take(const ComputeEvent& event);
  void take(const TargetHealth& health);
  void reconcile(Instant now);
  /// Tasks that Compute was given before the restart and that haven't ended, as they were started.
  [[nodiscard]] std::vector<TaskLaunch> launches() const;
  /// Once after a restart, when Compute has told which tasks it found: the balancer, which knows no target any more,
  /// gets back those that live, and stops that were under way are asked for again.
  void rejoin(Instant now);

 private:
  Deployment& primary() { return deployments_.front(); }
  [[nodiscard]] const Deployment& primary() const { return deployments_.front(); }
  [[nodiscard]] int wanted_count() const { return status_ == ServiceStatus::active ? spec_.desired_count : 0; }
  Task* task(const TaskId& id);
  void changed() { ++revision_; }
  void changed(Task& task) {
    ++task.version;
    ++revision_;
  }
  Deployment* deployment(const std::string& id);

  // service_tasks.cpp: one task's way
  void start_task(Instant now);
  void task_is_running(Task& task, const ComputeEvent& event);
  void task_has_ended(Task& task, const ComputeEvent& event);
  void note_containers(Task& task, const ComputeEvent& event);
  void note_health(const Task& task);
  void register_target(Task& task, const TargetLink& link, Instant at);
  void begin_stop(Task& task, StopCode code, std::string reason, Instant now);
  void deregister(Task& task, Instant now);
  void finish_draining(Instant now);
  void forget_stopped(Instant now);
  void advance(Task& task, TaskStatus to, Instant at);
  void set_target(Task& task, TargetLink& link, const TargetHealth& health);

  // service_deploy.cpp: deployments
  Deployment& begin_deployment(std::string task_definition_arn, Instant now);
  void count_failure(const std::string& deployment_id);
  void trip_breaker(Instant now);
  void watch_alarms(Instant now);
  /// The PRIMARY deployment has failed; `text_of` says how a rollback to another one is explained.
  void fail_deployment(std::string reason, bool roll_back, std::string (*text_of)(const std::string&), Instant now);
  void drop_replaced_deployments(Instant now);
  /// All is there and nothing of the past: whether the alarms have been watched long enough, too.
  [[nodiscard]] bool baked(Deployment& current, Instant now);
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
    changed();
    around_.changes.push_back({at, spec_.name, spec_.arn, std::move(what)});
  }

  ServiceSpec spec_;
  Surroundings around_;
  ServiceStatus status_ = ServiceStatus::active;
  Instant created_at_;
  std::vector<Task> tasks_;
  std::vector<Deployment> deployments_;
  std::vector<Deployment> ended_;
  std::optional<Deployment> last_completed_;
  RestartThrottle throttle_;
  EventLog events_;
  ServiceTurn turn_;
  std::optional<ServiceCounts> published_;
  Instant next_sweep_;
  std::string stuck_deployment_;  // the deployment whose stuck event is written
  std::uint64_t next_sequence_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace rampart::fleet
