// The file of `--output`: Artillery's keys, and one of our own at the top, "rampart".
// Source: reference artillery.md §5.4.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "report/run_summary.h"
#include "report/validity.h"

namespace rampart::report {

/// Artillery's `aggregate`: counters, rates, summaries (milliseconds), histograms, first…/last…At, period.
boost::json::object artillery_aggregate(const RunSummary& load);

/// One of Artillery's `intermediate`: the same keys for the window of ten seconds that begins at `start`.
boost::json::object artillery_window_object(const RunSummary& load, Instant start);

/// The whole file, two spaces of indent. `rampart` holds {felt, service, lateness, valid, validity, reasons,
/// generator, seed}.
std::string artillery_json(const RunSummary& load, const Validity& validity, const GeneratorUse& use,
                           std::uint64_t seed);

}  // namespace rampart::report
