// The port through which the minute model says what happened, in the words of the rooms it happened in, so that whoever
// writes a ledger writes it as of the control plane.
#pragma once

#include <string>

#include "core/fleet/change.h"
#include "core/scaling/activity.h"
#include "core/watch/alarm.h"
#include "sim/flow_record.h"

namespace rampart::sim {

class MinuteWitness {
 public:
  virtual ~MinuteWitness() = default;

  /// Counts come in order; tasks and targets when a task is gone, with the instants at which they changed. `service`
  /// and `service_arn` are left empty.
  virtual void saw(const fleet::FleetEvent& change) = 0;
  virtual void saw(const watch::Transition& transition, const watch::AlarmSpec& spec) = 0;
  /// Again when it has ended.
  virtual void saw(Instant at, const scaling::Activity& activity) = 0;
  /// What CloudWatch got of something that alarms look at.
  virtual void saw(const watch::AlarmSpec& looks_at_it, const watch::Datapoint& period) = 0;
  /// The load of the minute that began at `from`.
  virtual void saw(Instant from, const FlowRecord& load) = 0;
};

}  // namespace rampart::sim
