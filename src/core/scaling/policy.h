// What RegisterScalableTarget and PutScalingPolicy say. Plain values; the rules are beside this file.
// Source: reference aws-scaling.md §4.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"

namespace rampart::scaling {

/// The default of scale-out, scale-in and step cooldowns for ECS (reference aws-scaling.md §4.4).
inline constexpr Duration ecs_default_cooldown = std::chrono::seconds(300);

enum class PredefinedMetric {
  ecs_service_average_cpu_utilization,
  ecs_service_average_memory_utilization,
  alb_request_count_per_target,
  ecs_service_average_cpu_utilization_high_resolution,  ///< 20 s periods (2026)
  ecs_service_average_memory_utilization_high_resolution,
};
std::string_view name_of(PredefinedMetric metric);  ///< "ECSServiceAverageCPUUtilization", …
std::optional<PredefinedMetric> predefined_metric_named(std::string_view name);

/// A customized metric, in words that need no other room: control turns it into a CloudWatch metric.
struct CustomizedMetric {
  std::string name_space;
  std::string name;
  std::vector<std::pair<std::string, std::string>> dimensions;
  std::string statistic;  ///< "Average", …
  std::string unit;
};

struct TargetTracking {
  double target_value = 0;
  std::optional<PredefinedMetric> predefined;
  std::string resource_label;  ///< "app/LB/ID/targetgroup/TG/ID" for ALBRequestCountPerTarget.
  std::optional<CustomizedMetric> customized;
  Duration scale_out_cooldown = ecs_default_cooldown;
  Duration scale_in_cooldown = ecs_default_cooldown;
  bool disable_scale_in = false;
};

enum class AdjustmentType { change_in_capacity, percent_change_in_capacity, exact_capacity };
enum class Aggregation { average, minimum, maximum };
std::optional<AdjustmentType> adjustment_type_named(std::string_view name);
std::string_view name_of(AdjustmentType type);
std::optional<Aggregation> aggregation_named(std::string_view name);

/// Bounds are distances from the alarm's threshold; absent = infinite.
struct StepAdjustment {
  std::optional<double> lower;
  std::optional<double> upper;
  int adjustment = 0;
};

struct StepScaling {
  AdjustmentType type = AdjustmentType::change_in_capacity;
  std::vector<StepAdjustment> steps;
  int min_adjustment_magnitude = 0;  ///< Percent only.
  Duration cooldown = ecs_default_cooldown;
  Aggregation aggregation = Aggregation::average;
};

struct Policy {
  std::string name;
  std::string arn;
  std::variant<TargetTracking, StepScaling> what;
};

struct ScalableTarget {
  std::string service_namespace = "ecs";
  std::string resource_id;  ///< "service/CLUSTER/SERVICE"
  std::string scalable_dimension = "ecs:service:DesiredCount";
  int min_capacity = 0;
  int max_capacity = 0;
  bool dynamic_scaling_in_suspended = false;
  bool dynamic_scaling_out_suspended = false;
  bool scheduled_scaling_suspended = false;
};

/// "arn:aws:autoscaling:REGION:ACCOUNT:scalingPolicy:UUID:resource/ecs/service/C/S:policyName/NAME", where UUID is the
/// scalable target's (reference aws-scaling.md §4.2).
std::string make_policy_arn(std::string_view region, std::string_view account, std::string_view target_uuid,
                            const ScalableTarget& target, std::string_view policy_name);

}  // namespace rampart::scaling
