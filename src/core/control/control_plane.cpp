#include "core/control/control_plane.h"

#include <fmt/format.h>

#include "base/uuid.h"

namespace rampart::control {
namespace {

/// The alarm that target tracking makes, in CloudWatch's words.
watch::AlarmSpec alarm_spec(const scaling::ManagedAlarm& managed, const scaling::CustomizedMetric& metric) {
  watch::AlarmSpec spec;
  spec.name = managed.name;
  spec.description = managed.description;
  std::vector<watch::Dimension> dimensions;
  for (const auto& [name, value] : metric.dimensions) dimensions.push_back({name, value});
  spec.metric = watch::make_metric(metric.name_space, metric.name, std::move(dimensions));
  spec.statistic = watch::statistic_named(metric.statistic).value_or(watch::Statistic::average);
  spec.unit = metric.unit;
  spec.period = managed.period;
  spec.evaluation_periods = managed.evaluation_periods;
  spec.threshold = managed.threshold;
  spec.comparison = managed.high ? watch::Comparison::greater : watch::Comparison::less;
  spec.alarm_actions = {managed.action_arn};
  return spec;
}

}  // namespace

ControlPlane::ControlPlane(fleet::Compute& compute, fleet::Router& router, ledger::Journal& journal,
                           ControlOptions options)
    : options_(std::move(options)),
      router_(router),
      ids_(Random::stream(options_.seed, "control")),
      chronicle_(journal, options_.to_real),
      fleet_(compute, router, {.seed = options_.seed}),
      alarms_(options_.alarms) {}

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
  for (const auto& service : catalogue.services)
    if (auto made = fleet_.create_service(service, now); made.has_error()) return made.error();
  for (const auto& alarm : catalogue.alarms)
    if (auto put = alarms_.put(alarm, now); put.has_error()) return put.error();
  for (const auto& entry : catalogue.scalable_targets)
    if (auto made = make_scaled_service(entry, now); made.has_error()) return made.error();
  return {};
}

Result<void> ControlPlane::make_scaled_service(const ScalableTargetEntry& entry, Instant now) {
  const fleet::Service* service = nullptr;
  for (const fleet::Service* candidate : fleet_.services())
    if (entry.target.resource_id == fmt::format("service/{}/{}", candidate->spec().cluster, candidate->spec().name))
      service = candidate;
  if (service == nullptr) return invalid(fmt::format("ECS service doesn't exist: {}", entry.target.resource_id));

  auto scaled = std::make_unique<ScaledService>(entry.target, service->spec().arn, ids_());
  for (const scaling::Policy& policy : entry.policies) {
    std::vector<scaling::ManagedAlarm> managed;
    if (const auto* tracking = std::get_if<scaling::TargetTracking>(&policy.what)) {
      auto metric = scaling::tracked_metric(entry.target, *tracking);
      if (metric.has_error()) return metric.error();
      managed = scaling::managed_alarms(entry.target, policy, {uuid(ids_), uuid(ids_), uuid(ids_)});
      for (const scaling::ManagedAlarm& alarm : managed)
        if (auto put = alarms_.put(alarm_spec(alarm, *metric), now); put.has_error()) return put.error();
    }
    scaled->scaler().put_policy(policy, std::move(managed));
  }
  scaled_.push_back(std::move(scaled));
  return {};
}

void ControlPlane::tick(Instant now) {
  for (const watch::Datum& datum : inbox_) metrics_.put(datum);
  inbox_.clear();

  fleet_.tick(now);
  for (const fleet::FleetEvent& change : fleet_.take_changes()) chronicle_.write(change);

  watch::Evaluated evaluated = std::exchange(set_by_hand_, {});
  evaluated.append(alarms_.evaluate(now, metrics_));
  for (const watch::Transition& transition : evaluated.transitions) {
    const watch::Alarm* alarm = alarms_.find(transition.alarm);
    if (alarm != nullptr) chronicle_.write(transition, alarm->spec);
  }
  tape_.advance(now, options_.alarms.ingestion_delay, alarms_, metrics_, chronicle_);
  if (!shutting_down_) scale(now, evaluated.invocations);
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

void ControlPlane::scale(Instant now, const std::vector<watch::Invocation>& invocations) {
  for (const auto& scaled : scaled_) scaled->step(now, invocations, alarms_, fleet_, chronicle_);
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
