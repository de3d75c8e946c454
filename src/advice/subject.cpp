#include "advice/subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace rampart::advice {
namespace {

using scaling::PredefinedMetric;

constexpr std::string_view service_type = "AWS::ECS::Service";
constexpr std::string_view target_type = "AWS::ApplicationAutoScaling::ScalableTarget";
constexpr std::string_view policy_type = "AWS::ApplicationAutoScaling::ScalingPolicy";
constexpr std::string_view group_type = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view alarm_type = "AWS::CloudWatch::Alarm";

bool customized_is(const scaling::TargetTracking& t, std::string_view name_space, std::string_view name) {
  return t.customized && t.customized->name_space == name_space && t.customized->name == name;
}

bool is_high_resolution_metric(const scaling::TargetTracking& t) {
  return t.predefined == PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution ||
         t.predefined == PredefinedMetric::ecs_service_average_memory_utilization_high_resolution;
}

std::vector<PolicyView> policies_of(const control::ScalableTargetEntry& entry, const Sources& sources) {
  std::vector<PolicyView> out;
  for (const scaling::Policy& policy : entry.policies) out.push_back({&policy, sources.id_of(policy_type, policy.arn)});
  return out;
}

void add_groups(const control::Catalogue& catalogue, const Sources& sources, ScaledService& to) {
  for (const fleet::ServiceLoadBalancer& lb : to.service->load_balancers) {
    const fleet::TargetGroup* group = catalogue.find_target_group(lb.target_group_arn);
    if (group == nullptr) continue;
    to.groups.push_back(group);
    to.group_ids.push_back(sources.id_of(group_type, group->arn));
  }
}

}  // namespace

const scaling::TargetTracking* PolicyView::tracking() const {
  return std::get_if<scaling::TargetTracking>(&policy->what);
}
const scaling::StepScaling* PolicyView::step() const { return std::get_if<scaling::StepScaling>(&policy->what); }

bool StepAlarm::high() const {
  return alarm->comparison == watch::Comparison::greater || alarm->comparison == watch::Comparison::greater_or_equal;
}

std::vector<StepAlarm> Subject::alarms_of(const PolicyView& policy) const {
  std::vector<StepAlarm> out;
  for (const watch::AlarmSpec& alarm : catalogue->alarms)
    if (std::find(alarm.alarm_actions.begin(), alarm.alarm_actions.end(), policy.policy->arn) !=
        alarm.alarm_actions.end())
      out.push_back({&alarm, sources->id_of(alarm_type, alarm.name)});
  return out;
}

std::optional<double> Subject::bound_of(const scaling::TargetTracking& tracking) {
  return tracks_cpu(tracking) || tracks_memory(tracking) ? std::optional(100.0) : std::nullopt;
}

Subject subject_of(const control::Catalogue& catalogue, const Sources& sources) {
  Subject out;
  out.catalogue = &catalogue;
  out.sources = &sources;
  for (const control::ScalableTargetEntry& entry : catalogue.scalable_targets) {
    ScaledService one;
    one.target = &entry.target;
    one.entry = &entry;
    for (const fleet::ServiceSpec& service : catalogue.services)
      if (entry.target.resource_id == fmt::format("service/{}/{}", service.cluster, service.name))
        one.service = &service;
    if (one.service == nullptr) continue;  // build_catalogue() refuses that
    one.target_id = sources.id_of(
        target_type, fmt::format("{}|{}|{}", entry.target.resource_id, entry.target.scalable_dimension, "ecs"));
    one.service_id = sources.id_of(service_type, one.service->arn);
    one.policies = policies_of(entry, sources);
    add_groups(catalogue, sources, one);
    out.services.push_back(std::move(one));
  }
  return out;
}

bool tracks_requests(const scaling::TargetTracking& t) {
  return t.predefined == PredefinedMetric::alb_request_count_per_target ||
         customized_is(t, "AWS/ApplicationELB", "RequestCountPerTarget");
}

bool tracks_cpu(const scaling::TargetTracking& t) {
  return t.predefined == PredefinedMetric::ecs_service_average_cpu_utilization ||
         t.predefined == PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution ||
         customized_is(t, "AWS/ECS", "CPUUtilization");
}

bool tracks_memory(const scaling::TargetTracking& t) {
  return t.predefined == PredefinedMetric::ecs_service_average_memory_utilization ||
         t.predefined == PredefinedMetric::ecs_service_average_memory_utilization_high_resolution ||
         customized_is(t, "AWS/ECS", "MemoryUtilization");
}

double period_of(const scaling::TargetTracking& t) { return is_high_resolution_metric(t) ? 20 : 60; }

double reaction_of(const scaling::TargetTracking& t) {
  return provisioning_s + (is_high_resolution_metric(t) ? high_resolution_trigger_s : standard_trigger_s);
}

std::string metric_of(const scaling::TargetTracking& t) {
  if (tracks_requests(t)) return "RequestCountPerTarget";
  if (tracks_cpu(t)) return "CPUUtilization";
  if (tracks_memory(t)) return "MemoryUtilization";
  return t.customized ? t.customized->name : "the metric";
}

std::string figure(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text == "-0" ? "0" : text;
}

std::string task_hours(double per_day) {
  if (std::fabs(per_day) < 0.005) return "no price";
  if (per_day < 0) return fmt::format("saves {} task-hours a day", figure(-per_day));
  return fmt::format("+{} task-hours a day", figure(per_day));
}

}  // namespace rampart::advice
