// A limit on a terminal: a line for each trial as it ends, then the answer.
#pragma once

#include <string>

#include "report/limit_findings.h"
#include "report/limit_run.h"

namespace rampart::report {

/// One line, with its end.
std::string trial_line(const LimitTrialRow& row, const LimitTarget& target);

/// "p99 ≤ 300 ms and errors ≤ 1 %"
std::string target_text(const LimitTarget& target);

/// The answer in a sentence.
std::string answer_text(const LimitRun& run);

/// The answer, its checks, curves, proposals and remarks.
std::string limit_text(const LimitRun& run, const LimitFindings& findings);

}  // namespace rampart::report
