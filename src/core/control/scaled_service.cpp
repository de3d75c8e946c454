#include "core/control/scaled_service.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "core/scaling/change_of_bounds.h"

namespace rampart::control {

const fleet::Service* find_scaled(const fleet::Fleet& fleet, std::string_view resource_id) {
  const fleet::Service* found = nullptr;
  for (const fleet::Service* service : fleet.services())
    if (resource_id == fmt::format("service/{}/{}", service->spec().cluster, service->spec().name))
      if (found == nullptr || service->status() == fleet::ServiceStatus::active) found = service;
  return found;
}

ScaledService::ScaledService(scaling::ScalableTarget target, ScalingSurroundings around, std::uint64_t seed)
    : registered_(target), scaler_(std::move(target)), around_(around), ids_(seed) {}

const fleet::Service* ScaledService::service() const {
  const fleet::Service* found = find_scaled(around_.fleet, registered_.resource_id);
  return found != nullptr && found->status() == fleet::ServiceStatus::active ? found : nullptr;
}

void ScaledService::put_target(scaling::ScalableTarget target, Instant now) {
  registered_ = std::move(target);
  in_bounds_ = false;
  ++revision_;
  settle(now);
}

void ScaledService::settle(Instant now) {
  const fleet::Service* scaled = service();
  if (scaled == nullptr || in_bounds_) return;
  in_bounds_ = true;
  if (auto decision = scaler_.put_target(predicted_.in_force(registered_), situation(now, *scaled)))
    apply(now, std::move(*decision), *scaled);
}

void ScaledService::put_policy(scaling::Policy policy, std::vector<scaling::ManagedAlarm> alarms) {
  scaler_.put_policy(std::move(policy), std::move(alarms));
  ++revision_;
}

void ScaledService::put_policy(scaling::PredictivePolicy policy) {
  const auto before = predictive_.find(policy.name);
  const bool same = before != predictive_.end() && before->second.policy().what.pair == policy.what.pair;
  auto history = same ? before->second.history() : scaling::LoadHistory{};
  std::string name = policy.name;
  predictive_.insert_or_assign(std::move(name), PredictiveScaler(registered_, std::move(policy), std::move(history)));
  ++revision_;
}

void ScaledService::erase_policy(std::string_view name) {
  scaler_.erase_policy(name);
  if (const auto held = predictive_.find(name); held != predictive_.end()) predictive_.erase(held);
  ++revision_;
}

const PredictiveScaler* ScaledService::find_predictive(std::string_view name) const {
  const auto held = predictive_.find(name);
  return held == predictive_.end() ? nullptr : &held->second;
}

void ScaledService::put_scheduled_action(scaling::ScheduledAction action, Instant now) {
  auto due = scaling::next_run(action, now);
  std::string name = action.name;
  scheduled_.insert_or_assign(std::move(name), Scheduled{std::move(action), now, due});
  ++revision_;
}

bool ScaledService::erase_scheduled_action(std::string_view name) {
  const auto held = scheduled_.find(name);
  if (held == scheduled_.end()) return false;
  scheduled_.erase(held);
  ++revision_;
  return true;
}

const scaling::ScheduledAction* ScaledService::find_scheduled_action(std::string_view name) const {
  const auto held = scheduled_.find(name);
  return held == scheduled_.end() ? nullptr : &held->second.action;
}

void ScaledService::step(Instant now, const std::vector<watch::Invocation>& invocations) {
  const fleet::Service* scaled = service();
  if (scaled == nullptr) return;
  observe(now, *scaled);
  settle(now);
  run_scheduled(now);
  predict(now, *scaled);
  const auto triggers = triggers_in(invocations);
  if (triggers.empty()) return;
  ++revision_;  // what AlarmLow last said is remembered
  for (scaling::Decision& decision : scaler_.decide(situation(now, *scaled), triggers))
    apply(now, std::move(decision), *scaled);
}

void ScaledService::run_scheduled(Instant now) {
  std::vector<std::pair<Instant, std::string>> due;
  for (const auto& [name, held] : scheduled_)
    if (held.due && *held.due <= now) due.emplace_back(*held.due, name);
  std::sort(due.begin(), due.end());
  for (const auto& [at, name] : due) {
    Scheduled& held = scheduled_.find(name)->second;
    held.looked = now;  // of several that were missed while nobody was looking, one run is enough
    held.due = scaling::next_run(held.action, now);
    ++revision_;
    if (!registered_.scheduled_scaling_suspended) run(held.action, now);
  }
}

void ScaledService::run(const scaling::ScheduledAction& action, Instant now) {
  const fleet::Service* scaled = service();
  auto change = scaling::change_of_bounds(action, registered_, scaled == nullptr ? 0 : scaled->desired_count(), now);
  if (!change) return;
  change->activity.id = next_id();
  write(now, change->activity);
  log_.record(std::move(change->activity));
  if (change->possible) put_target(std::move(change->target), now);
}

void ScaledService::predict(Instant now, const fleet::Service& scaled) {
  scaling::PredictedBounds predicted;
  for (auto& [name, held] : predictive_) {
    if (held.learn(now, scaled.counts().running, around_.metrics)) ++revision_;
    if (const auto wanted = held.wanted(now)) predicted.add(held.policy().what, *wanted, registered_.max_capacity);
  }
  if (predicted == predicted_) return;
  predicted_ = predicted;
  // The maximum falls back with the hour, but what runs isn't taken away: predictive scaling never scales in.
  scaling::ScalableTarget target = predicted_.in_force(registered_);
  target.max_capacity = std::max(target.max_capacity, scaled.desired_count());
  ++revision_;
  if (auto decision = scaler_.put_target(std::move(target), situation(now, scaled)))
    apply(now, std::move(*decision), scaled);
}

scaling::Situation ScaledService::situation(Instant now, const fleet::Service& scaled) const {
  scaling::Situation out;
  out.now = now;
  out.desired = scaled.desired_count();
  out.running = scaled.counts().running;
  out.deployment_in_progress = scaled.deployments().size() > 1;
  for (const watch::Alarm* alarm : around_.alarms.list())
    if (alarm->state == watch::AlarmState::alarm) out.in_alarm.insert(alarm->spec.name);
  return out;
}

std::vector<scaling::Trigger> ScaledService::triggers_in(const std::vector<watch::Invocation>& invocations) const {
  std::vector<scaling::Trigger> out;
  for (const watch::Invocation& invocation : invocations) {
    if (!scaler_.owns(invocation.action_arn)) continue;
    scaling::Trigger trigger;
    trigger.policy_arn = invocation.action_arn;
    trigger.alarm = invocation.alarm;
    trigger.alarm_state = invocation.state == watch::AlarmState::alarm;
    trigger.recent_datapoints = invocation.recent_datapoints;
    trigger.threshold = invocation.threshold;
    for (const scaling::Policy* policy : scaler_.list_policies())
      for (const scaling::ManagedAlarm& managed : scaler_.alarms_of(policy->name))
        if (managed.name == invocation.alarm) trigger.high = managed.high;
    out.push_back(std::move(trigger));
  }
  return out;
}

void ScaledService::apply(Instant now, scaling::Decision decision, const fleet::Service& scaled) {
  scaling::Activity* activity = log_.add(next_id(), decision, now);
  if (decision.scale) {
    const auto set = around_.fleet.set_desired_count(scaled.spec().arn, decision.to, now);
    if (activity != nullptr) {
      if (set.has_error())
        scaling::refuse_activity(*activity, now, set.error().message);
      else
        scaling::accept_activity(*activity);
    }
    if (set.has_error()) scaler_.activity_ended(decision);
  }
  if (activity == nullptr) return;
  ++revision_;
  write(now, *activity);
}

void ScaledService::observe(Instant now, const fleet::Service& scaled) {
  for (const scaling::Activity& ended : log_.observe(now, scaled.desired_count(), scaled.counts().running)) {
    if (ended.status == scaling::ActivityStatus::successful)
      scaler_.activity_succeeded(now, ended.decision);
    else
      scaler_.activity_ended(ended.decision);
    ++revision_;
    write(now, ended);
  }
}

void ScaledService::write(Instant at, const scaling::Activity& activity) const {
  around_.chronicle.write(at, activity, registered_.resource_id);
}

std::string ScaledService::next_id() { return uuid(ids_); }

ScaledService::Snapshot ScaledService::snapshot() const {
  Snapshot out;
  out.scaler = scaler_.snapshot();
  for (const auto& [name, held] : scheduled_) out.looked.emplace(name, held.looked);
  for (const auto& [name, held] : predictive_) out.histories.emplace(name, held.history());
  return out;
}

void ScaledService::restore(const Snapshot& from, std::vector<scaling::Activity> newest_first) {
  // Ids drawn from here on are no ids that were drawn before.
  if (!newest_first.empty()) ids_ = Random::stream(ids_(), newest_first.front().id);
  log_.restore(std::move(newest_first));
  scaler_.restore(from.scaler);
  for (auto& [name, held] : scheduled_)
    if (const auto looked = from.looked.find(name); looked != from.looked.end()) {
      held.looked = looked->second;
      held.due = scaling::next_run(held.action, held.looked);
    }
  for (auto& [name, held] : predictive_)
    if (const auto history = from.histories.find(name); history != from.histories.end())
      held = PredictiveScaler(registered_, held.policy(), history->second);
  in_bounds_ = true;
}

}  // namespace rampart::control
