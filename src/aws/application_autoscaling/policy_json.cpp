#include "aws/application_autoscaling/policy_json.h"

#include <fmt/format.h>

#include "aws/application_autoscaling/members.h"
#include "core/scaling/step_scaling.h"
#include "core/scaling/target_tracking.h"

namespace rampart::aws {
namespace {

using boost::json::object;

Duration cooldown(const object& in, std::string_view key) {
  const auto given = whole(in, key);
  return given ? Duration(std::chrono::seconds(*given)) : scaling::ecs_default_cooldown;
}

Result<scaling::CustomizedMetric> read_customized(const object& in) {
  if (in.contains("Metrics"))
    return invalid(
        "CustomizedMetricSpecification with Metrics (metric math) is not supported here. Name one metric with "
        "MetricName, Namespace and Statistic.");
  for (const char* key : {"MetricName", "Namespace", "Statistic"})
    if (text_of(in, key).empty())
      return invalid(fmt::format("{} must be specified in CustomizedMetricSpecification", key));
  scaling::CustomizedMetric out{
      text_of(in, "Namespace"), text_of(in, "MetricName"), {}, text_of(in, "Statistic"), text_of(in, "Unit")};
  for (const auto& dimension : list(in, "Dimensions"))
    out.dimensions.emplace_back(text_of(dimension.as_object(), "Name"), text_of(dimension.as_object(), "Value"));
  return out;
}

}  // namespace

Result<scaling::TargetTracking> read_target_tracking(const object& in) {
  scaling::TargetTracking out;
  out.target_value = number(in, "TargetValue").value_or(0);
  out.scale_out_cooldown = cooldown(in, "ScaleOutCooldown");
  out.scale_in_cooldown = cooldown(in, "ScaleInCooldown");
  out.disable_scale_in = flag(in, "DisableScaleIn").value_or(false);
  if (const object* predefined = group(in, "PredefinedMetricSpecification")) {
    const std::string type = text_of(*predefined, "PredefinedMetricType");
    out.predefined = scaling::predefined_metric_named(type);
    if (!out.predefined)
      return invalid(fmt::format("Predefined metric type {} is not supported for resources of type service", type));
    out.resource_label = text_of(*predefined, "ResourceLabel");
    if (!out.resource_label.empty() && out.predefined != scaling::PredefinedMetric::alb_request_count_per_target)
      return invalid(fmt::format("Resource label should not be specified for predefined metric type {}", type));
  }
  if (const object* customized = group(in, "CustomizedMetricSpecification")) {
    if (out.predefined) {
      out.customized.emplace();
    } else {
      auto metric = read_customized(*customized);
      if (!metric) return metric.error();
      out.customized = std::move(*metric);
    }
  }
  if (auto ok = scaling::validate(out); !ok) return ok.error();
  return out;
}

Result<scaling::StepScaling> read_step_scaling(const object& in) {
  scaling::StepScaling out;
  const std::string type = text_of(in, "AdjustmentType");
  if (type.empty()) return invalid("Adjustment type must be specified");
  out.type = scaling::adjustment_type_named(type).value_or(out.type);
  if (in.contains("MetricAggregationType"))
    out.aggregation = scaling::aggregation_named(text_of(in, "MetricAggregationType")).value_or(out.aggregation);
  out.min_adjustment_magnitude = small(in, "MinAdjustmentMagnitude").value_or(0);
  out.cooldown = cooldown(in, "Cooldown");
  for (const auto& item : list(in, "StepAdjustments")) {
    const object& step = item.as_object();
    out.steps.push_back({number(step, "MetricIntervalLowerBound"), number(step, "MetricIntervalUpperBound"),
                         small(step, "ScalingAdjustment").value_or(0)});
  }
  if (auto ok = scaling::validate(out); !ok) return ok.error();
  return out;
}

Result<scaling::PredictiveScaling> read_predictive(const object& in) {
  const auto& specifications = list(in, "MetricSpecifications");
  if (specifications.size() != 1) return invalid("Exactly one metric specification must be specified");
  const object& metric = specifications[0].as_object();
  for (const auto& member : metric)
    if (member.key() != "TargetValue" && member.key() != "PredefinedMetricPairSpecification")
      return invalid(fmt::format("{} is not supported here. Use PredefinedMetricPairSpecification.",
                                 std::string_view(member.key())));
  const object* pair = group(metric, "PredefinedMetricPairSpecification");
  if (pair == nullptr) return invalid("PredefinedMetricPairSpecification must be specified for predictive scaling.");
  scaling::PredictiveScaling out;
  const std::string type = text_of(*pair, "PredefinedMetricType");
  const auto known = scaling::metric_pair_named(type);
  if (!known) return invalid(fmt::format("Predefined metric pair type {} is not supported for ECS services", type));
  out.pair = *known;
  out.resource_label = text_of(*pair, "ResourceLabel");
  out.target_value = number(metric, "TargetValue").value_or(0);
  out.scale = text_of(in, "Mode") == "ForecastAndScale";
  out.buffer = std::chrono::seconds(whole(in, "SchedulingBufferTime").value_or(300));
  out.increase_max = text_of(in, "MaxCapacityBreachBehavior") == "IncreaseMaxCapacity";
  out.max_buffer = small(in, "MaxCapacityBuffer").value_or(0);
  if (auto ok = scaling::validate(out); !ok) return ok.error();
  return out;
}

}  // namespace rampart::aws
