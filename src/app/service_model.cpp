#include "app/service_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/zone_file.h"
#include "core/control/scalable_targets.h"

namespace rampart::app {
namespace {

const control::ScalableTargetEntry* scaling_of(const control::Catalogue& catalogue, const fleet::ServiceSpec& service) {
  for (const auto& entry : catalogue.scalable_targets) {
    const std::string& id = entry.target.resource_id;
    if (id.ends_with("/" + service.name)) return &entry;
  }
  return nullptr;
}

}  // namespace

Result<sim::ScaledServiceModel> service_model_of(const control::Catalogue& catalogue, const std::string& service,
                                                 const sim::TaskModel& task) {
  const fleet::ServiceSpec* found = nullptr;
  const control::ScalableTargetEntry* entry = nullptr;
  for (const auto& one : catalogue.services) {
    if (!service.empty() && one.name != service) continue;
    found = &one;
    entry = scaling_of(catalogue, one);
    if (entry != nullptr) break;
  }
  if (found == nullptr) return invalid(fmt::format("the template has no service \"{}\"", service));
  if (entry == nullptr)
    return invalid(
        fmt::format("{} has no AWS::ApplicationAutoScaling::ScalableTarget, so nothing scales it", found->name));
  if (!entry->predictive_policies.empty())
    return invalid("a minute at a time no predictive policy is known; without --minutes it is simulated whole");
  sim::ScaledServiceModel out;
  out.task = task;
  out.target = entry->target;
  out.policies = entry->policies;
  out.desired = found->desired_count;
  for (scaling::ScheduledAction action : entry->scheduled_actions) {
    auto zone = control::zone_named(action.zone_name, read_zone_file);
    if (zone.has_error()) return zone.error();
    action.zone = *zone;
    out.schedule.push_back(std::move(action));
  }
  if (const auto* definition = catalogue.find_task_definition(found->task_definition_arn)) {
    out.vcpu = definition->cpu_units / 1024.0;
    out.memory_mib = definition->memory_mib;
  }
  if (!found->load_balancers.empty())
    if (const auto* group = catalogue.find_target_group(found->load_balancers.front().target_group_arn)) {
      out.health_interval_s = seconds(group->health_check.interval);
      out.deregistration_delay_s = seconds(group->deregistration_delay);
    }
  for (const auto& alarm : catalogue.alarms) {
    const auto ours = [&](const std::string& action) {
      return std::any_of(out.policies.begin(), out.policies.end(), [&](const auto& p) { return p.arn == action; });
    };
    if (std::any_of(alarm.alarm_actions.begin(), alarm.alarm_actions.end(), ours)) out.alarms.push_back(alarm);
  }
  return out;
}

}  // namespace rampart::app
