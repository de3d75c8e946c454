// The message that Artillery's slack plugin sends when a run is over. Source: reference artillery.md §7 "slack".
#pragma once

#include <string>

#include "report/ensure.h"
#include "report/run_summary.h"

namespace rampart::report {

/// JSON of Slack's Block Kit: how long it took, users completed and created, errors, checks.
std::string slack_message(const MetricSet& total, const EnsureOutcome& ensured, int exit_code);

/// "2 minutes and 5 seconds"; a part of a second counts as one more, less than one is in milliseconds.
std::string slack_duration(Duration d);

}  // namespace rampart::report
