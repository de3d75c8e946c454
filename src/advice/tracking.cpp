// Target tracking by itself and beside other policies.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "advice/rules.h"
#include "core/scaling/target_tracking.h"

namespace rampart::advice {
namespace {

/// ApplicationELB metrics that CloudWatch gets only when there is something to count. Reference aws-scaling.md §2.6.
bool silent_when_idle(std::string_view name_space, std::string_view name) {
  return name_space == "AWS/ApplicationELB" &&
         (name == "TargetResponseTime" || name == "TargetConnectionErrorCount" || name.starts_with("HTTPCode_"));
}

struct MetricName {
  std::string name_space;
  std::string name;
  bool operator==(const MetricName&) const = default;
};

MetricName tracked(const ScaledService& s, const scaling::TargetTracking& tracking) {
  const auto metric = scaling::tracked_metric(*s.target, tracking);
  return metric.has_value() ? MetricName{metric->name_space, metric->name} : MetricName{};
}

bool takes_away(const Subject& subject, const PolicyView& policy) {
  const auto* step = policy.step();
  if (step == nullptr) return !policy.tracking()->disable_scale_in;
  const auto alarms = subject.alarms_of(policy);
  return !alarms.empty() && std::any_of(step->steps.begin(), step->steps.end(), [&](const auto& one) {
    return one.adjustment < 0 || step->type == scaling::AdjustmentType::exact_capacity;
  });
}

Finding short_cooldown(const Subject& subject, const PolicyView& policy, std::string_view section, std::string_view key,
                       double cooldown, double period) {
  Finding f{8, Severity::warning, "A cooldown shorter than the metric's period", {}, {}, {}, {}};
  f.cause = fmt::format(
      "{} is {} s and a datapoint comes every {} s; an alarm that stays in ALARM asks again every minute, so the "
      "policy acts again on the figures that it has already acted on.",
      key, figure(cooldown), figure(period));
  f.place = subject.sources->place(policy.id, {section, key});
  f.fix = fmt::format("{}: {}", key, figure(period));
  f.price = "no price";
  return f;
}

/// How the two fight; empty when they don't.
std::string fight_of(const ScaledService& s, double target, const StepAlarm& alarm, const scaling::StepScaling& step) {
  const double threshold = alarm.alarm->threshold;
  if (alarm.high())
    return threshold >= target ? std::string()
                               : fmt::format(
                                     "the step policy adds tasks above {} and target tracking takes them away "
                                     "again below {}",
                                     figure(threshold), figure(scaling::low_threshold(target)));
  int cut = 0;
  for (const auto& one : step.steps)
    if (step.type == scaling::AdjustmentType::change_in_capacity) cut = std::max(cut, -one.adjustment);
  cut = std::max(cut, 1);
  const int left = std::max(1, s.target->min_capacity), before = left + cut;
  const double after = threshold * before / left;
  if (after <= target) return {};
  return fmt::format(
      "below {} the step policy takes {} of {} tasks, the metric rises to as much as {}, and target "
      "tracking ({}) adds them again",
      figure(threshold), cut, before, figure(after), figure(target));
}

}  // namespace

Findings never_scales_in(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services) {
    if (s.policies.empty() || s.target->min_capacity >= s.target->max_capacity) continue;
    if (!s.entry->scheduled_actions.empty() || !s.entry->predictive_policies.empty()) continue;
    const bool any =
        std::any_of(s.policies.begin(), s.policies.end(), [&](const PolicyView& p) { return takes_away(subject, p); });
    if (any && !s.target->dynamic_scaling_in_suspended) continue;
    Finding f{3, Severity::problem, "Nothing ever scales in", {}, {}, {}, {}};
    const PolicyView& policy = s.policies.front();
    f.cause = fmt::format(
        "No policy of {} may take tasks away, so after the first peak it keeps up to {} tasks where {} would do.",
        s.service_id, s.target->max_capacity, s.target->min_capacity);
    if (s.target->dynamic_scaling_in_suspended) {
      f.place = subject.sources->place(s.target_id, {"SuspendedState", "DynamicScalingInSuspended"});
      f.fix = "DynamicScalingInSuspended: false";
    } else if (policy.tracking() != nullptr) {
      f.place = subject.sources->place(policy.id, {tracking_key, "DisableScaleIn"});
      f.fix = "DisableScaleIn: false";
    } else {
      f.place = subject.sources->place(policy.id, {step_key});
      f.fix = "a second StepScaling policy with a negative ScalingAdjustment and an alarm of its own";
    }
    f.price = fmt::format("saves up to {} task-hours a day", 24 * (s.target->max_capacity - s.target->min_capacity));
    out.push_back(std::move(f));
  }
  return out;
}

