// Copies what the alarms look at into the ledger, period by period, so that a report can show what the autoscaler saw.
#pragma once

#include <map>
#include <string>

#include "core/control/chronicle.h"
#include "core/watch/alarms.h"
#include "core/watch/metric_store.h"

namespace rampart::control {

/// One thread: the control loop's.
class MetricTape {
 public:
  /// Writes every complete period since the last call, of every metric that an alarm looks at. A period counts as
  /// complete `settled` after its end; periods without data are not written.
  void advance(Instant now, Duration settled, const watch::Alarms& alarms, const watch::MetricStore& store,
               Chronicle& chronicle);

 private:
  struct Series {
    watch::MetricId metric;
    std::string unit;
    Duration period;
    auto operator<=>(const Series&) const = default;
  };
  std::map<Series, Instant> written_until_;
};

}  // namespace rampart::control
