#include "core/control/scalable_targets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/scaling/step_scaling.h"

namespace rampart::control {
namespace {

/// In the region and account of the policy that made it: "arn:aws:autoscaling:REGION:ACCOUNT:…".
std::string alarm_arn(std::string_view policy_arn, std::string_view alarm) {
  std::array<std::string_view, 6> parts;
  for (auto& part : parts) {
    const auto colon = policy_arn.find(':');
    part = policy_arn.substr(0, colon);
    policy_arn.remove_prefix(colon == std::string_view::npos ? policy_arn.size() : colon + 1);
  }
  return parts[4].empty() ? "" : fmt::format("arn:aws:cloudwatch:{}:{}:alarm:{}", parts[3], parts[4], alarm);
}

/// The alarm that target tracking makes, in CloudWatch's words.
watch::AlarmSpec alarm_spec(const scaling::ManagedAlarm& managed, const scaling::CustomizedMetric& metric) {
  watch::AlarmSpec spec;
  spec.name = managed.name;
  spec.description = managed.description;
  spec.metric = metric_id(metric);
  spec.statistic = watch::statistic_named(metric.statistic).value_or(watch::Statistic::average);
  spec.unit = metric.unit;
  spec.period = managed.period;
  spec.evaluation_periods = managed.evaluation_periods;
  spec.threshold = managed.threshold;
  spec.comparison = managed.high ? watch::Comparison::greater : watch::Comparison::less;
  spec.alarm_actions = {managed.action_arn};
  spec.arn = alarm_arn(managed.action_arn, managed.name);
  return spec;
}

Result<void> validate(const scaling::Policy& policy) {
  return std::visit([](const auto& what) { return scaling::validate(what); }, policy.what);
}

/// Whether two policies look at the same metric, which AWS allows one of only.
bool same_metric(const scaling::TargetTracking& a, const scaling::TargetTracking& b) {
  if (a.predefined || b.predefined) return a.predefined == b.predefined && a.resource_label == b.resource_label;
  return metric_id(*a.customized) == metric_id(*b.customized) && a.customized->statistic == b.customized->statistic &&
         a.customized->unit == b.customized->unit;
}

bool drop(std::vector<std::string>& actions, const std::string& arn) { return std::erase(actions, arn) > 0; }

}  // namespace

ScalableTargets::ScalableTargets(ScalingSurroundings around, ReadZone read_zone, Random ids)
    : around_(around), read_zone_(std::move(read_zone)), ids_(ids) {}

Result<void> ScalableTargets::put_target(scaling::ScalableTarget target, Instant now) {
  if (target.min_capacity < 0) return invalid("Minimum capacity cannot be less than 0");
  if (target.max_capacity < target.min_capacity)
    return invalid("Maximum capacity cannot be less than minimum capacity");
  const fleet::Service* service = find_scaled(around_.fleet, target.resource_id);
  if (service == nullptr || service->status() == fleet::ServiceStatus::inactive)
    return invalid(fmt::format("ECS service doesn't exist: {}", target.resource_id));
  auto& held = targets_[target.resource_id];
  if (held == nullptr) held = std::make_unique<ScaledService>(target, around_, ids_());
  held->put_target(std::move(target), now);
  return {};
}

Result<void> ScalableTargets::erase_target(std::string_view resource_id) {
  const auto held = targets_.find(resource_id);
  if (held == targets_.end()) return not_found(fmt::format("No scalable target found: {}", resource_id));
  for (const scaling::Policy* policy : held->second->scaler().list_policies())
    erase_alarms(*held->second, policy->name);
  targets_.erase(held);
  return {};
}

Result<std::vector<scaling::ManagedAlarm>> ScalableTargets::put_policy(std::string_view resource_id,
                                                                       scaling::Policy policy,
                                                                       const scaling::ManagedAlarmIds& ids,
                                                                       Instant now) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  ScaledService& scaled = **found;
  if (auto ok = validate(policy); !ok) return ok.error();
  std::vector<scaling::ManagedAlarm> alarms;
  if (const auto* tracking = std::get_if<scaling::TargetTracking>(&policy.what)) {
    if (auto metric = scaling::tracked_metric(scaled.target(), *tracking); !metric) return metric.error();
    for (const scaling::Policy* other : scaled.scaler().list_policies())
      if (const auto* theirs = std::get_if<scaling::TargetTracking>(&other->what))
        if (other->name != policy.name && same_metric(*tracking, *theirs))
          return invalid("Only one TargetTrackingScaling policy for a given metric specification is allowed.");
    alarms = scaling::managed_alarms(scaled.target(), policy, ids);
    for (const scaling::ManagedAlarm& alarm : alarms)
      if (auto put = put_alarm(scaled.target(), *tracking, alarm, now); !put) return put.error();
  }
  for (const scaling::ManagedAlarm& old : scaled.scaler().alarms_of(policy.name))
    if (std::none_of(alarms.begin(), alarms.end(), [&](const auto& alarm) { return alarm.name == old.name; }))
      around_.alarms.erase(old.name);
  scaled.put_policy(std::move(policy), alarms);
  return alarms;
}

