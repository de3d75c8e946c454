// Application Auto Scaling of one region's control plane: the ECS services under it, one command at a time.
//
//   ScalableTargets& scaling = plane.scaling();
//   scaling.put_target({.resource_id = "service/c/web", .min_capacity = 1, .max_capacity = 10}, now);
//   auto alarms = scaling.put_policy("service/c/web", policy, ids, now);     // AlarmHigh and AlarmLow are there now
//   …every tick of the plane: scaling.step(now, invocations);
//
// Commands take effect at once: a target's bounds move the desired count, a target tracking policy's alarms are made,
// replaced and erased with it in the plane's alarms. Only ECS services are here; other namespaces have nothing that
// could act. Errors carry AWS's texts (reference aws-scaling.md §4.9). One thread: the control loop's.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/control/scaled_service.h"
#include "core/scaling/target_tracking.h"

namespace rampart::control {

/// A compiled zone file's bytes by its IANA name ("Europe/Vienna"); nothing: there is no such zone. The world reads it.
using ReadZone = std::function<std::optional<std::string>(const std::string& name)>;

/// "Europe/Vienna"; "" is UTC. Errors: invalid, "Invalid schedule timezone: …".
Result<std::shared_ptr<const scaling::TimeZone>> zone_named(const std::string& name, const ReadZone& read_zone);

class ScalableTargets {
 public:
  ScalableTargets(ScalingSurroundings around, ReadZone read_zone, Random ids);

  /// RegisterScalableTarget: makes it or replaces its bounds and suspended states; the desired count goes into the
  /// bounds. invalid: no such ECS service, or bounds that can't be.
  Result<void> put_target(scaling::ScalableTarget target, Instant now);
  /// DeregisterScalableTarget, with all that belongs to it. not_found.
  Result<void> erase_target(std::string_view resource_id);

  /// PutScalingPolicy. A target tracking policy's alarms are replaced by new ones (AWS gives them new names with every
  /// update); answers them, none for a step policy. not_found: no such target. invalid: AWS's text.
  Result<std::vector<scaling::ManagedAlarm>> put_policy(std::string_view resource_id, scaling::Policy policy,
                                                        const scaling::ManagedAlarmIds& ids, Instant now);
  Result<void> put_policy(std::string_view resource_id, scaling::PredictivePolicy policy);
  /// Erases a target tracking policy's alarms; takes a step policy's ARN out of all alarms' actions. not_found.
  Result<void> erase_policy(std::string_view resource_id, std::string_view name, Instant now);

  /// not_found: no such target.
  Result<void> put_scheduled_action(std::string_view resource_id, scaling::ScheduledAction action, Instant now);
  Result<void> erase_scheduled_action(std::string_view resource_id, std::string_view name);

  /// nullptr: none. Valid until it is erased.
  [[nodiscard]] const ScaledService* find(std::string_view resource_id) const;
  [[nodiscard]] std::vector<const ScaledService*> list() const;  ///< By resource id.

  [[nodiscard]] Result<std::shared_ptr<const scaling::TimeZone>> zone(const std::string& name) const {
    return zone_named(name, read_zone_);
  }

  // After a restart: as the commands above, but nothing moves, no alarm is renamed, the service needn't be there yet.
  void restore_target(scaling::ScalableTarget target);
  /// Alarms that aren't there (nobody put them back yet) are made, as of `created`.
  Result<void> restore_policy(std::string_view resource_id, scaling::Policy policy,
                              std::vector<scaling::ManagedAlarm> alarms, Instant created);
  /// After all policies and scheduled actions.
  void restore_memory(std::string_view resource_id, const ScaledService::Snapshot& memory,
                      std::vector<scaling::Activity> newest_first);

  void step(Instant now, const std::vector<watch::Invocation>& invocations);

 private:
  Result<ScaledService*> must_find(std::string_view resource_id);
  void erase_alarms(const ScaledService& scaled, std::string_view policy);
  Result<void> put_alarm(const scaling::ScalableTarget& target, const scaling::TargetTracking& tracking,
                         const scaling::ManagedAlarm& alarm, Instant now);

  ScalingSurroundings around_;
  ReadZone read_zone_;
  Random ids_;
  std::map<std::string, std::unique_ptr<ScaledService>, std::less<>> targets_;
};

}  // namespace rampart::control