Findings cooldown_confusion(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies) {
      if (const auto* tracking = policy.tracking()) {
        const double period = period_of(*tracking);
        if (seconds(tracking->scale_out_cooldown) < period)
          out.push_back(short_cooldown(subject, policy, tracking_key, "ScaleOutCooldown",
                                       seconds(tracking->scale_out_cooldown), period));
        if (tracking->disable_scale_in) {
          if (subject.sources->find(policy.id, {tracking_key, "ScaleInCooldown"}) == nullptr) continue;
          Finding f{8, Severity::warning, "A cooldown that has no effect", {}, {}, {}, {}};
          f.cause = "ScaleInCooldown stands beside DisableScaleIn: true; this policy never scales in.";
          f.place = subject.sources->place(policy.id, {tracking_key, "ScaleInCooldown"});
          f.fix = "leave ScaleInCooldown out, or DisableScaleIn: false";
          f.price = "no price";
          out.push_back(std::move(f));
        } else if (seconds(tracking->scale_in_cooldown) < period) {
          out.push_back(short_cooldown(subject, policy, tracking_key, "ScaleInCooldown",
                                       seconds(tracking->scale_in_cooldown), period));
        }
        continue;
      }
      for (const StepAlarm& alarm : subject.alarms_of(policy))
        if (policy.step()->cooldown < alarm.alarm->period &&
            policy.step()->type != scaling::AdjustmentType::exact_capacity)
          out.push_back(short_cooldown(subject, policy, step_key, "Cooldown", seconds(policy.step()->cooldown),
                                       seconds(alarm.alarm->period)));
    }
  return out;
}

Findings missing_data(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services) {
    const bool only_tasks_speak =
        !s.policies.empty() && s.entry->scheduled_actions.empty() &&
        std::all_of(s.policies.begin(), s.policies.end(), [&](const PolicyView& p) {
          return p.tracking() != nullptr && (tracks_cpu(*p.tracking()) || tracks_memory(*p.tracking()));
        });
    if (s.target->min_capacity == 0 && only_tasks_speak) {
      Finding f{19, Severity::problem, "No datapoints, no scaling", {}, {}, {}, {}};
      f.cause = fmt::format(
          "At MinCapacity 0 there is no task to publish {}, the alarms stand at INSUFFICIENT_DATA, and the service "
          "never comes back.",
          metric_of(*s.policies.front().tracking()));
      f.place = subject.sources->place(s.target_id, {"MinCapacity"});
      f.fix = "MinCapacity: 1";
      f.price = task_hours(24) + " at most";
      out.push_back(std::move(f));
    }
    for (const PolicyView& policy : s.policies) {
      if (const auto* tracking = policy.tracking()) {
        const MetricName metric = tracked(s, *tracking);
        if (tracking->disable_scale_in || !silent_when_idle(metric.name_space, metric.name)) continue;
        Finding f{19, Severity::problem, "No datapoints, no scaling", {}, {}, {}, {}};
        f.cause = fmt::format(
            "{} has no datapoints while nothing is asked, and missing data never scales in: an idle service keeps its "
            "tasks.",
            metric.name);
        f.place = subject.sources->place(policy.id, {tracking_key, "CustomizedMetricSpecification"});
        f.fix = "PredefinedMetricSpecification with ALBRequestCountPerTarget, which is 0 when idle";
        f.price = "no price";
        out.push_back(std::move(f));
        continue;
      }
      for (const StepAlarm& alarm : subject.alarms_of(policy)) {
        const auto treat = alarm.alarm->treat_missing_data;
        if (alarm.high() || !silent_when_idle(alarm.alarm->metric.name_space, alarm.alarm->metric.name)) continue;
        if (treat == watch::MissingData::breaching) continue;
        Finding f{19, Severity::problem, "No datapoints, no scaling", {}, {}, {}, {}};
        f.cause = fmt::format(
            "{} has no datapoints while nothing is asked, and this alarm treats missing data as {}: an idle service "
            "never scales in.",
            alarm.alarm->metric.name, watch::name_of(treat));
        f.place = subject.sources->place(alarm.id, {"TreatMissingData"});
        f.fix = "TreatMissingData: breaching";
        f.price = "no price";
        out.push_back(std::move(f));
      }
    }
  }
  return out;
}

Findings fighting_policies(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (std::size_t i = 0; i < s.policies.size(); ++i) {
      const auto* tracking = s.policies[i].tracking();
      if (tracking == nullptr) continue;
      const MetricName metric = tracked(s, *tracking);
      for (std::size_t k = 0; k < s.policies.size(); ++k) {
        Finding f{20, Severity::problem, "Two policies fight over one metric", {}, {}, {}, "no price"};
        if (const auto* other = s.policies[k].tracking()) {
          if (k <= i || tracked(s, *other) != metric) continue;
          const double low = std::min(tracking->target_value, other->target_value);
          f.cause = fmt::format(
              "{} and {} both track {}, at {} and {}: the one at {} scales out first, and tasks go only when both "
              "agree, so the other one never decides anything.",
              s.policies[i].policy->name, s.policies[k].policy->name, metric.name, figure(tracking->target_value),
              figure(other->target_value), figure(low));
          f.place = subject.sources->place(s.policies[k].id, {});
          f.fix = fmt::format("keep the policy with TargetValue {}, delete the other", figure(low));
          out.push_back(std::move(f));
          continue;
        }
        for (const StepAlarm& alarm : subject.alarms_of(s.policies[k])) {
          if (MetricName{alarm.alarm->metric.name_space, alarm.alarm->metric.name} != metric) continue;
          const std::string how = fight_of(s, tracking->target_value, alarm, *s.policies[k].step());
          if (how.empty()) continue;
          f.cause = fmt::format("{} and {} both look at {}: {}.", s.policies[i].policy->name,
                                s.policies[k].policy->name, metric.name, how);
          f.place = subject.sources->place(alarm.id, {"Threshold"});
          f.fix = alarm.high() ? fmt::format("Threshold: {} or more", figure(tracking->target_value))
                               : "delete the step policy that scales in; target tracking does it";
          out.push_back(f);
        }
      }
    }
  return out;
}

}  // namespace rampart::advice
