// Writes what the control plane does into the ledger: its own words become ledger events, its own time becomes real
// time.
#pragma once

#include <functional>
#include <string>

#include "core/fleet/change.h"
#include "core/ledger/journal.h"
#include "core/scaling/activity.h"
#include "core/watch/alarm.h"

namespace rampart::control {

/// One thread: the control loop's. `journal` must outlive it.
class Chronicle {
 public:
  /// `to_real` turns control-plane time into real time; the two differ when --aws-minute scales the clock.
  Chronicle(ledger::Journal& journal, std::function<Instant(Instant)> to_real)
      : journal_(journal), to_real_(std::move(to_real)) {}

  void write(const fleet::FleetEvent& change);
  void write(const watch::Transition& transition, const watch::AlarmSpec& spec);
  void write(Instant at, const scaling::Activity& activity, const std::string& resource_id);
  void write_period(const watch::MetricId& metric, const std::string& unit, Duration period,
                    const watch::Datapoint& datapoint, Instant at);
  void note(Instant at, std::string level, std::string text);

 private:
  ledger::Journal& journal_;
  std::function<Instant(Instant)> to_real_;
};

}  // namespace rampart::control
