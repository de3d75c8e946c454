#include "core/scaling/policy.h"

#include <fmt/format.h>

#include <array>

namespace rampart::scaling {
namespace {

constexpr std::array<std::pair<PredefinedMetric, std::string_view>, 5> metric_names = {{
    {PredefinedMetric::ecs_service_average_cpu_utilization, "ECSServiceAverageCPUUtilization"},
    {PredefinedMetric::ecs_service_average_memory_utilization, "ECSServiceAverageMemoryUtilization"},
    {PredefinedMetric::alb_request_count_per_target, "ALBRequestCountPerTarget"},
    {PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution,
     "ECSServiceAverageCPUUtilizationHighResolution"},
    {PredefinedMetric::ecs_service_average_memory_utilization_high_resolution,
     "ECSServiceAverageMemoryUtilizationHighResolution"},
}};
constexpr std::array<std::pair<AdjustmentType, std::string_view>, 3> adjustment_names = {{
    {AdjustmentType::change_in_capacity, "ChangeInCapacity"},
    {AdjustmentType::percent_change_in_capacity, "PercentChangeInCapacity"},
    {AdjustmentType::exact_capacity, "ExactCapacity"},
}};
constexpr std::array<std::pair<Aggregation, std::string_view>, 3> aggregation_names = {{
    {Aggregation::average, "Average"},
    {Aggregation::minimum, "Minimum"},
    {Aggregation::maximum, "Maximum"},
}};

template <class Names, class T>
std::string_view find_name(const Names& names, T value) {
  for (const auto& [candidate, name] : names)
    if (candidate == value) return name;
  return {};
}

template <class T, class Names>
std::optional<T> find_value(const Names& names, std::string_view name) {
  for (const auto& [value, candidate] : names)
    if (candidate == name) return value;
  return std::nullopt;
}

}  // namespace

std::string_view name_of(PredefinedMetric metric) { return find_name(metric_names, metric); }
std::optional<PredefinedMetric> predefined_metric_named(std::string_view name) {
  return find_value<PredefinedMetric>(metric_names, name);
}
std::string_view name_of(AdjustmentType type) { return find_name(adjustment_names, type); }
std::optional<AdjustmentType> adjustment_type_named(std::string_view name) {
  return find_value<AdjustmentType>(adjustment_names, name);
}
std::optional<Aggregation> aggregation_named(std::string_view name) {
  return find_value<Aggregation>(aggregation_names, name);
}

std::string make_policy_arn(std::string_view region, std::string_view account, std::string_view target_uuid,
                            const ScalableTarget& target, std::string_view policy_name) {
  return fmt::format("arn:aws:autoscaling:{}:{}:scalingPolicy:{}:resource/{}/{}:policyName/{}", region, account,
                     target_uuid, target.service_namespace, target.resource_id, policy_name);
}

}  // namespace rampart::scaling
