// What AWS does, row by row, and whether Rampart does the same in virtual time.
//
//   for (const Row& row : rows()) fmt::print("{}\n", line_of(row, row.look(facts)));
//
// A row sets its situation up under the real rules and compares what happens with what is known of AWS, with the source
// and the date of the fact. A row in which nothing may happen also shows that a little more makes it happen. What the
// sources leave open is said in the row. The table: reference autoscaling.md §7.1. Deterministic; one thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/watch/alarms.h"
#include "sim/cloudwatch_delays.h"

namespace rampart::conformance {

/// What the rows take for granted.
struct Facts {
  watch::AlarmOptions cloudwatch = sim::alarm_options(sim::CloudWatchDelays::measured);
};

/// What a row found: claims with their figures, and whether all of them hold.
struct Finding {
  bool ok = true;
  std::string figures;

  /// A claim that doesn't hold is marked in the text.
  void claim(bool holds, std::string_view text);
};

struct Row {
  std::string_view id;  ///< "C1"
  std::string_view title;
  std::string_view source;  ///< With the date of the fact.
  std::function<Finding(const Facts&)> look;
};

/// C1 to C20.
const std::vector<Row>& rows();

/// "C1   ok     trigger, 60 s metrics, step load: 362.5 s (333…392)   source: …"
std::string line_of(const Row& row, const Finding& finding);

}  // namespace rampart::conformance
