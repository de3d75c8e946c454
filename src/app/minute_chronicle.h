// Writes what the minute model does into a ledger, as the control plane writes what it does.
#pragma once

#include <string>

#include "core/control/catalogue.h"
#include "core/control/chronicle.h"
#include "sim/minute_witness.h"

namespace rampart::app {

/// Load slots of a run of this length: a minute, or as many more as leave at most 3,000 of them.
Duration minute_slots(Duration length);

class MinuteChronicle : public sim::MinuteWitness {
 public:
  /// `journal` must outlive it. `slot` is a load slot's length, full minutes.
  MinuteChronicle(ledger::Journal& journal, const fleet::ServiceSpec& service, std::string resource_id, Duration slot);

  void saw(const fleet::FleetEvent& change) override;
  void saw(const watch::Transition& transition, const watch::AlarmSpec& spec) override;
  void saw(Instant at, const scaling::Activity& activity) override;
  void saw(const watch::AlarmSpec& looks_at_it, const watch::Datapoint& period) override;
  void saw(Instant from, const sim::FlowRecord& load) override;

  /// Writes the slot that is open.
  void finish();

 private:
  ledger::Journal& journal_;
  control::Chronicle chronicle_;
  std::string service_;
  std::string service_arn_;
  std::string resource_id_;
  Duration slot_;
  Instant open_;
  sim::FlowRecord load_;
};

}  // namespace rampart::app
