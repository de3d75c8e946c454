// The three latencies of ours as JSON, in milliseconds: felt, service, lateness.
#pragma once

#include <boost/json/object.hpp>

#include "report/run_summary.h"

namespace rampart::report {

/// {felt: {min, mean, p50, p75, p90, p95, p99, p999, max, count}, service: …, lateness: …}; a histogram without values
/// has only its count.
boost::json::object latencies_object(const LoadSecond& load);

}  // namespace rampart::report
