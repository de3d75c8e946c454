// What a run's numbers and its template say about the policy, for reports.
#pragma once

#include <map>
#include <string>

#include "app/plan.h"
#include "app/template_file.h"
#include "base/result.h"
#include "report/report_json.h"

namespace rampart::app {

/// `stack` may be nullptr: then only what the run shows by itself. Findings, and what the plan says of capacity and
/// latency.
report::Insight advise_on_run(const report::RunView& run, const TemplateFile* stack, const PlanTargets& targets);

}  // namespace rampart::app
