#include "core/fleet/fleet.h"

#include <fmt/format.h>

#include <utility>

namespace rampart::fleet {
namespace {

constexpr int most_tasks_per_service = 5000;  // ECS's quota (reference aws-scaling.md §7)

Error not_active(const std::string& arn) { return conflict(fmt::format("Service was not ACTIVE: {}.", arn)); }

}  // namespace

Fleet::Fleet(Compute& compute, Router& router, FleetOptions options)
    : compute_(compute),
      router_(router),
      ids_(Random::stream(options.seed, "fleet.ids")),
      standalone_(compute, ids_, changes_) {}

void Fleet::put_task_definition(TaskDefinition definition) {
  auto arn = definition.arn;
  task_definitions_.insert_or_assign(std::move(arn), std::move(definition));
}

void Fleet::put_target_group(TargetGroup group) {
  auto arn = group.arn;
  target_groups_.insert_or_assign(std::move(arn), std::move(group));
}

Result<void> Fleet::check(const ServiceSpec& spec) const {
  const auto& name = spec.name;
  if (spec.desired_count < 0 || spec.desired_count > most_tasks_per_service) {
    return invalid(fmt::format("Service {}: the desired count is {}; it must be from 0 to {}.", name,
                               spec.desired_count, most_tasks_per_service));
  }
  if (spec.minimum_healthy_percent < 0 || spec.minimum_healthy_percent > 100) {
    return invalid(fmt::format("Service {}: minimumHealthyPercent is {}; it must be from 0 to 100.", name,
                               spec.minimum_healthy_percent));
  }
  if (spec.maximum_percent < 100) {
    return invalid(
        fmt::format("Service {}: maximumPercent is {}; below 100 the service could never run its desired count.", name,
                    spec.maximum_percent));
  }
  if (spec.health_check_grace_period > Duration::zero() && spec.load_balancers.empty()) {
    return invalid(fmt::format(
        "Service {}: healthCheckGracePeriodSeconds needs a load balancer; add one or leave the period out.", name));
  }
  if (!task_definitions_.contains(spec.task_definition_arn)) {
    return not_found(fmt::format("Service {}: TaskDefinition not found: {}.", name, spec.task_definition_arn));
  }
  for (const auto& balancer : spec.load_balancers) {
    if (target_groups_.contains(balancer.target_group_arn)) continue;
    return not_found(fmt::format("Service {}: the target group {} is not known.", name, balancer.target_group_arn));
  }
  return {};
}

Result<void> Fleet::create_service(ServiceSpec spec, Instant now) {
  if (spec.arn.empty() || spec.name.empty()) return invalid("A service needs a name and an ARN.");
  if (auto checked = check(spec); !checked) return checked;
  const auto it = services_.find(spec.arn);
  if (it != services_.end() && it->second->status() == ServiceStatus::active) {
    return conflict(fmt::format("Creation of service was not idempotent: {} is ACTIVE.", spec.name));
  }
  if (it != services_.end() && it->second->status() == ServiceStatus::draining) {
    return conflict(fmt::format("Unable to Start a service that is still Draining: {}.", spec.name));
  }
  auto arn = spec.arn;
  services_[arn] = std::make_unique<Service>(std::move(spec), surroundings(), now);
  return {};
}

Surroundings Fleet::surroundings() { return {compute_, router_, ids_, task_definitions_, alarms_, changes_}; }

void Fleet::restore_service(ServiceSnapshot snapshot, std::vector<Task> tasks) {
  auto arn = snapshot.spec.arn;
  services_[std::move(arn)] = std::make_unique<Service>(std::move(snapshot), std::move(tasks), surroundings());
}

void Fleet::restore_task(StandaloneTask task) { standalone_.restore(std::move(task)); }

Service* Fleet::active_service(const std::string& arn, Error& error) {
  const auto it = services_.find(arn);
  if (it == services_.end()) {
    error = not_found(fmt::format("Service not found: {}.", arn));
    return nullptr;
  }
  if (it->second->status() != ServiceStatus::active) {
    error = not_active(arn);
    return nullptr;
  }
  return it->second.get();
}

Result<void> Fleet::update_service(const std::string& service_arn, const ServiceUpdate& update, Instant now) {
  Error error;
  Service* service = active_service(service_arn, error);
  if (service == nullptr) return error;
  ServiceSpec spec = service->spec();
  spec.task_definition_arn = update.task_definition_arn.value_or(spec.task_definition_arn);
  spec.desired_count = update.desired_count.value_or(spec.desired_count);
  spec.maximum_percent = update.maximum_percent.value_or(spec.maximum_percent);
  spec.minimum_healthy_percent = update.minimum_healthy_percent.value_or(spec.minimum_healthy_percent);
  spec.circuit_breaker = update.circuit_breaker.value_or(spec.circuit_breaker);
  spec.circuit_breaker_rollback = update.circuit_breaker_rollback.value_or(spec.circuit_breaker_rollback);
  spec.health_check_grace_period = update.health_check_grace_period.value_or(spec.health_check_grace_period);
  spec.load_balancers = update.load_balancers.value_or(spec.load_balancers);
  if (update.alarms) {
    spec.alarms = update.alarms->enabled;
    spec.alarms_rollback = update.alarms->rollback;
    spec.alarm_names = update.alarms->names;
    spec.bake_time = update.alarms->bake_time;
  }
  if (auto checked = check(spec); !checked) return checked;
  service->update(std::move(spec), update.force_new_deployment, now);
  return {};
}

Result<void> Fleet::set_desired_count(const std::string& service_arn, int count, Instant now) {
  ServiceUpdate update;
  update.desired_count = count;
  return update_service(service_arn, update, now);
}

Result<void> Fleet::delete_service(const std::string& service_arn, bool force, Instant) {
  Error error;
  Service* service = active_service(service_arn, error);
  if (service == nullptr) return error;
  if (!force && service->desired_count() > 0) {
    return conflict("The service cannot be stopped while it is scaled above 0.");
  }
  service->begin_delete();
  return {};
}

Service* Fleet::service_of(const TaskId& task) {
  for (const auto& [arn, service] : services_) {
    if (service->find_task(task) != nullptr) return service.get();
  }
  return nullptr;
}

const Service* Fleet::find_service_of(const TaskId& task) const {
  for (const auto& [arn, service] : services_) {
    if (service->find_task(task) != nullptr) return service.get();
  }
  return nullptr;
}

const Task* Fleet::find_task(const TaskId& id) const {
  if (const Service* service = find_service_of(id)) return service->find_task(id);
  const StandaloneTask* one = standalone_.find(id);
  return one == nullptr ? nullptr : &one->task;
}

const TaskDefinition* Fleet::find_task_definition(const std::string& arn) const {
  const auto it = task_definitions_.find(arn);
  return it == task_definitions_.end() ? nullptr : &it->second;
}

const TargetGroup* Fleet::find_target_group(const std::string& arn) const {
  const auto it = target_groups_.find(arn);
  return it == target_groups_.end() ? nullptr : &it->second;
}

std::vector<const StandaloneTask*> Fleet::standalone_tasks() const {
  std::vector<const StandaloneTask*> out;
  for (const StandaloneTask& one : standalone_.list()) out.push_back(&one);
  return out;
}

Result<TaskId> Fleet::run_task(TaskRequest request, Instant now) {
  if (request.definition.containers.empty()) return invalid("A task needs at least one container.");
  return standalone_.run(std::move(request), now).task.id;
}

Result<void> Fleet::protect_task(const TaskId& task, std::optional<Instant> until) {
  Service* service = service_of(task);
  if (service == nullptr) return not_found(fmt::format("No service has the task {}.", task));
  if (!service->protect_task(task, until)) return conflict(fmt::format("The task {} is stopping.", task));
  return {};
}

std::set<std::string> Fleet::watched_alarms() const {
  std::set<std::string> out;
  for (const auto& [arn, service] : services_) {
    const ServiceSpec& spec = service->spec();
    if (spec.alarms && service->deployments().front().rollout_state == RolloutState::in_progress) {
      out.insert(spec.alarm_names.begin(), spec.alarm_names.end());
    }
  }
  return out;
}

Result<void> Fleet::stop_task(const TaskId& task, const std::string& reason, Instant now) {
  if (standalone_.stop(task, reason, now)) return {};
  Service* service = service_of(task);
  if (service == nullptr) return not_found(fmt::format("The referenced task was not found: {}.", task));
  service->stop_task(task, reason, now);
  return {};
}

void Fleet::tick(Instant now) {
  if (std::exchange(is_new_, false)) adopt_tasks(now);
  for (const auto& event : compute_.take_events()) {
    if (standalone_.take(event)) continue;
    if (Service* service = service_of(event.task)) service->take(event);
  }
  for (const auto& health : router_.take_health()) {
    if (Service* service = service_of(health.task)) service->take(health);
  }
  for (const auto& [arn, service] : services_) service->reconcile(now);
  standalone_.tick(now);
}

void Fleet::adopt_tasks(Instant now) {
  std::vector<TaskLaunch> tasks = standalone_.launches();
  for (const auto& [arn, service] : services_) {
    for (TaskLaunch& launch : service->launches()) tasks.push_back(std::move(launch));
  }
  for (const auto& event : compute_.adopt(tasks, now)) {
    if (standalone_.take(event)) continue;
    if (Service* service = service_of(event.task)) service->take(event);
  }
  standalone_.rejoin();
  for (const auto& [arn, service] : services_) service->rejoin(now);
}

std::vector<FleetEvent> Fleet::take_changes() { return std::exchange(changes_, {}); }

const Service* Fleet::find_service(const std::string& service_arn) const {
  const auto it = services_.find(service_arn);
  return it == services_.end() ? nullptr : it->second.get();
}

std::vector<const Service*> Fleet::services() const {
  std::vector<const Service*> out;
  out.reserve(services_.size());
  for (const auto& [arn, service] : services_) out.push_back(service.get());
  return out;
}

bool Fleet::stable(const std::string& service_arn) const {
  const Service* service = find_service(service_arn);
  return service != nullptr && service->stable();
}

void Fleet::shutdown(Instant now) {
  for (const auto& [arn, service] : services_) service->begin_delete();
  for (const StandaloneTask& one : standalone_.list()) standalone_.stop(one.task.id, "", now);
}

void Fleet::kill_tasks(Instant now) {
  for (const auto& [arn, service] : services_) {
    service->begin_delete();
    service->kill_tasks(now);
  }
  standalone_.kill(now);
}

bool Fleet::empty() const {
  for (const auto& [arn, service] : services_) {
    if (!service->empty()) return false;
  }
  return standalone_.empty();
}

}  // namespace rampart::fleet
