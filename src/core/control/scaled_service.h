// One ECS service under Application Auto Scaling: alarms come in, desired counts and scaling activities go out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/control/chronicle.h"
#include "core/fleet/fleet.h"
#include "core/scaling/activity.h"
#include "core/scaling/scaler.h"
#include "core/watch/alarms.h"

namespace rampart::control {

/// Read, decide, apply: one step a tick. One thread: the control loop's.
class ScaledService {
 public:
  ScaledService(scaling::ScalableTarget target, std::string service_arn, std::uint64_t seed)
      : scaler_(std::move(target)), service_arn_(std::move(service_arn)), ids_(seed) {}

  [[nodiscard]] scaling::Scaler& scaler() { return scaler_; }

  /// `invocations` may be for other services' policies too; those are left alone.
  void step(Instant now, const std::vector<watch::Invocation>& invocations, const watch::Alarms& alarms,
            fleet::Fleet& fleet, Chronicle& chronicle);

 private:
  [[nodiscard]] scaling::Situation situation(Instant now, const fleet::Service& service,
                                             const watch::Alarms& alarms) const;
  [[nodiscard]] std::vector<scaling::Trigger> triggers_in(const std::vector<watch::Invocation>& invocations) const;
  void apply(Instant now, scaling::Decision decision, fleet::Fleet& fleet, Chronicle& chronicle);
  void observe(Instant now, const fleet::Service& service, Chronicle& chronicle);
  void write(Instant at, const scaling::Activity& activity, Chronicle& chronicle) const;

  scaling::Scaler scaler_;
  scaling::ActivityLog log_;
  std::string service_arn_;
  Random ids_;
  bool in_bounds_ = false;  // the registration's own move into [min, max] is done
};

}  // namespace rampart::control
