// What a plan makes of the run it led to: verdict, findings and reports, from the recorded ledger alone.
#pragma once

#include <string>

#include "app/plan.h"
#include "base/result.h"
#include "core/control/catalogue.h"
#include "report/verdict.h"

namespace rampart::app {

struct JudgedRun {
  report::Verdict verdict;
  std::string insight;  ///< Elasticity and findings, to be said after the verdict.
};

/// Reads `folder`/run.sqlite, judges it by the plan's targets and writes report.json and report.html beside it.
/// Errors: as of the files.
Result<JudgedRun> judge_run(const std::string& folder, const Plan& plan, const std::string& service);

/// The service whose tasks the plan's scale targets mean: its own word, else the template's first; empty: no such one.
std::string watched_service(const Plan& plan, const control::Catalogue& catalogue);

/// Errors: invalid, where the plan names a service that the template hasn't.
Result<void> check_service(const Plan& plan, const control::Catalogue& catalogue);

}  // namespace rampart::app
