#include "core/control/scaled_service.h"

#include "base/uuid.h"

namespace rampart::control {

void ScaledService::step(Instant now, const std::vector<watch::Invocation>& invocations, const watch::Alarms& alarms,
                         fleet::Fleet& fleet, Chronicle& chronicle) {
  const fleet::Service* service = fleet.find_service(service_arn_);
  if (service == nullptr) return;
  observe(now, *service, chronicle);
  const scaling::Situation stands = situation(now, *service, alarms);
  if (!in_bounds_) {
    in_bounds_ = true;
    if (auto decision = scaler_.move_into_bounds(stands)) return apply(now, std::move(*decision), fleet, chronicle);
  }
  const auto triggers = triggers_in(invocations);
  if (triggers.empty()) return;
  for (scaling::Decision& decision : scaler_.decide(stands, triggers))
    apply(now, std::move(decision), fleet, chronicle);
}

scaling::Situation ScaledService::situation(Instant now, const fleet::Service& service,
                                            const watch::Alarms& alarms) const {
  scaling::Situation out;
  out.now = now;
  out.desired = service.desired_count();
  out.running = service.counts().running;
  out.deployment_in_progress = service.deployments().size() > 1;
  for (const watch::Alarm* alarm : alarms.list())
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

void ScaledService::apply(Instant now, scaling::Decision decision, fleet::Fleet& fleet, Chronicle& chronicle) {
  scaling::Activity* activity = log_.add(uuid(ids_), decision, now);
  if (decision.scale) {
    const auto set = fleet.set_desired_count(service_arn_, decision.to, now);
    if (activity != nullptr) {
      if (set.has_error())
        scaling::refuse_activity(*activity, now, set.error().message);
      else
        scaling::accept_activity(*activity);
    }
    if (set.has_error()) scaler_.activity_ended(decision);
  }
  if (activity != nullptr) write(now, *activity, chronicle);
}

void ScaledService::observe(Instant now, const fleet::Service& service, Chronicle& chronicle) {
  for (const scaling::Activity& ended : log_.observe(now, service.desired_count(), service.counts().running)) {
    if (ended.status == scaling::ActivityStatus::successful)
      scaler_.activity_succeeded(now, ended.decision);
    else
      scaler_.activity_ended(ended.decision);
    write(now, ended, chronicle);
  }
}

void ScaledService::write(Instant at, const scaling::Activity& activity, Chronicle& chronicle) const {
  ledger::ScalingActivity out;
  out.id = activity.id;
  out.resource_id = scaler_.target().resource_id;
  out.description = activity.decision.description;
  out.cause = activity.decision.cause;
  out.start = activity.start;
  out.end = activity.end;
  out.status_code = scaling::name_of(activity.status);
  out.status_message = activity.status_message;
  out.from_capacity = activity.decision.from;
  out.to_capacity = activity.decision.to;
  out.explanation = activity.decision.explanation;
  out.not_scaled_reason = scaling::name_of(activity.decision.not_scaled_reason.code);
  chronicle.write(at, std::move(out));
}

}  // namespace rampart::control
