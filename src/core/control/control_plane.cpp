#include "core/control/control_plane.h"

#include "base/uuid.h"
#include "core/control/deployment_alarms.h"
#include "core/watch/ecs_datums.h"

namespace rampart::control {

ControlPlane::ControlPlane(fleet::Compute& compute, fleet::Router& router, ledger::Journal& journal,
                           ControlOptions options)
    : options_(std::move(options)),
      router_(router),
      ids_(Random::stream(options_.seed, "control")),
      chronicle_(journal, options_.to_real),
      fleet_(compute, router, {.seed = options_.seed}),
      alarms_(options_.alarms),
      scaling_({fleet_, alarms_, metrics_, chronicle_}, options_.read_zone,
               Random::stream(options_.seed, "scalable targets")) {}

Result<std::unique_ptr<ControlPlane>> ControlPlane::create(const Catalogue& catalogue, fleet::Compute& compute,
                                                           fleet::Router& router, ledger::Journal& journal,
                                                           ControlOptions options, Instant now) {
  std::unique_ptr<ControlPlane> plane(new ControlPlane(compute, router, journal, std::move(options)));
  if (auto made = plane->make(catalogue, now); made.has_error()) return made.error();
  return plane;
}

Result<void> ControlPlane::make(const Catalogue& catalogue, Instant now) {
  for (const auto& definition : catalogue.task_definitions) fleet_.put_task_definition(definition);
  for (const auto& group : catalogue.target_groups) fleet_.put_target_group(group);
  for (const auto& service : catalogue.services) {
    if (auto made = fleet_.create_service(service, now); made.has_error()) return made.error();
    // What a task can hold is read off its CPU afterwards, whatever the policy looks at.
    tape_.keep(watch::ecs_metric("CPUUtilization", service.cluster, service.name), now);
  }
  for (const auto& alarm : catalogue.alarms)
    if (auto put = alarms_.put(alarm, now); put.has_error()) return put.error();
  for (const auto& entry : catalogue.scalable_targets)
    if (auto made = make_scaled_service(entry, now); made.has_error()) return made.error();
  return {};
}

Result<void> ControlPlane::make_scaled_service(const ScalableTargetEntry& entry, Instant now) {
  if (auto put = scaling_.put_target(entry.target, now); !put) return put;
  for (const scaling::Policy& policy : entry.policies)
    if (auto put = scaling_.put_policy(entry.target.resource_id, policy, {uuid(ids_), uuid(ids_), uuid(ids_)}, now);
        !put)
      return put.error();
  for (const scaling::PredictivePolicy& policy : entry.predictive_policies)
    if (auto put = scaling_.put_policy(entry.target.resource_id, policy); !put) return put;
  for (scaling::ScheduledAction action : entry.scheduled_actions) {
    auto zone = scaling_.zone(action.zone_name);
    if (!zone) return zone.error();
    action.zone = *zone;
    action.created = now;
    if (auto put = scaling_.put_scheduled_action(entry.target.resource_id, std::move(action), now); !put) return put;
  }
  return {};
}

void ControlPlane::tick(Instant now) {
  for (const watch::Datum& datum : inbox_) metrics_.put(datum);
  inbox_.clear();

  fleet_.observe_alarms(read_alarms(alarms_, fleet_.watched_alarms()));
  fleet_.tick(now);
  for (const fleet::FleetEvent& change : fleet_.take_changes()) chronicle_.write(change);

  watch::Evaluated evaluated = std::exchange(set_by_hand_, {});
  evaluated.append(alarms_.evaluate(now, metrics_));
  for (const watch::Transition& transition : evaluated.transitions) {
    const watch::Alarm* alarm = alarms_.find(transition.alarm);
    if (alarm != nullptr) chronicle_.write(transition, alarm->spec);
  }
  tape_.advance(now, options_.alarms.ingestion_delay, alarms_, metrics_, chronicle_);
  if (!shutting_down_) scaling_.step(now, evaluated.invocations);
  for (const watch::Invocation& invocation : evaluated.invocations)
    if (!watch::is_scaling_policy(invocation.action_arn)) notices_.push_back(invocation);

  if (now - expired_at_ > std::chrono::minutes(1)) {
    metrics_.expire(now);
    expired_at_ = now;
  }
}

Result<void> ControlPlane::set_alarm_state(const std::string& alarm, watch::AlarmState state, std::string reason,
                                           std::string reason_data, Instant now) {
  auto set = alarms_.set_state(alarm, state, std::move(reason), std::move(reason_data), now);
  if (set.has_error()) return set.error();
  set_by_hand_.append(std::move(*set));
  return {};
}

bool ControlPlane::stable() const {
  for (const fleet::Service* service : fleet_.services())
    if (!service->stable()) return false;
  return true;
}

void ControlPlane::shutdown(Instant now) {
  shutting_down_ = true;
  fleet_.shutdown(now);
}

void ControlPlane::kill(Instant now) {
  shutting_down_ = true;
  fleet_.shutdown(now);
  fleet_.kill_tasks(now);
}

}  // namespace rampart::control
