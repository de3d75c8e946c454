// The words that change a World: service, alarm, policy, datapoints and the rest. See README.md beside this file.
#pragma once

#include "script_line.h"
#include "world.h"

namespace rampart::scripts {

/// A metric as a script names it: "cpu", "memory", "requests", each with "-20s" for high resolution where AWS has it,
/// are the predefined ones; every other name is a metric of its own in the namespace "Script".
struct NamedMetric {
  watch::MetricId metric;
  std::string unit;
  Duration period = std::chrono::seconds(60);
};
NamedMetric metric_named(const std::string& name, const scaling::ScalableTarget& target);

/// Carries out one line at world.now(); `words` stands behind "at TIME".
Result<void> carry_out(World& world, const ScriptLine& line, Words words);

}  // namespace rampart::scripts
