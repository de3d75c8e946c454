#include "core/scaling/predictive.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/scaling/target_tracking.h"

namespace rampart::scaling {
namespace {

constexpr std::array<std::pair<MetricPair, std::string_view>, 3> pair_names = {{
    {MetricPair::ecs_service_cpu_utilization, "ECSServiceCPUUtilization"},
    {MetricPair::ecs_service_memory_utilization, "ECSServiceMemoryUtilization"},
    {MetricPair::alb_request_count, "ALBRequestCount"},
}};

}  // namespace

std::string_view name_of(MetricPair pair) {
  for (const auto& [value, name] : pair_names)
    if (value == pair) return name;
  return {};
}

std::optional<MetricPair> metric_pair_named(std::string_view name) {
  for (const auto& [value, candidate] : pair_names)
    if (candidate == name) return value;
  return std::nullopt;
}

TargetTracking tracking_of(const PredictiveScaling& policy) {
  TargetTracking out;
  out.target_value = policy.target_value;
  out.resource_label = policy.resource_label;
  switch (policy.pair) {
    case MetricPair::ecs_service_cpu_utilization:
      out.predefined = PredefinedMetric::ecs_service_average_cpu_utilization;
      break;
    case MetricPair::ecs_service_memory_utilization:
      out.predefined = PredefinedMetric::ecs_service_average_memory_utilization;
      break;
    case MetricPair::alb_request_count:
      out.predefined = PredefinedMetric::alb_request_count_per_target;
      break;
  }
  return out;
}

Result<void> validate(const PredictiveScaling& policy) {
  if (!(policy.target_value > 0) || !std::isfinite(policy.target_value))
    return invalid("For predictive scaling, target value must be greater than 0");
  if (policy.max_buffer != 0 && !policy.increase_max)
    return invalid("MaxCapacityBuffer can only be set when MaxCapacityBreachBehavior is IncreaseMaxCapacity");
  if (policy.pair == MetricPair::alb_request_count) return validate(tracking_of(policy));
  return {};
}

void LoadHistory::put(Instant hour, double load) {
  if (!std::isfinite(load)) return;
  hours_[floor_to(hour, std::chrono::hours(1))] = load;
  const Instant oldest = hours_.rbegin()->first - keep;
  hours_.erase(hours_.begin(), hours_.lower_bound(oldest));
}

std::optional<double> LoadHistory::forecast(Instant hour) const {
  constexpr Duration day = std::chrono::hours(24);
  if (hours_.size() < least_hours) return std::nullopt;
  const Instant newest = hours_.rbegin()->first;
  double sum = 0, weights = 0;
  for (int back = 1; hour - back * day >= hours_.begin()->first; ++back) {
    const Instant then = hour - back * day;
    const auto known = hours_.find(then);
    if (known == hours_.end()) continue;
    const double age = std::floor(seconds(newest - then) / seconds(day));
    const double weight = std::pow(0.85, std::max(0.0, age)) * (back % 7 == 0 ? 3 : 1);
    sum += weight * known->second;
    weights += weight;
  }
  return weights > 0 ? std::optional(sum / weights) : std::nullopt;
}

int capacity_for(double load, double target_value) { return needed_capacity(1, load / 60, target_value); }

std::optional<int> wanted_capacity(const PredictiveScaling& policy, const LoadHistory& history, Instant now) {
  if (!policy.scale) return std::nullopt;
  std::optional<int> out;
  for (const Instant at : {now, now + policy.buffer})
    if (const auto load = history.forecast(floor_to(at, std::chrono::hours(1))))
      out = std::max(out.value_or(0), capacity_for(*load, policy.target_value));
  return out;
}

void PredictedBounds::add(const PredictiveScaling& policy, int wanted, int registered_max) {
  least = std::max(least.value_or(0), wanted);
  if (policy.increase_max && wanted >= registered_max)
    most = std::max(most.value_or(0), wanted + (wanted * policy.max_buffer + 99) / 100);
}

ScalableTarget PredictedBounds::in_force(ScalableTarget registered) const {
  if (most) registered.max_capacity = std::max(registered.max_capacity, *most);
  if (least) registered.min_capacity = std::max(registered.min_capacity, std::min(*least, registered.max_capacity));
  return registered;
}

}  // namespace rampart::scaling
