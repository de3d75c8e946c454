// Service, the way of one task: started, registered, deregistered, drained, stopped, forgotten.
#include <algorithm>
#include <utility>

#include "core/fleet/service.h"

namespace rampart::fleet {
namespace {

using State = TargetHealth::State;

constexpr std::ptrdiff_t most_stopped_tasks = 1000;
constexpr Duration between_sweeps = std::chrono::minutes(1);

}  // namespace

void Service::advance(Task& task, TaskStatus to, Instant at) {
  if (to <= task.last_status) return;
  task.last_status = to;
  changed(task);
  TaskChange change{.task = task.id, .status = to, .stop_code = task.stop_code, .reason = task.stopped_reason};
  if (!task.container_reason.empty()) change.reason += ": " + task.container_reason;
  change.exit_code = task.exit_code.value_or(-1);
  publish(at, std::move(change));
}

void Service::start_task(Instant now) {
  const auto& definition = around_.task_definitions.at(primary().task_definition_arn);
  Task task;
  task.id = make_task_id(around_.ids);
  task.arn = task_arn(spec_.arn, spec_.cluster, task.id);
  task.service = spec_.name;
  task.deployment_id = primary().id;
  task.task_definition_arn = definition.arn;
  task.stop_timeout = stop_timeout_of(definition);
  task.created_at = now;
  task.sequence = next_sequence_++;
  task.checks_containers = around_.compute.checks_health() && has_health_check(definition);
  turn_.started.push_back(task.id);
  publish(now, TaskChange{.task = task.id, .status = TaskStatus::provisioning, .reason = "", .exit_code = -1});
  around_.compute.start({task.id, spec_.name, spec_.cluster, definition});
  advance(task, TaskStatus::pending, now);
  tasks_.push_back(std::move(task));
}

void Service::take(const ComputeEvent& event) {
  Task* found = task(event.task);
  if (found == nullptr || found->stopped()) return;
  switch (event.kind) {
    case ComputeEvent::Kind::running:
      note_containers(*found, event);
      return task_is_running(*found, event);
    case ComputeEvent::Kind::health:
      note_containers(*found, event);
      return note_health(*found);
    case ComputeEvent::Kind::stopped:
    case ComputeEvent::Kind::failed_to_start:
      return task_has_ended(*found, event);
  }
}

void Service::note_containers(Task& task, const ComputeEvent& event) {
  const auto definition = around_.task_definitions.find(task.task_definition_arn);
  if (event.containers.empty() || definition == around_.task_definitions.end()) return;
  task.note_containers(event, definition->second);
  changed(task);
}

void Service::note_health(const Task& task) {
  if (!task.healthy()) return;
  Deployment* of = deployment(task.deployment_id);
  if (of == nullptr || of->failed_tasks == 0) return;
  of->failed_tasks = 0;
  changed();
}

void Service::task_is_running(Task& task, const ComputeEvent& event) {
  task.host = event.host;
  task.port = event.port;
  changed(task);
  if (!task.wanted || !task.pending()) return;  // asked to stop while it was starting: it must not get traffic now
  advance(task, TaskStatus::activating, event.at);
  for (const auto& balancer : spec_.load_balancers) {
    TargetLink link;
    link.target_group_arn = balancer.target_group_arn;
    link.container_port = balancer.container_port;
    register_target(task, link, event.at);
    task.targets.push_back(std::move(link));
    ++turn_.registered[balancer.target_group_arn];
  }
  task.started_at = event.at;
  advance(task, TaskStatus::running, event.at);
  if (task.deployment_id != primary().id) return;
  throttle_.clear();
  if (task.targets.empty() && !task.checks_containers) primary().failed_tasks = 0;
}

void Service::register_target(Task& task, const TargetLink& link, Instant at) {
  around_.router.add_target(link.target_group_arn, {task.id, task.host, task.port});
  publish(at, TargetChange{link.target_group_arn, task.id, State::initial, "Elb.RegistrationInProgress",
                           "Target registration is in progress"});
}

std::vector<TaskLaunch> Service::launches() const {
  std::vector<TaskLaunch> out;
  for (const Task& task : tasks_) {
    if (task.stopped()) continue;
    const auto definition = around_.task_definitions.find(task.task_definition_arn);
    if (definition == around_.task_definitions.end()) continue;
    out.push_back({task.id, spec_.name, spec_.cluster, definition->second});
  }
  return out;
}

void Service::rejoin(Instant now) {
  for (Task& task : tasks_) {
    for (TargetLink& link : task.targets) {
      if (link.state == State::drained) continue;
      if (link.state != State::draining) {
        register_target(task, link, now);
        continue;
      }
      set_target(task, link,
                 {.target_group_arn = link.target_group_arn,
                  .task = task.id,
                  .state = State::drained,
                  .reason = "Target.NotRegistered",
                  .description = "Target is not registered to the target group",
                  .at = now});
    }
    if (task.last_status == TaskStatus::stopping) around_.compute.stop(task.id, task.stop_timeout);
  }
}

void Service::task_has_ended(Task& task, const ComputeEvent& event) {
  const bool never_ran = task.wanted && task.pending();
  note_containers(task, event);
  task.note_end(event);
  if (never_ran) {
    count_failure(task.deployment_id);
    if (task.deployment_id == primary().id && throttle_.note_failure(event.at)) {
      say(event_text::cannot_start(spec_.name), event.at);
    }
  }
  deregister(task, event.at);
  advance(task, TaskStatus::deprovisioning, event.at);
  advance(task, TaskStatus::stopped, event.at);
}

void Service::begin_stop(Task& task, StopCode code, std::string reason, Instant now) {
  task.wanted = false;
  task.stop_code = code;
  task.stopped_reason = std::move(reason);
  task.stopping_at = now;
  changed(task);
  if (task.targets.empty()) {
    advance(task, TaskStatus::stopping, now);
    around_.compute.stop(task.id, task.stop_timeout);
    return;
  }
  advance(task, TaskStatus::deactivating, now);
  deregister(task, now);
}

void Service::deregister(Task& task, Instant now) {
  bool any = false;
  for (auto& link : task.targets) {
    if (link.state == State::draining || link.state == State::drained) continue;
    any = true;
    around_.router.deregister_target(link.target_group_arn, task.id);
    ++turn_.deregistered[link.target_group_arn];
    set_target(task, link,
               {.target_group_arn = link.target_group_arn,
                .task = task.id,
                .state = State::draining,
                .reason = "Target.DeregistrationInProgress",
                .description = "Target deregistration is in progress",
                .at = now});
  }
  if (any) ++turn_.draining[task.deployment_id];
}

void Service::finish_draining(Instant now) {
  for (auto& task : tasks_) {
    if (task.last_status != TaskStatus::deactivating || !task.drained()) continue;
    advance(task, TaskStatus::stopping, now);
    around_.compute.stop(task.id, task.stop_timeout);
  }
}

void Service::take(const TargetHealth& health) {
  Task* found = task(health.task);
  if (found == nullptr) return;
  for (auto& link : found->targets) {
    if (link.target_group_arn != health.target_group_arn) continue;
    // A check that ended after the deregistration says nothing any more.
    const bool leaving = link.state == State::draining || link.state == State::drained;
    if (leaving && health.state != State::drained) continue;
    set_target(*found, link, health);
  }
  note_health(*found);
}

void Service::set_target(Task& task, TargetLink& link, const TargetHealth& health) {
  if (link.state == health.state && link.reason == health.reason && link.description == health.description) return;
  link.state = health.state;
  link.reason = health.reason;
  link.description = health.description;
  if (health.state == State::healthy) link.announced_unhealthy = false;
  changed(task);
  publish(health.at, TargetChange{link.target_group_arn, task.id, link.state, link.reason, link.description});
}

bool Service::stop_task(const TaskId& id, const std::string& reason, Instant now) {
  Task* found = task(id);
  if (found == nullptr || !found->active()) return false;
  begin_stop(*found, StopCode::user_initiated, reason.empty() ? "Task stopped by user" : reason, now);
  return true;
}

bool Service::protect_task(const TaskId& id, std::optional<Instant> until) {
  Task* found = task(id);
  if (found == nullptr || !found->active()) return false;
  found->protected_until = until;
  changed(*found);
  return true;
}

void Service::kill_tasks(Instant now) {
  for (auto& task : tasks_) {
    if (task.stopped()) continue;
    if (task.wanted) {
      task.wanted = false;
      task.stop_code = StopCode::user_initiated;
      task.stopped_reason = "Task stopped by user";
      task.stopping_at = now;
      changed(task);
    }
    deregister(task, now);
    advance(task, TaskStatus::stopping, now);
    around_.compute.stop(task.id, Duration::zero());
  }
}

void Service::forget_stopped(Instant now) {
  if (now < next_sweep_) return;
  next_sweep_ = now + between_sweeps;
  auto surplus = std::count_if(tasks_.begin(), tasks_.end(), [](const Task& t) { return t.stopped(); });
  surplus -= most_stopped_tasks;
  const auto forgotten = std::erase_if(tasks_, [&](const Task& t) {
    if (!t.stopped() || !t.drained()) return false;
    return surplus-- > 0 || now - *t.stopped_at >= stopped_task_stays;
  });
  if (forgotten > 0) changed();
}

}  // namespace rampart::fleet
