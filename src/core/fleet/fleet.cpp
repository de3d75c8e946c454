#include "core/fleet/fleet.h"

#include <fmt/format.h>

#include <utility>

namespace rampart::fleet {
namespace {

constexpr int most_tasks_per_service = 5000;  // ECS's quota (reference aws-scaling.md §7)

Error not_active(const std::string& arn) { return conflict(fmt::format("Service was not ACTIVE: {}.", arn)); }

}  // namespace

Fleet::Fleet(Compute& compute, Router& router, FleetOptions options)
    : compute_(compute), router_(router), ids_(Random::stream(options.seed, "fleet.ids")) {}

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
  const Surroundings around{compute_, router_, ids_, task_definitions_, changes_};
  services_[arn] = std::make_unique<Service>(std::move(spec), around, now);
  return {};
}

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

Result<void> Fleet::stop_task(const TaskId& task, const std::string& reason, Instant now) {
  Service* service = service_of(task);
  if (service == nullptr) return not_found(fmt::format("The referenced task was not found: {}.", task));
  service->stop_task(task, reason, now);
  return {};
}

void Fleet::tick(Instant now) {
  for (const auto& event : compute_.take_events()) {
    if (Service* service = service_of(event.task)) service->take(event);
  }
  for (const auto& health : router_.take_health()) {
    if (Service* service = service_of(health.task)) service->take(health);
  }
  for (const auto& [arn, service] : services_) service->reconcile(now);
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

void Fleet::shutdown(Instant) {
  for (const auto& [arn, service] : services_) service->begin_delete();
}

void Fleet::kill_tasks(Instant now) {
  for (const auto& [arn, service] : services_) {
    service->begin_delete();
    service->kill_tasks(now);
  }
}

bool Fleet::empty() const {
  for (const auto& [arn, service] : services_) {
    if (!service->empty()) return false;
  }
  return true;
}

}  // namespace rampart::fleet
