// The trials of a limit as a picture: rate against the target's percentile, both logarithmic, as SVG.
#pragma once

#include <string>

#include "report/limit_run.h"

namespace rampart::report {

/// The classes that its parts have: met, missed, invalid.
const char* outcome_of(const LimitTrialRow& trial);

/// Classes: grid, target, limit, interval, and circles by their outcome.
std::string limit_picture(const LimitRun& run);

}  // namespace rampart::report
