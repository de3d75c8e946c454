// Service, deployments: begun, judged by the circuit breaker, completed.
#include <algorithm>
#include <utility>

#include "core/fleet/service.h"

namespace rampart::fleet {
namespace {

constexpr std::size_t most_ended_deployments = 100;

}  // namespace

Deployment* Service::deployment(const std::string& id) {
  const auto it =
      std::find_if(deployments_.begin(), deployments_.end(), [&](const Deployment& d) { return d.id == id; });
  return it == deployments_.end() ? nullptr : &*it;
}

void Service::update(ServiceSpec spec, bool force, Instant now) {
  const auto same_place = [](const ServiceLoadBalancer& a, const ServiceLoadBalancer& b) {
    return a.target_group_arn == b.target_group_arn && a.container_name == b.container_name &&
           a.container_port == b.container_port;
  };
  const bool new_definition = spec.task_definition_arn != spec_.task_definition_arn;
  const bool new_balancers = !std::equal(spec.load_balancers.begin(), spec.load_balancers.end(),
                                         spec_.load_balancers.begin(), spec_.load_balancers.end(), same_place);
  spec.name = spec_.name;
  spec.arn = spec_.arn;
  spec.cluster = spec_.cluster;
  spec_ = std::move(spec);
  changed();
  if (new_definition || new_balancers || force) begin_deployment(spec_.task_definition_arn, now);
}

Deployment& Service::begin_deployment(std::string task_definition_arn, Instant now) {
  for (auto& older : deployments_) {
    older.primary = false;
    if (!older.finished_at) older.finished_at = now;
  }
  Deployment made;
  made.id = make_deployment_id(around_.ids);
  made.revision = made.id;
  made.task_definition_arn = std::move(task_definition_arn);
  made.rollout_state_reason = in_progress_text(made.id);
  made.created_at = now;
  made.updated_at = now;
  if (spec_.alarms && !spec_.alarm_names.empty()) made.alarm_watch = AlarmWatch::first_look;
  throttle_.clear();
  changed();
  return *deployments_.insert(deployments_.begin(), std::move(made));
}

void Service::count_failure(const std::string& deployment_id) {
  Deployment* of = deployment(deployment_id);
  if (of == nullptr || of->rollout_state != RolloutState::in_progress) return;
  ++of->failed_tasks;
  changed();
}

void Service::trip_breaker(Instant now) {
  const Deployment& current = primary();
  const int desired = wanted_count();
  if (!spec_.circuit_breaker || desired == 0 || current.rollout_state != RolloutState::in_progress) return;
  if (current.failed_tasks < failure_threshold(desired)) return;
  say(event_text::deployment_failed(spec_.name, current.id), now);
  fail_deployment(breaker_text(), spec_.circuit_breaker_rollback, rollback_text, now);
}

void Service::watch_alarms(Instant now) {
  Deployment& current = primary();
  const bool watched = current.alarm_watch == AlarmWatch::first_look || current.alarm_watch == AlarmWatch::monitoring;
  if (!watched || current.rollout_state != RolloutState::in_progress) return;
  std::vector<std::string> ringing;
  for (const std::string& name : spec_.alarm_names) {
    const auto reading = around_.alarms.find(name);
    if (reading != around_.alarms.end() && reading->second.in_alarm) ringing.push_back(name);
  }
  if (current.alarm_watch == AlarmWatch::first_look) {
    current.alarm_watch = ringing.empty() ? AlarmWatch::monitoring : AlarmWatch::disabled;
    changed();
    return;
  }
  if (ringing.empty()) return;
  current.alarm_watch = AlarmWatch::triggered;
  current.triggered_alarms = std::move(ringing);
  say(event_text::alarm_detected(spec_.name, current.id), now);
  fail_deployment(alarm_text(), spec_.alarms_rollback, alarm_rollback_text, now);
}

void Service::fail_deployment(std::string reason, bool roll_back, std::string (*text_of)(const std::string&),
                              Instant now) {
  Deployment& failed = primary();
  failed.rollout_state = RolloutState::failed;
  failed.rollout_state_reason = std::move(reason);
  failed.updated_at = now;
  failed.finished_at = now;
  changed();
  if (!roll_back || failed.rollback || !last_completed_) return;
  say(event_text::rolling_back(spec_.name, last_completed_->id), now);
  const std::string failed_id = failed.id;
  spec_.task_definition_arn = last_completed_->task_definition_arn;
  Deployment& back = begin_deployment(spec_.task_definition_arn, now);
  back.rollback = true;
  back.rolls_back = failed_id;
  back.revision = last_completed_->revision;
  back.alarm_watch = AlarmWatch::none;
  back.rollout_state_reason = text_of(last_completed_->id);
}

void Service::drop_replaced_deployments(Instant now) {
  for (auto it = deployments_.begin(); it != deployments_.end();) {
    const bool over = !it->primary && std::none_of(tasks_.begin(), tasks_.end(), [&](const Task& t) {
      return t.deployment_id == it->id && !t.stopped();
    });
    if (!over) {
      ++it;
      continue;
    }
    it->updated_at = now;
    ended_.insert(ended_.begin(), std::move(*it));
    it = deployments_.erase(it);
    changed();
  }
  if (ended_.size() > most_ended_deployments) ended_.resize(most_ended_deployments);
}

bool Service::baked(Deployment& current, Instant now) {
  if (current.alarm_watch != AlarmWatch::monitoring) return true;
  if (!current.settled_at) {
    current.settled_at = now;
    changed();
  }
  Duration bake = spec_.bake_time;
  for (const std::string& name : spec_.alarm_names)
    if (const auto reading = around_.alarms.find(name); reading != around_.alarms.end())
      bake = std::max(bake, reading->second.span);
  return now - *current.settled_at >= bake;
}

void Service::finish_deployments(Instant now) {
  drop_replaced_deployments(now);
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
  if (!baked(current, now)) return;
  if (current.alarm_watch == AlarmWatch::monitoring) current.alarm_watch = AlarmWatch::complete;
  current.rollout_state = RolloutState::completed;
  current.rollout_state_reason = completed_text(current.id);
  current.failed_tasks = 0;
  current.updated_at = now;
  current.finished_at = now;
  last_completed_ = current;
  say(event_text::deployment_completed(spec_.name, current.id), now);
}

}  // namespace rampart::fleet
