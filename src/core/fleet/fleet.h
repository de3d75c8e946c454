// The fleet: every ECS service of a stack, kept as desired, over the two ports Compute and Router.
//
// Reading order: spec.h (what is asked for), ports.h (the world), task.h, deployment.h, rollout.h (the arithmetic),
// service.h (one service), this file.
//
//   Fleet fleet(compute, router, {.seed = seed});
//   fleet.put_task_definition(definition);             // before the service that names it
//   fleet.put_target_group(group);
//   auto made = fleet.create_service(spec, now);       // Result<void>: say why not, to the user
//   …every turn of the control loop:
//   fleet.tick(now);
//   for (const auto& change : fleet.take_changes()) write_down(change);   // std::visit over change.what
//   …the autoscaler decides: fleet.set_desired_count(spec.arn, 6, now);   // acted on in the next tick
//   …the end: fleet.shutdown(now); then tick until fleet.empty().
//
// Commands change what is wanted and return at once; tick() alone talks to the ports (but kill_tasks()). Instants
// never go backwards. One thread: the control loop's. Compute and Router must outlive the Fleet.
// Source: reference aws-scaling.md §1.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "core/fleet/change.h"
#include "core/fleet/ports.h"
#include "core/fleet/service.h"
#include "core/fleet/snapshot.h"
#include "core/fleet/spec.h"
#include "core/fleet/standalone.h"

namespace rampart::fleet {

struct FleetOptions {
  std::uint64_t seed = 0;  ///< For task, deployment and event ids.
};

/// What deployments of a service have to do with CloudWatch's alarms.
struct DeploymentAlarms {
  bool enabled = false;
  bool rollback = false;
  std::vector<std::string> names;
  Duration bake_time{};
};

/// Members that UpdateService may change; absent ones stay. Only a new task definition, other load balancers and
/// `force_new_deployment` begin a deployment (reference aws-scaling.md §1.3).
struct ServiceUpdate {
  std::optional<std::string> task_definition_arn;
  std::optional<int> desired_count;
  std::optional<int> maximum_percent;
  std::optional<int> minimum_healthy_percent;
  std::optional<bool> circuit_breaker;
  std::optional<bool> circuit_breaker_rollback;
  std::optional<Duration> health_check_grace_period;
  std::optional<std::vector<ServiceLoadBalancer>> load_balancers;
  std::optional<DeploymentAlarms> alarms;
  bool force_new_deployment = false;
};

class Fleet {
 public:
  Fleet(Compute& compute, Router& router, FleetOptions options);
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  /// Adds or replaces by ARN. Tasks that run keep what they were started with.
  void put_task_definition(TaskDefinition definition);
  void put_target_group(TargetGroup group);

  /// conflict: a service of that ARN is ACTIVE or still draining. not_found: task definition or target group
  /// unknown. invalid: counts or percentages out of range, no ARN, a grace period without a load balancer.
  Result<void> create_service(ServiceSpec spec, Instant now);
  Result<void> update_service(const std::string& service_arn, const ServiceUpdate& update, Instant now);
  Result<void> set_desired_count(const std::string& service_arn, int count, Instant now);
  /// Needs desired count 0 or `force`. The service drains, then stays in services() as INACTIVE.
  Result<void> delete_service(const std::string& service_arn, bool force, Instant now);
  /// StopTask: drains and ends one task; its service replaces it. An empty reason becomes AWS's default text.
  Result<void> stop_task(const TaskId& task, const std::string& reason, Instant now);

  /// RunTask. Errors: invalid when the definition has no container.
  Result<TaskId> run_task(TaskRequest request, Instant now);
  /// UpdateTaskProtection of a service's task; nothing = no longer. not_found: unknown, or no service's. conflict: it
  /// is stopping.
  Result<void> protect_task(const TaskId& task, std::optional<Instant> until);

  /// Names of the alarms that deployments under way watch.
  [[nodiscard]] std::set<std::string> watched_alarms() const;
  /// What CloudWatch says of them, before each tick(); those left out are not in ALARM.
  void observe_alarms(std::map<std::string, AlarmReading> readings) { alarms_ = std::move(readings); }

  // After a restart, before the first tick(), which then asks Compute what is left of the tasks.
  void restore_service(ServiceSnapshot snapshot, std::vector<Task> tasks);
  void restore_task(StandaloneTask task);
  /// Where the stream of ids stood, so that none is drawn twice.
  void restore_ids(Random ids) { ids_ = ids; }
  [[nodiscard]] const Random& ids() const { return ids_; }

  /// Takes what the ports report, then lets every service act on it, in the order of their ARNs.
  void tick(Instant now);

  /// In the order they happened; each is given once.
  std::vector<FleetEvent> take_changes();

  /// nullptr if unknown. Valid until the next command that creates a service of the same ARN.
  [[nodiscard]] const Service* find_service(const std::string& service_arn) const;
  /// All, INACTIVE ones too, by ARN.
  [[nodiscard]] std::vector<const Service*> services() const;
  /// nullptr if unknown, as are those below.
  [[nodiscard]] const TaskDefinition* find_task_definition(const std::string& arn) const;
  [[nodiscard]] const TargetGroup* find_target_group(const std::string& arn) const;
  /// A service's or a standalone one. Valid until the next command or tick.
  [[nodiscard]] const Task* find_task(const TaskId& id) const;
  [[nodiscard]] const Service* find_service_of(const TaskId& task) const;
  [[nodiscard]] const StandaloneTask* find_standalone_task(const TaskId& id) const { return standalone_.find(id); }
  /// In the order they were created; stopped ones stay an hour.
  [[nodiscard]] std::vector<const StandaloneTask*> standalone_tasks() const;
  /// Moves when one of them changes.
  [[nodiscard]] std::uint64_t standalone_revision() const { return standalone_.revision(); }
  /// Service::stable() of a known service; false for an unknown one.
  [[nodiscard]] bool stable(const std::string& service_arn) const;

  /// From now on no service wants a task: all are drained and stopped in the ticks that follow. Can be repeated.
  void shutdown(Instant now);
  /// SIGKILL for every task, at once and without draining. For a second Ctrl-C; follow with tick() until empty().
  void kill_tasks(Instant now);
  /// No task is left that isn't STOPPED.
  [[nodiscard]] bool empty() const;

 private:
  Service* active_service(const std::string& arn, Error& error);
  [[nodiscard]] Result<void> check(const ServiceSpec& spec) const;
  Service* service_of(const TaskId& task);
  [[nodiscard]] Surroundings surroundings();
  void adopt_tasks(Instant now);

  Compute& compute_;
  Router& router_;
  Random ids_;
  std::map<std::string, TaskDefinition> task_definitions_;
  std::map<std::string, TargetGroup> target_groups_;
  std::map<std::string, std::unique_ptr<Service>> services_;
  std::map<std::string, AlarmReading> alarms_;
  std::vector<FleetEvent> changes_;
  StandaloneTasks standalone_;
  bool is_new_ = true;  // its first tick finds out what became of the tasks that were put back, and of all others
};

}  // namespace rampart::fleet
