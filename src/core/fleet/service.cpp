#include "core/fleet/service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rampart::fleet {
namespace {

/// A task without any health check counts as healthy this long after RUNNING (reference aws-scaling.md §1.4).
constexpr Duration unchecked_warmup = std::chrono::seconds(40);

}  // namespace

std::string_view name_of(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::active:
      return "ACTIVE";
    case ServiceStatus::draining:
      return "DRAINING";
    case ServiceStatus::inactive:
      return "INACTIVE";
  }
  return "";
}

Service::Service(ServiceSpec spec, Surroundings around, Instant now)
    : spec_(std::move(spec)), around_(around), created_at_(now) {
  begin_deployment(spec_.task_definition_arn, "", false, now);
  publish_counts(now);
}

ServiceCounts Service::counts() const {
  ServiceCounts out{.desired = wanted_count()};
  for (const auto& task : tasks_) {
    out.pending += task.pending() ? 1 : 0;
    out.running += task.running() ? 1 : 0;
    out.healthy += task.healthy() ? 1 : 0;
  }
  return out;
}

ServiceCounts Service::counts(const Deployment& deployment) const {
  ServiceCounts out;
  int active = 0;
  for (const auto& task : tasks_) {
    if (task.deployment_id != deployment.id) continue;
    active += task.active() ? 1 : 0;
    out.pending += task.pending() ? 1 : 0;
    out.running += task.running() ? 1 : 0;
    out.healthy += task.healthy() ? 1 : 0;
  }
  out.desired = deployment.primary ? wanted_count() : active;
  return out;
}

const Task* Service::find_task(const TaskId& id) const {
  // From the back: most questions are about young tasks, and the front is full of stopped ones.
  const auto it = std::find_if(tasks_.rbegin(), tasks_.rend(), [&](const Task& t) { return t.id == id; });
  return it == tasks_.rend() ? nullptr : &*it;
}

Task* Service::task(const TaskId& id) {
  const auto it = std::find_if(tasks_.rbegin(), tasks_.rend(), [&](const Task& t) { return t.id == id; });
  return it == tasks_.rend() ? nullptr : &*it;
}

bool Service::stable() const {
  if (deployments_.size() != 1) return false;
  const auto now = counts();
  const auto alive = std::count_if(tasks_.begin(), tasks_.end(), [](const Task& t) { return !t.stopped(); });
  return now.pending == 0 && now.running == now.desired && now.healthy == now.desired && alive == now.desired;
}

bool Service::empty() const {
  return std::all_of(tasks_.begin(), tasks_.end(), [](const Task& t) { return t.stopped(); });
}

void Service::begin_delete() {
  if (status_ == ServiceStatus::active) status_ = ServiceStatus::draining;
}

bool Service::failing(const Task& task, Instant now) const {
  return task.health() == TaskHealth::unhealthy && now - *task.started_at >= spec_.health_check_grace_period;
}

TaskView Service::view(const Task& task, Instant now) const {
  using State = TaskView::State;
  const bool is_primary = task.deployment_id == primary().id;
  if (task.pending()) return {is_primary, State::pending};
  if (task.targets.empty()) {
    return {is_primary, now - *task.started_at >= unchecked_warmup ? State::healthy : State::warming};
  }
  if (failing(task, now)) return {is_primary, State::unhealthy};
  return {is_primary, task.healthy() ? State::healthy : State::warming};
}

void Service::announce_unhealthy(Instant now) {
  for (auto& task : tasks_) {
    if (!task.active() || !failing(task, now)) continue;
    for (auto& link : task.targets) {
      if (link.state != TargetHealth::State::unhealthy || std::exchange(link.announced_unhealthy, true)) continue;
      say(event_text::unhealthy(spec_.name, task.id, link.container_port, link.target_group_arn,
                                link.description.empty() ? link.reason : link.description),
          now);
    }
  }
}

void Service::reconcile(Instant now) {
  finish_draining(now);
  announce_unhealthy(now);
  trip_breaker(now);

  RolloutInput input;
  input.desired = wanted_count();
  input.limits = deployment_limits(input.desired, spec_.minimum_healthy_percent, spec_.maximum_percent);
  input.may_start = status_ == ServiceStatus::active && throttle_.may_start(now);
  input.primary_failed = primary().rollout_state == RolloutState::failed;
  std::vector<TaskId> order;
  for (const auto& task : tasks_) {
    if (!task.active()) continue;
    input.tasks.push_back(view(task, now));
    order.push_back(task.id);
  }
  carry_out(plan_rollout(input), order, now);

  write_turn(now);
  finish_deployments(now);
  settle(now);
  forget_stopped(now);
  publish_counts(now);
}

void Service::carry_out(const RolloutPlan& plan, const std::vector<TaskId>& order, Instant now) {
  for (const auto& stop : plan.stop) {
    Task& victim = *task(order[stop.index]);
    std::string reason = fmt::format("Scaling activity initiated by (deployment {})", primary().id);
    if (stop.for_health) {
      const auto sick = std::find_if(victim.targets.begin(), victim.targets.end(), [](const TargetLink& link) {
        return link.state == TargetHealth::State::unhealthy;
      });
      reason = fmt::format("Task failed ELB health checks in (target-group {})", sick->target_group_arn);
      count_failure(victim.deployment_id);
    }
    (victim.running() ? turn_.stopped_running : turn_.stopped_pending).push_back(victim.id);
    begin_stop(victim, StopCode::service_scheduler_initiated, std::move(reason), now);
  }
  for (int i = 0; i < plan.start; ++i) start_task(now);
  if (plan.stuck && std::exchange(stuck_deployment_, primary().id) != primary().id) {
    say(event_text::stuck(spec_.name), now);
  }
}

void Service::write_turn(Instant now) {
  const Turn turn = std::exchange(turn_, {});
  for (const auto& [group, n] : turn.registered) say(event_text::registered(spec_.name, n, group), now);
  for (const auto& [id, n] : turn.draining) say(event_text::draining(spec_.name, id, n), now);
  for (const auto& [group, n] : turn.deregistered) say(event_text::deregistered(spec_.name, n, group), now);
  if (!turn.stopped_running.empty()) say(event_text::stopped_running(spec_.name, turn.stopped_running), now);
  if (!turn.stopped_pending.empty()) say(event_text::stopped_pending(spec_.name, turn.stopped_pending), now);
  if (!turn.started.empty()) say(event_text::started(spec_.name, turn.started), now);
}

void Service::settle(Instant now) {
  if (status_ == ServiceStatus::draining && empty()) status_ = ServiceStatus::inactive;
  if (status_ != ServiceStatus::active || !stable() || primary().rollout_state != RolloutState::completed) {
    events_.leave_steady_state();
    return;
  }
  if (!events_.steady_state_due(now)) return;
  events_.note_steady_state(now);
  say(event_text::steady_state(spec_.name), now);
}

void Service::say(std::string message, Instant at) {
  publish(at, ServiceMessage{message});
  events_.add(std::move(message), at, around_.ids);
}

void Service::publish_counts(Instant now) {
  const auto current = counts();
  if (published_ == current) return;
  published_ = current;
  publish(now, current);
}

}  // namespace rampart::fleet
