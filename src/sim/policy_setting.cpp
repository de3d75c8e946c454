#include "sim/policy_setting.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/scaling/target_tracking.h"

namespace rampart::sim {
namespace {

using scaling::PredefinedMetric;

std::string metric_words(PredefinedMetric metric, double target) {
  switch (metric) {
    case PredefinedMetric::alb_request_count_per_target:
      return fmt::format("{:.0f} requests per target and minute", target);
    case PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution:
      return fmt::format("CPU {:.0f} % (every 20 s)", target);
    default:
      return fmt::format("CPU {:.0f} %", target);
  }
}

}  // namespace

double round_target(PredefinedMetric metric, double target) {
  if (metric != PredefinedMetric::alb_request_count_per_target) return std::clamp(std::round(target), 1.0, 95.0);
  const double step = target >= 1000 ? 50 : target >= 100 ? 10 : 1;
  return std::max(1.0, std::round(target / step) * step);
}

std::string describe(const PolicySetting& s) {
  std::string out = fmt::format("{}, cooldowns {:.0f} s out and {:.0f} s in, {} to {} tasks",
                                metric_words(s.metric, s.target), s.out_cooldown_s, s.in_cooldown_s, s.min, s.max);
  if (!s.floor.empty())
    out += fmt::format(", scheduled floor of {} to {}", *std::min_element(s.floor.begin(), s.floor.end()),
                       *std::max_element(s.floor.begin(), s.floor.end()));
  if (s.boost_at > 0) out += fmt::format(", +{} % at once above {:.1f} times the target", s.boost_percent, s.boost_at);
  return out;
}

ScaledServiceModel with_setting(const ScaledServiceModel& service, const PolicySetting& setting,
                                const std::string& resource_label) {
  ScaledServiceModel out = service;
  out.target.min_capacity = setting.min;
  out.target.max_capacity = setting.max;
  out.desired = std::max(setting.min, std::min(service.desired, setting.max));
  out.policies.clear();
  out.alarms.clear();
  out.schedule.clear();
  scaling::TargetTracking tracking;
  tracking.target_value = setting.target;
  tracking.predefined = setting.metric;
  if (setting.metric == PredefinedMetric::alb_request_count_per_target) tracking.resource_label = resource_label;
  tracking.scale_out_cooldown = from_seconds(setting.out_cooldown_s);
  tracking.scale_in_cooldown = from_seconds(setting.in_cooldown_s);
  out.policies.push_back({.name = "tuned", .arn = "tuned", .what = tracking});
  if (setting.boost_at > 0) {
    scaling::StepScaling step;
    step.type = scaling::AdjustmentType::percent_change_in_capacity;
    step.steps.push_back({.lower = 0.0, .upper = {}, .adjustment = setting.boost_percent});
    step.min_adjustment_magnitude = 1;
    step.cooldown = std::chrono::seconds(60);
    out.policies.push_back({.name = "boost", .arn = "boost", .what = step});
    watch::AlarmSpec alarm;
    alarm.name = "boost";
    alarm.metric.name =
        setting.metric == PredefinedMetric::alb_request_count_per_target ? "RequestCountPerTarget" : "CPUUtilization";
    alarm.statistic = setting.metric == PredefinedMetric::alb_request_count_per_target ? watch::Statistic::sum
                                                                                       : watch::Statistic::average;
    alarm.threshold = setting.target * setting.boost_at;
    alarm.alarm_actions = {"boost"};
    out.alarms.push_back(std::move(alarm));
  }
  for (std::size_t hour = 0; hour < setting.floor.size(); ++hour) {
    const int least = setting.floor[hour];
    if (hour > 0 && least == setting.floor[hour - 1]) continue;
    scaling::ScheduledAction action;
    action.name = fmt::format("floor-{:02}", hour);
    action.expression = fmt::format("cron(0 {} * * ? *)", hour);
    if (auto schedule = scaling::parse_schedule(action.expression); schedule.has_value()) action.schedule = *schedule;
    action.zone = std::make_shared<const scaling::TimeZone>();
    action.min_capacity = least;
    out.schedule.push_back(std::move(action));
  }
  return out;
}

}  // namespace rampart::sim
