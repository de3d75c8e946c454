// How many requests a second one task holds, as a run shows it.
//
// Two ways, the first that has enough to go by:
//   utilisation law   U = X S, so X / U of a period is the rate at which a task's CPU is full. Periods of
//                     CPUUtilization between 20 and 90 %, at least three with a steady number of healthy tasks; the
//                     middle one counts.
//   saturation        what each healthy task answered in seconds in which it was more than busy: felt p50 four times
//                     the usual or 5 % failed, while their number had been the same for 15 s (those that are new
//                     have nothing to do yet), as the mean of ten such
//                     seconds in a row (of one slot that is longer); the best tenth of these means counts, for seconds
//                     are slow below the limit too.
// A run that never loads its tasks shows neither: then there is no answer, and no guess.
#pragma once

#include <optional>
#include <string>

#include "report/run_view.h"

namespace rampart::report {

struct TaskCapacity {
  double requests_per_second = 0;
  std::string from;  ///< "the plan", "the run's CPU utilisation", …: where the figure comes from.
};

/// The service that ran most tasks; nullptr without one.
const ServiceView* busiest_service(const RunView& run);

/// Healthy tasks at `at`; 0 before the first state.
int healthy_at(const ServiceView& service, Instant at);

/// Their number is the same from `from` to before `to`.
bool healthy_stays(const ServiceView& service, Instant from, Instant to);

/// Requests sent a second from `from` to `to`, whole seconds; of a longer slot its share.
double offered_between(const RunSummary& load, Instant from, Instant to);

std::optional<TaskCapacity> capacity_shown_by(const RunView& run);

}  // namespace rampart::report
