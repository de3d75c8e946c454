// The verdict: every target met, on a valid and complete run.
#pragma once

#include <vector>

#include "report/checks.h"
#include "report/run_view.h"
#include "report/validity.h"

namespace rampart::report {

struct Verdict {
  std::vector<Check> checks;
  Validity validity;
  bool complete = true;  ///< False: stopped by Ctrl-C or killed; what was not seen can't be proved.

  [[nodiscard]] bool targets_met() const;
  /// "pass" needs all three.
  [[nodiscard]] bool pass() const { return complete && validity.valid() && targets_met(); }
};

Verdict judge(const RunView& run, const std::vector<Target>& targets);

}  // namespace rampart::report
