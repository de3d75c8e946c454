#include "core/control/catalogue_policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/scaling/step_scaling.h"
#include "core/scaling/target_tracking.h"

namespace rampart::control {
namespace {

constexpr std::string_view tracking_key = "TargetTrackingScalingPolicyConfiguration";
constexpr std::string_view step_key = "StepScalingPolicyConfiguration";

/// The rule's own check, with the place this room knows.
void hold(const Result<void>& checked, const Properties& properties, std::string_view key) {
  if (checked.has_error()) properties.refuse(key, checked.error().message);
}

/// Which property PutScalingPolicy's complaint is about.
std::string_view accused(const scaling::TargetTracking& tracking) {
  if (tracking.predefined && !tracking.customized && tracking.target_value > 0) return "PredefinedMetricSpecification";
  return "TargetValue";
}

void read_predefined(const Properties& configuration, scaling::TargetTracking& tracking) {
  const Properties metric = configuration.group("PredefinedMetricSpecification");
  metric.expect({"PredefinedMetricType", "ResourceLabel"});
  const std::string name = metric.required_text("PredefinedMetricType");
  tracking.predefined = scaling::predefined_metric_named(name);
  tracking.resource_label = metric.text("ResourceLabel");
  if (tracking.predefined || name.empty()) return;
  using enum scaling::PredefinedMetric;
  std::vector<std::string_view> known;
  for (const auto m :
       {ecs_service_average_cpu_utilization, ecs_service_average_memory_utilization, alb_request_count_per_target,
        ecs_service_average_cpu_utilization_high_resolution, ecs_service_average_memory_utilization_high_resolution})
    known.push_back(scaling::name_of(m));
  const std::string_view near = document::nearest(name, known);
  metric.refuse("PredefinedMetricType", fmt::format("\"{}\" isn't a predefined metric of an ECS service; {}", name,
                                                    near.empty() ? fmt::format("one of {}.", fmt::join(known, ", "))
                                                                 : fmt::format("did you mean {}?", near)));
}

/// False for metric math.
bool read_customized(const Properties& configuration, scaling::TargetTracking& tracking) {
  const Properties metric = configuration.group("CustomizedMetricSpecification");
  metric.expect({"Dimensions", "MetricName", "Metrics", "Namespace", "Statistic", "Unit"});
  if (metric.has("Metrics")) return false;
  scaling::CustomizedMetric customized;
  customized.name_space = metric.required_text("Namespace");
  customized.name = metric.required_text("MetricName");
  customized.statistic = metric.required_text("Statistic");
  customized.unit = metric.text("Unit");
  metric.one_of("Statistic", {"Average", "Minimum", "Maximum", "SampleCount", "Sum"}, 0);
  for (const Properties& dimension : metric.list("Dimensions")) {
    dimension.expect({"Name", "Value"});
    customized.dimensions.emplace_back(dimension.required_text("Name"), dimension.required_text("Value"));
  }
  tracking.customized = std::move(customized);
  return true;
}

bool read_target_tracking(Builder& builder, const stack::Resource& resource, const Properties& properties,
                          scaling::Policy& policy) {
  if (!properties.has(tracking_key))
    properties.refuse("PolicyType", "TargetTrackingScaling policy configuration must be specified");
  const Properties configuration = properties.group(tracking_key);
  configuration.expect({"CustomizedMetricSpecification", "DisableScaleIn", "PredefinedMetricSpecification",
                        "ScaleInCooldown", "ScaleOutCooldown", "TargetValue"});
  scaling::TargetTracking tracking;
  if (!configuration.has("TargetValue")) configuration.refuse("TargetValue", "TargetValue is missing.");
  tracking.target_value = configuration.number("TargetValue").value_or(0);
  tracking.scale_out_cooldown = configuration.in_seconds("ScaleOutCooldown", scaling::ecs_default_cooldown);
  tracking.scale_in_cooldown = configuration.in_seconds("ScaleInCooldown", scaling::ecs_default_cooldown);
  tracking.disable_scale_in = configuration.flag("DisableScaleIn", false);
  if (configuration.has("PredefinedMetricSpecification")) read_predefined(configuration, tracking);
  if (configuration.has("CustomizedMetricSpecification") && !read_customized(configuration, tracking)) {
    builder.leave_out(resource, "metric math (Metrics) isn't emulated yet, the policy never scales");
    return false;
  }
  hold(scaling::validate(tracking), configuration, accused(tracking));
  policy.what = std::move(tracking);
  return true;
}

bool read_step_scaling(const Properties& properties, scaling::Policy& policy) {
  if (!properties.has(step_key)) properties.refuse("PolicyType", "StepScaling policy configuration must be specified");
  const Properties configuration = properties.group(step_key);
  configuration.expect(
      {"AdjustmentType", "Cooldown", "MetricAggregationType", "MinAdjustmentMagnitude", "StepAdjustments"});
  scaling::StepScaling step;
  if (!configuration.has("AdjustmentType")) configuration.refuse("AdjustmentType", "Adjustment type must be specified");
  configuration.one_of("AdjustmentType", {"ChangeInCapacity", "PercentChangeInCapacity", "ExactCapacity"}, 0);
  step.type = scaling::adjustment_type_named(configuration.text("AdjustmentType")).value_or(step.type);
  configuration.one_of("MetricAggregationType", {"Average", "Minimum", "Maximum"}, 0);
  step.aggregation =
      scaling::aggregation_named(configuration.text("MetricAggregationType", "Average")).value_or(step.aggregation);
  step.cooldown = configuration.in_seconds("Cooldown", step.cooldown);
  step.min_adjustment_magnitude = configuration.whole("MinAdjustmentMagnitude", 0);
  for (const Properties& item : configuration.list("StepAdjustments")) {
    item.expect({"MetricIntervalLowerBound", "MetricIntervalUpperBound", "ScalingAdjustment"});
    if (!item.has("ScalingAdjustment")) item.refuse("ScalingAdjustment", "ScalingAdjustment is missing.");
    step.steps.push_back({item.number("MetricIntervalLowerBound"), item.number("MetricIntervalUpperBound"),
                          item.whole("ScalingAdjustment", 0, {-1000000, 1000000})});
  }
  hold(scaling::validate(step), configuration, "StepAdjustments");
  policy.what = std::move(step);
  return true;
}

/// §4.9's texts about a label that names no target group of the service.
void check_resource_label(Builder& builder, const Properties& properties, const scaling::ScalableTarget& target,
                          const fleet::ServiceSpec& service) {
  const Properties metric = properties.group(tracking_key).group("PredefinedMetricSpecification");
  const std::string label = metric.text("ResourceLabel");
  for (const fleet::Listener& listener : builder.out.listeners) {
    const auto* balancer = builder.out.find_load_balancer(listener.load_balancer_arn);
    for (const std::string& arn : fleet::target_groups_of(listener)) {
      const auto* group = builder.out.find_target_group(arn);
      if (balancer == nullptr || group == nullptr || label != balancer->full_name + "/" + group->full_name) continue;
      const bool attached = std::any_of(service.load_balancers.begin(), service.load_balancers.end(),
                                        [&](const auto& lb) { return lb.target_group_arn == group->arn; });
      if (!attached)
        metric.refuse("ResourceLabel", fmt::format("Target group {} is not attached to resource {}", group->full_name,
                                                   target.resource_id));
      return;
    }
  }
  metric.refuse(
      "ResourceLabel",
      fmt::format("Invalid resource label '{}' for predefined metric type ALBRequestCountPerTarget. It is the "
                  "LoadBalancerFullName, a slash and the TargetGroupFullName of a listener's pair.",
                  label));
}

/// A step policy runs only when an alarm names it.
void warn_of_silence(Builder& builder, const Properties& properties, const scaling::Policy& policy) {
  const auto names_it = [&](const std::vector<std::string>& actions) {
    return std::find(actions.begin(), actions.end(), policy.arn) != actions.end();
  };
  const bool heard = std::any_of(builder.out.alarms.begin(), builder.out.alarms.end(), [&](const auto& alarm) {
    return names_it(alarm.alarm_actions) || names_it(alarm.ok_actions) || names_it(alarm.insufficient_data_actions);
  });
  if (!heard) properties.warn("PolicyName", "no alarm of this template has this policy as an action; it never runs.");
}

}  // namespace

bool read_policy(Builder& builder, const stack::Resource& resource, const Properties& properties,
                 scaling::Policy& policy) {
  if (!properties.has("PolicyType")) properties.refuse("PolicyType", "Scaling policy type must be specified");
  switch (properties.one_of("PolicyType", {"TargetTrackingScaling", "StepScaling", "PredictiveScaling"}, 0)) {
    case 0:
      return read_target_tracking(builder, resource, properties, policy);
    case 1:
      return read_step_scaling(properties, policy);
    default:  // catalogue_schedule.h reads that one
      return false;
  }
}

void check_scaling(Builder& builder) {
  for (const ScalableTargetEntry& entry : builder.out.scalable_targets) {
    const scaling::ScalableTarget& target = entry.target;
    const auto service =
        std::find_if(builder.out.services.begin(), builder.out.services.end(), [&](const fleet::ServiceSpec& s) {
          return target.resource_id == fmt::format("service/{}/{}", s.cluster, s.name);
        });
    for (const Built& built : builder.built) {
      const Properties properties = builder.properties_of(built);
      if (service == builder.out.services.end()) {
        if (built.made.ref == fmt::format("{}|{}|ecs", target.resource_id, target.scalable_dimension))
          properties.refuse("ResourceId", fmt::format("ECS service doesn't exist: {}", target.resource_id));
        continue;
      }
      const auto policy = std::find_if(entry.policies.begin(), entry.policies.end(),
                                       [&](const scaling::Policy& p) { return p.arn == built.made.ref; });
      if (policy == entry.policies.end()) continue;
      const auto* tracking = std::get_if<scaling::TargetTracking>(&policy->what);
      if (tracking == nullptr)
        warn_of_silence(builder, properties, *policy);
      else if (tracking->predefined == scaling::PredefinedMetric::alb_request_count_per_target)
        check_resource_label(builder, properties, target, *service);
    }
  }
}

}  // namespace rampart::control
