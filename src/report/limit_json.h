// A limit as JSON: what limit.json holds. docs/limit.md lists the members.
#pragma once

#include <string>

#include "report/limit_findings.h"
#include "report/limit_run.h"

namespace rampart::report {

std::string limit_json(const LimitRun& run, const LimitFindings& findings);

}  // namespace rampart::report
