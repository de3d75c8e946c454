// How long CloudWatch takes from a datapoint's end to an alarm that has seen it.
#pragma once

#include "core/watch/alarms.h"

namespace rampart::sim {

enum class CloudWatchDelays {
  measured,  ///< As AWS measured them on ECS in 2026: 153 s and 16 s (reference autoscaling.md §0).
  local,     ///< As `up`, `prove` and `serve` have them on this machine.
};

/// As the alarms take them. The measured ones hold on average over the second at which an alarm was made.
watch::AlarmOptions alarm_options(CloudWatchDelays delays);

}  // namespace rampart::sim
