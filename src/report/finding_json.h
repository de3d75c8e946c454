// Findings for programs: in report.json and in what `rampart lint --json` writes.
#pragma once

#include <boost/json/array.hpp>
#include <vector>

#include "report/finding.h"

namespace rampart::report {

/// [{problem "P2", severity, title, cause, fix, price, file, line, column}]; file is "" and line 0 where no line is
/// known.
boost::json::array findings_array(const std::vector<Finding>& findings);

}  // namespace rampart::report