Result<void> ScalableTargets::put_policy(std::string_view resource_id, scaling::PredictivePolicy policy) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  if (auto ok = scaling::validate(policy.what); !ok) return ok;
  (*found)->put_policy(std::move(policy));
  return {};
}

Result<void> ScalableTargets::erase_policy(std::string_view resource_id, std::string_view name, Instant now) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  ScaledService& scaled = **found;
  const scaling::Policy* policy = scaled.scaler().find_policy(name);
  if (policy == nullptr && scaled.find_predictive(name) == nullptr)
    return not_found(fmt::format("No scaling policy found: {}", name));
  erase_alarms(scaled, name);
  if (policy != nullptr && std::holds_alternative<scaling::StepScaling>(policy->what)) {
    std::vector<watch::AlarmSpec> changed;
    for (const watch::Alarm* alarm : around_.alarms.list()) {
      watch::AlarmSpec spec = alarm->spec;
      const bool named = drop(spec.alarm_actions, policy->arn) | drop(spec.ok_actions, policy->arn) |
                         drop(spec.insufficient_data_actions, policy->arn);
      if (named) changed.push_back(std::move(spec));
    }
    for (watch::AlarmSpec& spec : changed)
      if (auto put = around_.alarms.put(std::move(spec), now); !put) return put;
  }
  scaled.erase_policy(name);
  return {};
}

Result<void> ScalableTargets::put_scheduled_action(std::string_view resource_id, scaling::ScheduledAction action,
                                                   Instant now) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  (*found)->put_scheduled_action(std::move(action), now);
  return {};
}

Result<void> ScalableTargets::erase_scheduled_action(std::string_view resource_id, std::string_view name) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  if (!(*found)->erase_scheduled_action(name)) return not_found(fmt::format("No scheduled action found: {}", name));
  return {};
}

const ScaledService* ScalableTargets::find(std::string_view resource_id) const {
  const auto held = targets_.find(resource_id);
  return held == targets_.end() ? nullptr : held->second.get();
}

std::vector<const ScaledService*> ScalableTargets::list() const {
  std::vector<const ScaledService*> out;
  for (const auto& [id, held] : targets_) out.push_back(held.get());
  return out;
}

Result<std::shared_ptr<const scaling::TimeZone>> zone_named(const std::string& name, const ReadZone& read_zone) {
  if (name.empty()) return std::make_shared<const scaling::TimeZone>();
  const auto bytes = read_zone ? read_zone(name) : std::nullopt;
  if (!bytes && (name == "UTC" || name == "Etc/UTC" || name == "GMT"))
    return std::make_shared<const scaling::TimeZone>();
  auto zone = bytes ? scaling::TimeZone::parse(*bytes) : Result<scaling::TimeZone>(invalid(""));
  if (!zone) return invalid(fmt::format("Invalid schedule timezone: {}", name));
  return std::make_shared<const scaling::TimeZone>(std::move(*zone));
}

void ScalableTargets::restore_target(scaling::ScalableTarget target) {
  std::string id = target.resource_id;
  targets_.insert_or_assign(std::move(id), std::make_unique<ScaledService>(std::move(target), around_, ids_()));
}

Result<void> ScalableTargets::restore_policy(std::string_view resource_id, scaling::Policy policy,
                                             std::vector<scaling::ManagedAlarm> alarms, Instant created) {
  auto found = must_find(resource_id);
  if (!found) return found.error();
  if (const auto* tracking = std::get_if<scaling::TargetTracking>(&policy.what))
    for (const scaling::ManagedAlarm& alarm : alarms)
      if (around_.alarms.find(alarm.name) == nullptr)
        if (auto put = put_alarm((*found)->target(), *tracking, alarm, created); !put) return put;
  (*found)->put_policy(std::move(policy), std::move(alarms));
  return {};
}

void ScalableTargets::restore_memory(std::string_view resource_id, const ScaledService::Snapshot& memory,
                                     std::vector<scaling::Activity> newest_first) {
  if (auto found = must_find(resource_id)) (*found)->restore(memory, std::move(newest_first));
}

void ScalableTargets::step(Instant now, const std::vector<watch::Invocation>& invocations) {
  for (const auto& [id, held] : targets_) held->step(now, invocations);
}

Result<ScaledService*> ScalableTargets::must_find(std::string_view resource_id) {
  const auto held = targets_.find(resource_id);
  if (held == targets_.end())
    return not_found(
        fmt::format("No scalable target registered for service namespace: ecs, resource ID: {}, scalable "
                    "dimension: ecs:service:DesiredCount",
                    resource_id));
  return held->second.get();
}

void ScalableTargets::erase_alarms(const ScaledService& scaled, std::string_view policy) {
  for (const scaling::ManagedAlarm& alarm : scaled.scaler().alarms_of(policy)) around_.alarms.erase(alarm.name);
}

Result<void> ScalableTargets::put_alarm(const scaling::ScalableTarget& target, const scaling::TargetTracking& tracking,
                                        const scaling::ManagedAlarm& alarm, Instant now) {
  auto metric = scaling::tracked_metric(target, tracking);
  if (!metric) return metric.error();
  return around_.alarms.put(alarm_spec(alarm, *metric), now);
}

}  // namespace rampart::control
