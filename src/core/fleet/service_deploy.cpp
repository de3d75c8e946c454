// Service, deployments: begun, judged by the circuit breaker, completed.
#include <algorithm>
#include <utility>

#include "core/fleet/service.h"

namespace rampart::fleet {

Deployment* Service::deployment(const std::string& id) {
  const auto it =
      std::find_if(deployments_.begin(), deployments_.end(), [&](const Deployment& d) { return d.id == id; });
  return it == deployments_.end() ? nullptr : &*it;
}

void Service::update(ServiceSpec spec, bool force, Instant now) {
  const bool new_definition = spec.task_definition_arn != spec_.task_definition_arn;
  spec.name = spec_.name;
  spec.arn = spec_.arn;
  spec.cluster = spec_.cluster;
  spec_ = std::move(spec);
  if (new_definition || force) begin_deployment(spec_.task_definition_arn, "", false, now);
}

void Service::begin_deployment(std::string task_definition_arn, std::string reason, bool rollback, Instant now) {
  for (auto& older : deployments_) older.primary = false;
  Deployment made;
  made.id = make_deployment_id(around_.ids);
  made.task_definition_arn = std::move(task_definition_arn);
  made.rollback = rollback;
  made.rollout_state_reason = reason.empty() ? in_progress_text(made.id) : std::move(reason);
  made.created_at = now;
  made.updated_at = now;
  deployments_.insert(deployments_.begin(), std::move(made));
  throttle_.clear();
}

void Service::count_failure(const std::string& deployment_id) {
  Deployment* of = deployment(deployment_id);
  if (of != nullptr && of->rollout_state == RolloutState::in_progress) ++of->failed_tasks;
}

void Service::trip_breaker(Instant now) {
  Deployment& current = primary();
  const int desired = wanted_count();
  if (!spec_.circuit_breaker || desired == 0 || current.rollout_state != RolloutState::in_progress) return;
  if (current.failed_tasks < failure_threshold(desired)) return;
  current.rollout_state = RolloutState::failed;
  current.rollout_state_reason = breaker_text();
  current.updated_at = now;
  say(event_text::deployment_failed(spec_.name, current.id), now);
  if (!spec_.circuit_breaker_rollback || current.rollback || !last_completed_) return;
  say(event_text::rolling_back(spec_.name, last_completed_->id), now);
  spec_.task_definition_arn = last_completed_->task_definition_arn;
  begin_deployment(spec_.task_definition_arn, rollback_text(last_completed_->id), true, now);
}

void Service::finish_deployments(Instant now) {
  std::erase_if(deployments_, [this](const Deployment& d) {
    return !d.primary && std::none_of(tasks_.begin(), tasks_.end(),
                                      [&](const Task& t) { return t.deployment_id == d.id && !t.stopped(); });
  });
  Deployment& current = primary();
  if (status_ != ServiceStatus::active || current.rollout_state != RolloutState::in_progress) return;
  if (deployments_.size() != 1) return;
  int active = 0;
  int healthy = 0;
  for (const auto& task : tasks_) {
    if (!task.active()) continue;
    ++active;
    healthy += view(task, now).state == TaskView::State::healthy ? 1 : 0;
  }
  if (healthy != spec_.desired_count || active != spec_.desired_count) return;
  current.rollout_state = RolloutState::completed;
  current.rollout_state_reason = completed_text(current.id);
  current.failed_tasks = 0;
  current.updated_at = now;
  last_completed_ = current;
  say(event_text::deployment_completed(spec_.name, current.id), now);
}

}  // namespace rampart::fleet
