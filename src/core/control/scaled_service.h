// One ECS service under Application Auto Scaling: alarms, schedules and forecasts come in, desired counts and scaling
// activities go out.
//
// The bounds that were registered and those in force can differ: a predictive policy raises the minimum for an hour
// without changing what DescribeScalableTargets answers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/control/chronicle.h"
#include "core/control/predictive_scaler.h"
#include "core/fleet/fleet.h"
#include "core/scaling/activity.h"
#include "core/scaling/scaler.h"
#include "core/scaling/schedule.h"
#include "core/watch/alarms.h"

namespace rampart::control {

/// What scaling looks at and acts on. All of it outlives who holds this.
struct ScalingSurroundings {
  fleet::Fleet& fleet;
  watch::Alarms& alarms;
  const watch::MetricStore& metrics;
  Chronicle& chronicle;
};

/// Read, decide, apply: one step a tick. One thread: the control loop's.
class ScaledService {
 public:
  ScaledService(scaling::ScalableTarget target, ScalingSurroundings around, std::uint64_t seed);

  /// As registered, or as a scheduled action left it.
  [[nodiscard]] const scaling::ScalableTarget& target() const { return registered_; }
  [[nodiscard]] const scaling::Scaler& scaler() const { return scaler_; }
  /// Newest first.
  [[nodiscard]] std::vector<scaling::Activity> activities(bool include_not_scaled) const {
    return log_.list(include_not_scaled);
  }
  /// Goes up with every change of what snapshot(), activities() and target() give.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

  /// New bounds and suspended states; the desired count goes into the bounds at once.
  void put_target(scaling::ScalableTarget target, Instant now);

  void put_policy(scaling::Policy policy, std::vector<scaling::ManagedAlarm> alarms);
  /// Keeps what a policy of that name had learned.
  void put_policy(scaling::PredictivePolicy policy);
  void erase_policy(std::string_view name);
  [[nodiscard]] const PredictiveScaler* find_predictive(std::string_view name) const;

  void put_scheduled_action(scaling::ScheduledAction action, Instant now);
  bool erase_scheduled_action(std::string_view name);
  [[nodiscard]] const scaling::ScheduledAction* find_scheduled_action(std::string_view name) const;

  /// The minimum that predictive scaling holds now; nothing when none does.
  [[nodiscard]] std::optional<int> predicted_capacity() const { return predicted_.least; }

  /// `invocations` may be for other services' policies too; those are left alone.
  void step(Instant now, const std::vector<watch::Invocation>& invocations);

  /// What a restart must not forget, besides target, policies, scheduled actions and activities.
  struct Snapshot {
    scaling::Scaler::Snapshot scaler;
    std::map<std::string, Instant, std::less<>> looked;  ///< Scheduled actions: until when their runs are done.
    std::map<std::string, scaling::LoadHistory, std::less<>> histories;  ///< By predictive policy.
  };
  [[nodiscard]] Snapshot snapshot() const;
  /// After its policies and scheduled actions were put. `newest_first`: what activities(true) gave. No move into the
  /// bounds follows: that is done already.
  void restore(const Snapshot& from, std::vector<scaling::Activity> newest_first);

 private:
  struct Scheduled {
    scaling::ScheduledAction action;
    Instant looked;              // runs up to here are done
    std::optional<Instant> due;  // the next one
  };

  [[nodiscard]] const fleet::Service* service() const;
  void settle(Instant now);
  void run_scheduled(Instant now);
  void run(const scaling::ScheduledAction& action, Instant now);
  void predict(Instant now, const fleet::Service& service);
  [[nodiscard]] scaling::Situation situation(Instant now, const fleet::Service& service) const;
  [[nodiscard]] std::vector<scaling::Trigger> triggers_in(const std::vector<watch::Invocation>& invocations) const;
  void apply(Instant now, scaling::Decision decision, const fleet::Service& service);
  void observe(Instant now, const fleet::Service& service);
  void write(Instant at, const scaling::Activity& activity) const;
  std::string next_id();

  scaling::ScalableTarget registered_;
  scaling::Scaler scaler_;
  ScalingSurroundings around_;
  scaling::ActivityLog log_;
  std::map<std::string, Scheduled, std::less<>> scheduled_;
  std::map<std::string, PredictiveScaler, std::less<>> predictive_;
  scaling::PredictedBounds predicted_;
  Random ids_;
  std::uint64_t revision_ = 1;
  bool in_bounds_ = false;  // the move into [min, max] is done
};

/// "service/CLUSTER/SERVICE" → the service, ACTIVE if there is such a one; nullptr: none of that name ever was.
const fleet::Service* find_scaled(const fleet::Fleet& fleet, std::string_view resource_id);

}  // namespace rampart::control
