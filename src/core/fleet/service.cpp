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
  // A service of this ARN may have been there before: its revisions are not to be met again.
  revision_ = static_cast<std::uint64_t>(now.time_since_epoch().count());
  begin_deployment(spec_.task_definition_arn, now);
  publish_counts(now);
}

Service::Service(ServiceSnapshot snapshot, std::vector<Task> tasks, Surroundings around)
    : spec_(std::move(snapshot.spec)),
      around_(around),
      status_(snapshot.status),
      created_at_(snapshot.created_at),
      tasks_(std::move(tasks)),
      deployments_(std::move(snapshot.deployments)),
      ended_(std::move(snapshot.ended)),
      last_completed_(std::move(snapshot.last_completed)),
      throttle_(snapshot.throttle),
      events_(std::move(snapshot.events)),
      turn_(std::move(snapshot.turn)),
      published_(snapshot.published),
      stuck_deployment_(std::move(snapshot.stuck_deployment)),
      next_sequence_(snapshot.next_sequence) {
  std::sort(tasks_.begin(), tasks_.end(), [](const Task& a, const Task& b) { return a.sequence < b.sequence; });
}

ServiceSnapshot Service::snapshot() const {
  ServiceSnapshot out;
  out.spec = spec_;
  out.status = status_;
  out.created_at = created_at_;
  out.next_sequence = next_sequence_;
  out.deployments = deployments_;
  out.ended = ended_;
  out.last_completed = last_completed_;
  out.throttle = throttle_;
  out.events = events_;
  out.turn = turn_;
  out.published = published_;
  out.stuck_deployment = stuck_deployment_;
  return out;
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
  if (status_ != ServiceStatus::active) return;
  status_ = ServiceStatus::draining;
  changed();
}

bool Service::failing(const Task& task, Instant now) const {
  return task.health() == TaskHealth::unhealthy && now - *task.started_at >= spec_.health_check_grace_period;
}

TaskView Service::view(const Task& task, Instant now) const {
  using State = TaskView::State;
  TaskView out{.primary = task.deployment_id == primary().id};
  out.guarded = status_ == ServiceStatus::active && task.is_protected(now);
  if (task.pending()) return out;
  if (failing(task, now)) {
    out.state = State::unhealthy;
  } else if (task.targets.empty() && !task.checks_containers) {
    out.state = now - *task.started_at >= unchecked_warmup ? State::healthy : State::warming;
  } else {
    out.state = task.healthy() ? State::healthy : State::warming;
  }
  return out;
}

void Service::announce_unhealthy(Instant now) {
  for (auto& task : tasks_) {
    if (!task.active() || !failing(task, now)) continue;
    for (auto& link : task.targets) {
      if (link.state != TargetHealth::State::unhealthy || std::exchange(link.announced_unhealthy, true)) continue;
      changed(task);
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
  watch_alarms(now);

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
      if (sick == victim.targets.end()) say(event_text::failed_container_health(spec_.name, victim.id), now);
      reason = sick == victim.targets.end()
                   ? "Task failed container health checks"
                   : fmt::format("Task failed ELB health checks in (target-group {})", sick->target_group_arn);
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
  const ServiceTurn turn = std::exchange(turn_, {});
  for (const auto& [group, n] : turn.registered) say(event_text::registered(spec_.name, n, group), now);
  for (const auto& [id, n] : turn.draining) say(event_text::draining(spec_.name, id, n), now);
  for (const auto& [group, n] : turn.deregistered) say(event_text::deregistered(spec_.name, n, group), now);
  if (!turn.stopped_running.empty()) say(event_text::stopped_running(spec_.name, turn.stopped_running), now);
  if (!turn.stopped_pending.empty()) say(event_text::stopped_pending(spec_.name, turn.stopped_pending), now);
  if (!turn.started.empty()) say(event_text::started(spec_.name, turn.started), now);
}

void Service::settle(Instant now) {
  if (status_ == ServiceStatus::draining && empty()) {
    status_ = ServiceStatus::inactive;
    changed();
  }
  if (status_ != ServiceStatus::active || !stable() || primary().rollout_state != RolloutState::completed) {
    if (events_.steady_since_written()) changed();
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
