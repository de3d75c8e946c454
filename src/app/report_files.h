// What a run leaves in its folder, and how its verdict is said on a terminal.
#pragma once

#include <string>

#include "base/result.h"
#include "report/verdict.h"

namespace rampart::app {

/// Writes report.json and report.html into `folder`. Errors: unavailable.
Result<void> write_reports(const report::RunView& run, const report::Verdict& verdict, const std::string& folder);

/// The checks, a line each, the verdict, and where the reports are.
std::string verdict_text(const report::Verdict& verdict, const std::string& folder);

}  // namespace rampart::app
