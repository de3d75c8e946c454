#include "core/control/catalogue_schedule.h"

#include <fmt/format.h>

namespace rampart::control {
namespace {

constexpr std::string_view predictive_key = "PredictiveScalingPolicyConfiguration";

/// "2026-09-14T05:43:00Z", as templates write a time.
std::optional<Instant> read_instant(const Properties& properties, std::string_view key) {
  if (!properties.has(key)) return std::nullopt;
  std::string text = properties.text(key);
  if (text.ends_with('Z')) text.pop_back();
  if (const auto dot = text.find('.'); dot != std::string::npos) text.resize(dot);
  const auto parsed = scaling::parse_schedule(fmt::format("at({})", text));
  if (!parsed) {
    properties.refuse(key, fmt::format("\"{}\" is no time; write 2026-09-14T05:43:00Z.", properties.text(key)));
    return std::nullopt;
  }
  return Instant(Duration(std::get<scaling::AtSchedule>(*parsed).time.time_since_epoch()));
}

scaling::ScheduledAction read_scheduled_action(const Properties& item) {
  item.expect({"EndTime", "ScalableTargetAction", "Schedule", "ScheduledActionName", "StartTime", "Timezone"});
  scaling::ScheduledAction out;
  out.name = item.required_text("ScheduledActionName");
  out.expression = item.required_text("Schedule");
  if (!out.expression.empty()) {
    auto schedule = scaling::parse_schedule(out.expression);
    if (schedule)
      out.schedule = std::move(*schedule);
    else
      item.refuse("Schedule", schedule.error().message);
  }
  out.zone_name = item.text("Timezone");
  out.start = read_instant(item, "StartTime");
  out.end = read_instant(item, "EndTime");
  if (out.start && out.end && *out.start >= *out.end) item.refuse("EndTime", "StartTime must be before EndTime");
  const Properties action = item.group("ScalableTargetAction");
  action.expect({"MaxCapacity", "MinCapacity"});
  if (action.has("MinCapacity")) out.min_capacity = action.whole("MinCapacity", 0);
  if (action.has("MaxCapacity")) out.max_capacity = action.whole("MaxCapacity", 0);
  if (out.max_capacity && *out.max_capacity < out.min_capacity.value_or(0))
    action.refuse("MaxCapacity", "Maximum capacity cannot be less than minimum capacity");
  if (!out.min_capacity && !out.max_capacity) item.refuse("ScalableTargetAction", "ScalableTargetAction must be set");
  return out;
}

}  // namespace

std::vector<scaling::ScheduledAction> read_scheduled_actions(const Properties& target) {
  std::vector<scaling::ScheduledAction> out;
  for (const Properties& item : target.list("ScheduledActions")) out.push_back(read_scheduled_action(item));
  return out;
}

std::optional<scaling::PredictiveScaling> read_predictive_scaling(Builder& builder, const stack::Resource& resource,
                                                                  const Properties& policy) {
  if (!policy.has(predictive_key)) {
    policy.refuse("PolicyType", "PredictiveScaling policy configuration must be specified");
    return std::nullopt;
  }
  const Properties in = policy.group(predictive_key);
  in.expect({"MaxCapacityBreachBehavior", "MaxCapacityBuffer", "MetricSpecifications", "Mode", "SchedulingBufferTime"});
  const auto metrics = in.list("MetricSpecifications");
  if (metrics.size() != 1) {
    in.refuse("MetricSpecifications", "Exactly one metric specification must be specified");
    return std::nullopt;
  }
  const Properties& metric = metrics.front();
  if (!metric.has("PredefinedMetricPairSpecification")) {
    builder.leave_out(resource, "only PredefinedMetricPairSpecification is emulated, the policy never scales");
    return std::nullopt;
  }
  metric.expect({"PredefinedMetricPairSpecification", "TargetValue"});
  const Properties pair = metric.group("PredefinedMetricPairSpecification");
  pair.expect({"PredefinedMetricType", "ResourceLabel"});
  scaling::PredictiveScaling out;
  const std::string type = pair.required_text("PredefinedMetricType");
  const auto known = scaling::metric_pair_named(type);
  if (!known && !type.empty())
    pair.refuse("PredefinedMetricType",
                fmt::format("\"{}\" isn't a metric pair of an ECS service; one of ECSServiceCPUUtilization, "
                            "ECSServiceMemoryUtilization, ALBRequestCount.",
                            type));
  out.pair = known.value_or(out.pair);
  out.resource_label = pair.text("ResourceLabel");
  out.target_value = metric.number("TargetValue").value_or(0);
  out.scale = in.one_of("Mode", {"ForecastOnly", "ForecastAndScale"}, 0) == 1;
  out.buffer = in.in_seconds("SchedulingBufferTime", out.buffer, {0, 3600});
  out.increase_max = in.one_of("MaxCapacityBreachBehavior", {"HonorMaxCapacity", "IncreaseMaxCapacity"}, 0) == 1;
  out.max_buffer = in.whole("MaxCapacityBuffer", 0, {0, 100});
  if (auto ok = scaling::validate(out); !ok) in.refuse("MetricSpecifications", ok.error().message);
  return out;
}

}  // namespace rampart::control
