// Step scaling: its intervals, and its two thresholds against each other.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "advice/rules.h"

namespace rampart::advice {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// A metric that is a share of each task, so that fewer tasks mean more of it.
bool by_task(const watch::MetricId& metric) {
  return (metric.name_space == "AWS/ECS" && (metric.name == "CPUUtilization" || metric.name == "MemoryUtilization")) ||
         metric.name == "RequestCountPerTarget";
}

std::string adjustment_text(const scaling::StepScaling& step, int adjustment) {
  return fmt::format("{:+}{}", adjustment,
                     step.type == scaling::AdjustmentType::percent_change_in_capacity ? " %" : "");
}

struct StepFault {
  std::string cause;
  std::string fix;
  std::size_t index = 0;
  Severity severity = Severity::problem;
};

/// The step whose interval begins (or, below the threshold, ends) nearest to the threshold, and how far away.
std::optional<StepFault> gap_at_threshold(const scaling::StepScaling& step, const StepAlarm& alarm) {
  double nearest = infinity;
  std::size_t index = 0;
  for (std::size_t i = 0; i < step.steps.size(); ++i) {
    const double lower = step.steps[i].lower.value_or(-infinity), upper = step.steps[i].upper.value_or(infinity);
    const double distance =
        alarm.high() ? (upper > 0 ? std::max(0.0, lower) : infinity) : (lower < 0 ? std::max(0.0, -upper) : infinity);
    if (distance < nearest) nearest = distance, index = i;
  }
  if (nearest == 0) return std::nullopt;
  const double threshold = alarm.alarm->threshold;
  const char* key = alarm.high() ? "MetricIntervalLowerBound" : "MetricIntervalUpperBound";
  if (nearest == infinity)
    return StepFault{fmt::format("The alarm rings {} {}, and every step lies on the other side of it: nothing happens.",
                                 alarm.high() ? "above" : "below", figure(threshold)),
                     fmt::format("{}: 0", key), 0};
  return StepFault{
      fmt::format("Bounds are distances from the alarm's threshold {}: nothing happens between {} and {}{}.",
                  figure(threshold), figure(threshold),
                  figure(alarm.high() ? threshold + nearest : threshold - nearest),
                  nearest == threshold ? "; the threshold itself seems to have been written" : ""),
      fmt::format("{}: 0", key), index};
}

std::vector<StepFault> faults_of(const scaling::StepScaling& step, const StepAlarm& alarm) {
  std::vector<StepFault> out;
  if (auto gap = gap_at_threshold(step, alarm)) out.push_back(std::move(*gap));
  if (step.type == scaling::AdjustmentType::exact_capacity) return out;
  const double bound = alarm.alarm->metric.name_space == "AWS/ECS" && by_task(alarm.alarm->metric) ? 100 : infinity;
  for (std::size_t i = 0; i < step.steps.size(); ++i) {
    const auto& one = step.steps[i];
    const double lower = one.lower.value_or(-infinity), upper = one.upper.value_or(infinity);
    const bool acts = alarm.high() ? upper > 0 : lower < 0;
    if (acts && (alarm.high() ? one.adjustment < 0 : one.adjustment > 0))
      out.push_back({fmt::format("The alarm rings when {} is {} {}, and this step changes the service by {}: away from "
                                 "what is needed.",
                                 alarm.alarm->metric.name, alarm.high() ? "above" : "below",
                                 figure(alarm.alarm->threshold), adjustment_text(step, one.adjustment)),
                     fmt::format("ScalingAdjustment: {}", -one.adjustment), i});
    if (alarm.high() && bound < infinity && alarm.alarm->threshold + std::max(0.0, lower) >= bound)
      out.push_back(
          {fmt::format("This step begins at {} + {} = {}, and {} never passes {}.", figure(alarm.alarm->threshold),
                       figure(std::max(0.0, lower)), figure(alarm.alarm->threshold + std::max(0.0, lower)),
                       alarm.alarm->metric.name, figure(bound)),
           "a MetricIntervalLowerBound that is reached, as a distance from the threshold", i, Severity::warning});
  }
  return out;
}

}  // namespace

Findings step_intervals(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies) {
      if (policy.step() == nullptr) continue;
      for (const StepAlarm& alarm : subject.alarms_of(policy))
        for (const StepFault& fault : faults_of(*policy.step(), alarm)) {
          Finding f{21, fault.severity, "Steps with gaps or the wrong sign", fault.cause, {}, fault.fix, "no price"};
          f.place = subject.sources->place(policy.id, {step_key, "StepAdjustments", std::to_string(fault.index)});
          out.push_back(std::move(f));
        }
    }
  return out;
}

Findings refused_steps(const Error& error) {
  if (error.message.find("StepScalingPolicyConfiguration: ") == std::string::npos) return {};
  const std::string_view said = std::string_view(error.message).substr(error.message.find(": ") + 2);
  if (said.find("intervals cannot") == said.npos && said.find("bound") == said.npos) return {};
  Finding f{21, Severity::problem, "Steps with gaps or the wrong sign", {}, error.place, {}, "no price"};
  f.cause = fmt::format("AWS refuses this policy: {}.", said);
  f.fix = said.find("overlap") != said.npos || said.find("gaps") != said.npos
              ? "let each MetricIntervalLowerBound be the MetricIntervalUpperBound of the step before"
              : "leave the lower bound of the lowest step and the upper bound of the highest one out";
  return {f};
}

/// What is left after a cut must not ring the other alarm: the projection that Azure makes before every scale-in.
Findings flapping_thresholds(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& in : s.policies)
      for (const PolicyView& other : s.policies) {
        if (in.step() == nullptr || other.step() == nullptr) continue;
        for (const StepAlarm& low : subject.alarms_of(in))
          for (const StepAlarm& high : subject.alarms_of(other)) {
            if (low.high() || !high.high() || !by_task(low.alarm->metric)) continue;
            if (low.alarm->metric != high.alarm->metric) continue;
            int cut = 1;
            for (const auto& one : in.step()->steps)
              if (in.step()->type == scaling::AdjustmentType::change_in_capacity) cut = std::max(cut, -one.adjustment);
            const int left = std::max(1, s.target->min_capacity), before = left + cut;
            const double after = low.alarm->threshold * before / left;
            if (before > s.target->max_capacity || after <= high.alarm->threshold) continue;
            Finding f{7, Severity::problem, "Flapping", {}, {}, {}, "no price"};
            f.cause = fmt::format(
                "Below {} {} of {} tasks go, which lifts {} to as much as {}; above {} they come back, and so on.",
                figure(low.alarm->threshold), cut, before, low.alarm->metric.name, figure(after),
                figure(high.alarm->threshold));
            f.place = subject.sources->place(low.id, {"Threshold"});
            f.fix = fmt::format("Threshold: {} (the scale-out threshold times {} of {} tasks, a tenth less)",
                                figure(0.9 * high.alarm->threshold * left / before), left, before);
            out.push_back(std::move(f));
          }
      }
  return out;
}

}  // namespace rampart::advice
