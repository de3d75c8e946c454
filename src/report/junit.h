// A load test as JUnit XML, for the test pages of CI servers: each check is a test case.
//
// Suites: `ensure` (its thresholds), `expect` (one case for each kind of expectation), `validity` (one case: was the
// load the load that was asked for). Format: the common subset of Ant's JUnit XML that GitLab, Jenkins and GitHub read.
#pragma once

#include <string>

#include "base/time.h"
#include "report/ensure.h"
#include "report/generator.h"
#include "report/run_summary.h"
#include "report/validity.h"

namespace rampart::report {

struct JUnitRun {
  std::string name;  ///< Of the script.
  Instant start;
  Duration length{};
  bool interrupted = false;  ///< Then ensure isn't judged, and the case of validity fails.
};

/// SUSPECT is no failure: its reasons stand in the case's output. An optional ensure check that failed is skipped.
std::string junit_xml(const JUnitRun& run, const RunSummary& load, const EnsureOutcome& ensured,
                      const Validity& validity, const GeneratorUse& use);

}  // namespace rampart::report
