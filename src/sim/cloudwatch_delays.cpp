#include "sim/cloudwatch_delays.h"

namespace rampart::sim {

watch::AlarmOptions alarm_options(CloudWatchDelays delays) {
  watch::AlarmOptions out;
  if (delays == CloudWatchDelays::local) return out;
  // What AWS measured, less the half cadence that an alarm waits for its next look on average.
  out.ingestion_delay = std::chrono::seconds(153) - out.cadence / 2;
  out.high_resolution_ingestion_delay = std::chrono::seconds(16) - out.high_resolution_cadence / 2;
  return out;
}

}  // namespace rampart::sim
