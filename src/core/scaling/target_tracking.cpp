#include "core/scaling/target_tracking.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace rampart::scaling {
namespace {

bool is_high_resolution(const TargetTracking& policy) {
  return policy.predefined == PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution ||
         policy.predefined == PredefinedMetric::ecs_service_average_memory_utilization_high_resolution;
}

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  for (;;) {
    const auto at = text.find(by);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

Result<CustomizedMetric> service_metric(const ScalableTarget& target, std::string name) {
  const auto parts = split(target.resource_id, '/');
  if (parts.size() != 3 || parts[0] != "service")
    return invalid(fmt::format("Resource id '{}' is not of the form service/CLUSTER/SERVICE.", target.resource_id));
  return CustomizedMetric{
      "AWS/ECS", std::move(name), {{"ClusterName", parts[1]}, {"ServiceName", parts[2]}}, "Average", "Percent"};
}

Result<CustomizedMetric> request_metric(const TargetTracking& policy) {
  constexpr auto type = "ALBRequestCountPerTarget";
  if (policy.resource_label.empty())
    return invalid(fmt::format("Resource label should be specified for predefined metric type {}", type));
  const auto parts = split(policy.resource_label, '/');  // app/LB/ID/targetgroup/TG/ID
  const bool fits = parts.size() == 6 && parts[0] == "app" && parts[3] == "targetgroup" &&
                    std::none_of(parts.begin(), parts.end(), [](const auto& part) { return part.empty(); });
  if (!fits)
    return invalid(
        fmt::format("Invalid resource label '{}' for predefined metric type {}", policy.resource_label, type));
  return CustomizedMetric{"AWS/ApplicationELB",
                          "RequestCountPerTarget",
                          {{"LoadBalancer", fmt::format("app/{}/{}", parts[1], parts[2])},
                           {"TargetGroup", fmt::format("targetgroup/{}/{}", parts[4], parts[5])}},
                          "Sum",
                          "None"};
}

}  // namespace

double average(std::span<const double> datapoints) {
  return std::accumulate(datapoints.begin(), datapoints.end(), 0.0) / static_cast<double>(datapoints.size());
}

int needed_capacity(int capacity, double metric, double target) {
  const double need = std::max(0.0, capacity * metric / target);
  // 3 * 70.1 / 70.1 is 3.0000000000000004: a billionth of a task is noise.
  const double nearest = std::round(need);
  const double whole = std::fabs(need - nearest) <= 1e-9 * std::max(1.0, need) ? nearest : std::ceil(need);
  constexpr double most = std::numeric_limits<int>::max() / 2.0;
  return static_cast<int>(std::min(whole, most));
}

std::optional<int> scale_out_proposal(int capacity, double metric, double target) {
  const int need = capacity <= 0 ? 1 : needed_capacity(capacity, metric, target);
  return need > capacity ? std::optional(need) : std::nullopt;
}

std::optional<int> scale_in_proposal(int capacity, double metric, double target) {
  const int need = needed_capacity(capacity, metric, target);
  return need < capacity ? std::optional(need) : std::nullopt;
}

double low_threshold(double target) { return target * 9 / 10; }

std::vector<ManagedAlarm> managed_alarms(const ScalableTarget& target, const Policy& policy,
                                         const ManagedAlarmIds& ids) {
  const auto& tracking = std::get<TargetTracking>(policy.what);
  const bool fine = is_high_resolution(tracking);
  ManagedAlarm high;
  high.name = fmt::format("TargetTracking-{}-AlarmHigh-{}", target.resource_id, ids.high);
  high.threshold = tracking.target_value;
  high.period = fine ? std::chrono::seconds(20) : std::chrono::seconds(60);
  high.evaluation_periods = 3;
  high.action_arn = fmt::format("{}:createdBy/{}", policy.arn, ids.created_by);
  high.description = fmt::format("DO NOT EDIT OR DELETE. For TargetTrackingScaling policy {}.", high.action_arn);
  if (tracking.disable_scale_in) return {high};
  ManagedAlarm low = high;
  low.high = false;
  low.name = fmt::format("TargetTracking-{}-AlarmLow-{}", target.resource_id, ids.low);
  low.threshold = low_threshold(tracking.target_value);
  low.evaluation_periods = fine ? 30 : 15;
  return {high, low};
}

Result<CustomizedMetric> tracked_metric(const ScalableTarget& target, const TargetTracking& policy) {
  if (policy.customized) return *policy.customized;
  if (auto ok = validate(policy); !ok) return ok.error();
  switch (*policy.predefined) {
    case PredefinedMetric::ecs_service_average_cpu_utilization:
    case PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution:
      return service_metric(target, "CPUUtilization");
    case PredefinedMetric::ecs_service_average_memory_utilization:
    case PredefinedMetric::ecs_service_average_memory_utilization_high_resolution:
      return service_metric(target, "MemoryUtilization");
    case PredefinedMetric::alb_request_count_per_target:
      return request_metric(policy);
  }
  return invalid("Unknown predefined metric type.");
}

Result<void> validate(const TargetTracking& policy) {
  constexpr double smallest = 8.51592e-109, largest = 1.174271e108;
  const double t = policy.target_value;
  if (!(t >= smallest && t <= largest))
    return invalid(fmt::format(
        "For target tracking scaling, target value must be between '8.51592E-109' and '1.174271E108', but was '{}'.",
        t == std::floor(t) && std::fabs(t) < 1e7 ? fmt::format("{:.1f}", t) : fmt::format("{}", t)));
  if (policy.predefined && policy.customized)
    return invalid(
        "Only one of PredefinedMetricSpecification or CustomizedMetricSpecification can be set for target tracking "
        "scaling.");
  if (!policy.predefined && !policy.customized)
    return invalid(
        "PredefinedMetricSpecification or CustomizedMetricSpecification must be set for target tracking scaling.");
  if (policy.scale_out_cooldown < Duration::zero() || policy.scale_in_cooldown < Duration::zero())
    return invalid("Cooldown must be nonnegative");
  if (policy.predefined == PredefinedMetric::alb_request_count_per_target)
    if (auto metric = request_metric(policy); !metric) return metric.error();
  return {};
}

}  // namespace rampart::scaling
