// Copies what the alarms look at into the ledger, period by period, so that a report can show what the autoscaler saw;
// and what is worth keeping though none does.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "core/control/chronicle.h"
#include "core/watch/alarms.h"
#include "core/watch/metric_store.h"

namespace rampart::control {

/// One thread: the control loop's.
class MetricTape {
 public:
  /// Writes its minutes from now on, whether or not an alarm looks at it.
  void keep(watch::MetricId metric, Instant since) { kept_.push_back({std::move(metric), since}); }

  /// Writes every complete period since the last call, of every metric that is kept or that an alarm looks at. A period
  /// counts as complete `settled` after its end; periods without data are not written.
  void advance(Instant now, Duration settled, const watch::Alarms& alarms, const watch::MetricStore& store,
               Chronicle& chronicle);

 private:
  struct Series {
    watch::MetricId metric;
    std::string unit;
    Duration period;
  };
  /// Found by parts, so that a look at a thousand alarms copies nothing.
  struct Before {
    using is_transparent = void;
    using Parts = std::tuple<const watch::MetricId&, const std::string&, const Duration&>;
    static Parts parts(const Series& series) { return {series.metric, series.unit, series.period}; }
    static Parts parts(const Parts& parts) { return parts; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return parts(a) < parts(b);
    }
  };
  /// When the series' next period is complete.
  Instant advance(const watch::MetricId& metric, const std::string& unit, Duration period, Instant since, Instant limit,
                  Instant now, const watch::MetricStore& store, Chronicle& chronicle);

  struct Kept {
    watch::MetricId metric;
    Instant since;
  };
  std::vector<Kept> kept_;
  std::map<Series, Instant, Before> written_until_;
  Instant next_;                   ///< Until here no period is complete that isn't written,
  std::uint64_t alarms_seen_ = 0;  ///< as long as the alarms stay what they were: Alarms::revision().
};

}  // namespace rampart::control
