// The load of a run as CSV, a row a second, for spreadsheets and plots.
#pragma once

#include <string>

#include "report/run_summary.h"

namespace rampart::report {

/// Header and rows; times in UTC, latencies in milliseconds, empty where nothing was measured. Seconds without load
/// between the first and the last are there, with zeros.
std::string seconds_csv(const RunSummary& load);

}  // namespace rampart::report
