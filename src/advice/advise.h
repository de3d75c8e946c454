// All rules on one subject: what `rampart lint` and every verdict say about a scaling policy.
//
// Reading order: subject.h (what is looked at), rules.h (the problems), this file. docs/lint.md lists them for users.
#pragma once

#include <string>
#include <vector>

#include "advice/subject.h"

namespace rampart::advice {

/// By number, problems before warnings within one, each place and cause once.
Findings advise(const Subject& subject);

/// What wasn't looked at, and why, a line each: "P1, P5, …: no run was given (--from)". P23 is always among them.
std::vector<std::string> not_looked_at(const Subject& subject);

/// For each target tracking policy the metric's value at which n tasks become fewer, a line each:
/// "Policy (RequestCountPerTarget 300): 2 tasks become 1 at 150, …".
std::vector<std::string> scale_in_thresholds(const Subject& subject);

}  // namespace rampart::advice
