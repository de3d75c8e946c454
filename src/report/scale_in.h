// Which failed requests a scale-in has to answer for.
//
// Rule: a task leaves because of a scale-in when a stoppedReason of its starts with "Scaling activity initiated by"
// (ECS's text). It is leaving from its first DEACTIVATING or STOPPING state, or its target's draining, to STOPPED. A
// failed request counts when its second touches such a span, whatever made it fail: a false alarm is possible (another
// task died meanwhile), a missed failure is not.
#pragma once

#include <cstdint>
#include <vector>

#include "report/run_view.h"

namespace rampart::report {

struct Span {
  Instant from;
  Instant to;
};

/// Did this task leave because of a scale-in (or a deployment: ECS gives the same reason)?
bool left_by_scaling(const TaskView& task);
/// Ascending, overlapping ones merged.
std::vector<Span> scale_in_spans(const RunView& run);
std::uint64_t failed_while_scaling_in(const RunView& run);

}  // namespace rampart::report
