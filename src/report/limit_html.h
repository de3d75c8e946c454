// A limit as one HTML file that needs nothing else: rate against the target's percentile, each trial a mark.
#pragma once

#include <string>

#include "report/limit_findings.h"
#include "report/limit_run.h"

namespace rampart::report {

std::string limit_html(const LimitRun& run, const LimitFindings& findings);

}  // namespace rampart::report
