#include "app/service_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/zone_file.h"
#include "core/control/scalable_targets.h"

namespace rampart::app {

const control::ScalableTargetEntry* scalable_target_of(const control::Catalogue& catalogue,
                                                       const std::string& service) {
  const auto found = std::find_if(catalogue.scalable_targets.begin(), catalogue.scalable_targets.end(),
                                  [&](const auto& entry) { return entry.target.resource_id.ends_with("/" + service); });
  return found == catalogue.scalable_targets.end() ? nullptr : &*found;
}
double vcpu_of(const control::Catalogue& catalogue, const std::string& service) {
  for (const auto& one : catalogue.services)
    if (service.empty() || one.name == service)
      if (const auto* task = catalogue.find_task_definition(one.task_definition_arn)) return task->cpu_units / 1024.0;
  return 0.25;
}

Result<void> check_model(const sim::TaskModel& task, double vcpu) {
  const double by_workers = task.workers / task.service.mean_s;
  const double by_cpu = vcpu / std::max(1e-9, task.cpu_of_request());
  if (by_workers <= by_cpu * 1.01) return {};
  return invalid(fmt::format(
      "the model doesn't fit the task: {} workers of {:.4g} ms would answer {:.4g} requests/s, but its {:.4g} vCPU can "
      "work on {:.4g} of {:.4g} ms CPU each. Give the model fewer workers, a longer service-time or less cpu",
      task.workers, task.service.mean_s * 1000, by_workers, vcpu, by_cpu, task.cpu_of_request() * 1000));
}

Result<sim::ScaledServiceModel> service_model_of(const control::Catalogue& catalogue, const std::string& service,
                                                 const sim::TaskModel& task) {
  const fleet::ServiceSpec* found = nullptr;
  const control::ScalableTargetEntry* entry = nullptr;
  for (const auto& one : catalogue.services) {
    if (!service.empty() && one.name != service) continue;
    found = &one;
    entry = scalable_target_of(catalogue, one.name);
    if (entry != nullptr) break;
  }
  if (found == nullptr) return invalid(fmt::format("the template has no service \"{}\"", service));
  if (entry == nullptr)
    return invalid(
        fmt::format("{} has no AWS::ApplicationAutoScaling::ScalableTarget, so nothing scales it", found->name));
  sim::ScaledServiceModel out;
  out.task = task;
  out.target = entry->target;
  out.policies = entry->policies;
  out.predictive = entry->predictive_policies;
  out.desired = found->desired_count;
  for (scaling::ScheduledAction action : entry->scheduled_actions) {
    auto zone = control::zone_named(action.zone_name, [](const std::string& name) { return read_zone_file(name); });
    if (zone.has_error()) return zone.error();
    action.zone = *zone;
    out.schedule.push_back(std::move(action));
  }
  if (const auto* definition = catalogue.find_task_definition(found->task_definition_arn)) {
    out.vcpu = definition->cpu_units / 1024.0;
    out.memory_mib = definition->memory_mib;
  }
  if (auto fits = check_model(task, out.vcpu); fits.has_error()) return fits.error();
  if (!found->load_balancers.empty()) {
    out.target_group = found->load_balancers.front().target_group_arn;
    if (const auto* group = catalogue.find_target_group(found->load_balancers.front().target_group_arn)) {
      out.health_interval_s = seconds(group->health_check.interval);
      out.deregistration_delay_s = seconds(group->deregistration_delay);
    }
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
