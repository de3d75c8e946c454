#include "report/verdict.h"

#include <algorithm>

namespace rampart::report {

bool Verdict::targets_met() const {
  return std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.pass; });
}

Verdict judge(const RunView& run, const std::vector<Target>& targets) {
  return {evaluate_targets(run, targets), judge_validity(run.load, run.audit, run.complete()), run.complete()};
}

}  // namespace rampart::report
