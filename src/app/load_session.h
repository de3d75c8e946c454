// One load test from a checked script to Artillery's console, report and exit code: what `run` and `quick` share.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/script/script.h"
#include "live/traffic/runner.h"
#include "report/ensure.h"

namespace rampart::app {

struct LoadSessionOptions {
  live::traffic::RunnerOptions runner;
  bool quiet = false;
  bool fail_on_invalid = false;  ///< Exit code 4 when the generator was late.
  std::string output;            ///< JSON report: a file, or a folder that gets artillery_report_….json; empty: none.
  std::string junit;             ///< JUnit XML file; empty: none.
  std::string csv;               ///< CSV file, a row a second; empty: none.
  std::string record;            ///< Ledger file; empty: none.
  std::string name;              ///< For the ledger.
  std::string command_line;
};

/// Runs it on this thread until it has ended; prints. The answer is Artillery's exit code.
int run_load_session(const std::shared_ptr<const script::Script>& script, const LoadSessionOptions& options);

/// The path a report is written to, or an Error with Artillery's text when its folder isn't there.
Result<std::string> report_path(const std::string& output);

/// The script's checks in the report's words.
std::vector<report::EnsureCheck> ensure_checks(const script::Config& config);

}  // namespace rampart::app
