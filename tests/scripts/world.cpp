#include "world.h"

#include "core/scaling/step_scaling.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::scripts {

void World::set_service(scaling::ScalableTarget target, int desired, Duration boot) {
  boot_ = boot;
  desired_ = running_ = desired;
  seen_.desired.emplace_back(now_, desired_);
  seen_.running.emplace_back(now_, running_);
  set_target(std::move(target));
}

void World::set_target(scaling::ScalableTarget target) {
  if (const auto decision = scaler_.put_target(std::move(target), situation())) {
    seen_.decisions.emplace_back(now_, *decision);
    start(*decision);
  }
}

Result<void> World::put_policy(scaling::Policy policy) {
  policy.arn = scaling::make_policy_arn("us-east-1", "123456789012", "0e11", scaler_.target(), policy.name);
  const auto* tracking = std::get_if<scaling::TargetTracking>(&policy.what);
  if (tracking == nullptr) {
    if (auto ok = scaling::validate(std::get<scaling::StepScaling>(policy.what)); !ok) return ok;
    scaler_.put_policy(std::move(policy));
    return {};
  }
  if (auto ok = scaling::validate(*tracking); !ok) return ok;
  const auto metric = scaling::tracked_metric(scaler_.target(), *tracking);
  if (!metric) return metric.error();
  std::vector<watch::Dimension> dimensions;
  for (const auto& [name, value] : metric->dimensions) dimensions.push_back({name, value});
  const auto managed = scaling::managed_alarms(scaler_.target(), policy, {policy.name, policy.name, policy.name});
  for (const auto& alarm : managed) {
    watch::AlarmSpec spec;
    spec.name = alarm.name;
    spec.description = alarm.description;
    spec.metric = watch::make_metric(metric->name_space, metric->name, dimensions);
    spec.statistic = watch::statistic_named(metric->statistic).value_or(watch::Statistic::average);
    spec.unit = metric->unit;
    spec.period = alarm.period;
    spec.evaluation_periods = alarm.evaluation_periods;
    spec.threshold = alarm.threshold;
    spec.comparison = alarm.high ? watch::Comparison::greater : watch::Comparison::less;
    spec.alarm_actions = {alarm.action_arn};
    is_high_[alarm.name] = alarm.high;
    if (auto ok = put_alarm(spec); !ok) return ok;
  }
  scaler_.put_policy(std::move(policy), managed);
  return {};
}

Result<void> World::set_alarm_state(const std::string& name, watch::AlarmState state) {
  const auto evaluated = alarms_.set_state(name, state, "set by the script", "{}", now_);
  if (!evaluated) return evaluated.error();
  carry_out(*evaluated);
  return {};
}

void World::put_datapoint(const watch::MetricId& metric, std::string unit, Instant at, double value) {
  store_.put({metric, at, stats::StatisticSet::of(value), std::move(unit)});
}

void World::set_load(const watch::MetricId& metric, std::string unit, Duration period, double total) {
  if (total < 0)
    loads_.erase(metric);
  else
    loads_.insert_or_assign(metric, Load{metric, std::move(unit), period, total, floor_to(now_, period) + period});
}

void World::set_desired(int desired) { change_desired(desired); }

void World::set_running(int running) {
  running_ = running;
  seen_.running.emplace_back(now_, running_);
  settle();
}

void World::change_desired(int desired) {
  desired_ = desired;
  seen_.desired.emplace_back(now_, desired_);
  settle();
}

void World::settle() {
  const auto started = [&] { return running_ + static_cast<int>(booting_.size()); };
  while (started() > desired_ && !booting_.empty()) booting_.pop_back();
  if (running_ > desired_) {
    running_ = desired_;
    seen_.running.emplace_back(now_, running_);
  }
  while (started() < desired_) booting_.push_back(now_ + boot_);
  if (boot_ == Duration::zero()) boot_tasks();
  for (const auto& activity : activities_.observe(now_, desired_, running_)) {
    seen_.activities.emplace_back(now_, activity);
    if (activity.status == scaling::ActivityStatus::successful)
      scaler_.activity_succeeded(now_, activity.decision);
    else
      scaler_.activity_ended(activity.decision);
  }
}

void World::boot_tasks() {
  const auto up = std::count_if(booting_.begin(), booting_.end(), [&](Instant t) { return t <= now_; });
  if (up == 0) return;
  std::erase_if(booting_, [&](Instant t) { return t <= now_; });
  running_ += static_cast<int>(up);
  seen_.running.emplace_back(now_, running_);
}

void World::put_loads() {
  for (auto& [metric, load] : loads_) {
    if (load.due > now_) continue;
    // No task, no datapoint; and a task can't use more than all of its CPU.
    const double each = running_ > 0 ? load.total / running_ : 0;
    const double value = load.unit == "Percent" ? std::min(each, 100.0) : each;
    if (running_ > 0) put_datapoint(metric, load.unit, load.due - load.period, value);
    load.due += load.period;
  }
}

scaling::Situation World::situation() const {
  scaling::Situation s{now_, desired_, running_, deployment_, {}};
  for (const auto* alarm : alarms_.list())
    if (alarm->state == watch::AlarmState::alarm) s.in_alarm.insert(alarm->spec.name);
  return s;
}

void World::carry_out(const watch::Evaluated& evaluated) {
  seen_.transitions.insert(seen_.transitions.end(), evaluated.transitions.begin(), evaluated.transitions.end());
  std::vector<scaling::Trigger> triggers;
  for (const auto& i : evaluated.invocations) {
    if (!scaler_.owns(i.action_arn)) continue;
    const auto high = is_high_.find(i.alarm);
    triggers.push_back({i.action_arn, i.alarm, high == is_high_.end() || high->second,
                        i.state == watch::AlarmState::alarm, i.recent_datapoints, i.threshold});
  }
  if (triggers.empty()) return;
  for (const auto& decision : scaler_.decide(situation(), triggers)) {
    seen_.decisions.emplace_back(now_, decision);
    start(decision);
  }
}

void World::start(const scaling::Decision& decision) {
  auto* activity = activities_.add(fmt::format("activity-{}", ++activity_count_), decision, now_);
  if (activity == nullptr) return;
  scaling::accept_activity(*activity);
  seen_.activities.emplace_back(now_, *activity);
  if (decision.scale) change_desired(decision.to);
}

Instant World::next_event() const {
  Instant next = Instant::max();
  if (const auto due = alarms_.next_due()) next = std::min(next, *due);
  for (const auto& at : booting_) next = std::min(next, at);
  for (const auto& [metric, load] : loads_) next = std::min(next, load.due);
  return next;
}

void World::run_to(Instant until) {
  for (Instant next = next_event(); next <= until; next = next_event()) {
    now_ = std::max(now_, next);
    put_loads();
    boot_tasks();
    settle();
    carry_out(alarms_.evaluate(now_, store_));
  }
  now_ = until;
  settle();
}

}  // namespace rampart::scripts
