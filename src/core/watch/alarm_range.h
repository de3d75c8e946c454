// The periods that an alarm looks at, read from the store: a metric's, or what its metric math makes of several.
#pragma once

#include <span>
#include <vector>

#include "core/watch/metric_store.h"
#include "core/watch/state_reason.h"

namespace rampart::watch {

struct AlarmRange {
  std::vector<RangePoint> points;  ///< The complete periods that end at `end` and before, newest first.
  std::vector<Datapoint> data;     ///< Of each of them; empty sets where there is no data.
  /// EvaluateLowSampleCountPercentile is "ignore" and one of the newest N has too few samples: the state stays.
  bool too_few_samples = false;
};

AlarmRange read_range(const AlarmSpec& spec, Instant end, const MetricStore& store);

}  // namespace rampart::watch
