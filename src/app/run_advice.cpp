#include "app/run_advice.h"

#include "advice/advise.h"
#include "report/task_capacity.h"

namespace rampart::app {

report::Insight advise_on_run(const report::RunView& run, const TemplateFile* stack, const PlanTargets& targets) {
  report::Insight out;
  out.capacity_per_task = targets.capacity;
  advice::Sources sources;
  advice::Subject subject;
  if (stack != nullptr) {
    sources = advice::Sources(stack->document, stack->plan, stack->catalogue);
    subject = advice::subject_of(stack->catalogue, sources);
  }
  subject.run = &run;
  // The strictest percentile is the budget: p95 lets one in twenty be slow.
  double strictest = 0;
  for (const LatencyTarget& latency : targets.latency) {
    if (latency.percentile <= strictest) continue;
    strictest = latency.percentile;
    subject.latency_limit_ms = out.latency_limit_ms = milliseconds(latency.max);
    subject.budget = 1 - latency.percentile / 100;
  }
  if (strictest == 0 && targets.error_rate) subject.budget = *targets.error_rate;
  if (targets.capacity) {
    subject.capacity_per_task = targets.capacity;
    subject.capacity_from = "the plan";
  } else if (const auto shown = report::capacity_shown_by(run)) {
    subject.capacity_per_task = shown->requests_per_second;
    subject.capacity_from = shown->from;
  }
  out.findings = advice::advise(subject);
  return out;
}

}  // namespace rampart::app
