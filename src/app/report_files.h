// What a run leaves in its folder, and how its verdict is said on a terminal.
#pragma once

#include <string>
#include <vector>

#include "app/plan.h"
#include "base/result.h"
#include "report/finding.h"
#include "report/report_json.h"
#include "report/verdict.h"

namespace rampart::app {

/// What the plan asks for in the report's words; `service` may be empty: the one that ran most tasks.
std::vector<report::Target> report_targets(const PlanTargets& wanted, const std::string& service);

/// Writes report.json and report.html into `folder`. Errors: unavailable.
Result<void> write_reports(const report::RunView& run, const report::Verdict& verdict, const std::string& folder,
                           const report::Insight& insight = {});

/// "P2 warning  …", with cause, fix, price and the template's line under each; empty without findings.
std::string findings_text(const std::vector<report::Finding>& findings);

/// The checks, a line each, the verdict, and where the reports are.
std::string verdict_text(const report::Verdict& verdict, const std::string& folder);

/// After the verdict: elasticity, then the findings.
std::string insight_text(const report::RunView& run, const report::Insight& insight);

}  // namespace rampart::app
