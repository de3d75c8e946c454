// Artillery's console output, to the letter, so that scripts which read it keep working.
// Source: reference artillery.md §5.3. Our own lines stand after it, under the heading "Rampart".
#pragma once

#include <string>

#include "base/time.h"
#include "core/ledger/event.h"
#include "report/run_summary.h"
#include "report/validity.h"

namespace rampart::report {

struct ConsoleStyle {
  int width = 79;              ///< Of a label with its dots; the terminal's when narrower, kept within 50…79.
  int utc_offset_minutes = 0;  ///< Of the local time zone: "08:01:24(+0000)".
  bool colour = false;         ///< Green names, grey dots: only for a terminal.
  std::string endpoint_namespace = "plugins.metrics-by-endpoint";
  bool show_endpoint_metrics = false;  ///< plugins.metrics-by-endpoint without suppressOutput.
};

/// Each text ends with a line break.
std::string test_run_id_text(const std::string& id);
std::string phase_started_text(const ledger::PhaseStarted& phase, Instant at, const ConsoleStyle& style);
std::string phase_completed_text(const ledger::PhaseCompleted& phase, Instant at, const ConsoleStyle& style);
std::string window_text(const MetricSet& metrics, Instant window_end, const ConsoleStyle& style);
std::string all_finished_text(Duration total);
std::string summary_text(const MetricSet& total, Instant at, const ConsoleStyle& style);
std::string log_file_text(const std::string& path);
/// Felt latency, service latency, lateness, what the generator used and whether the run is valid.
std::string rampart_text(const RunSummary& load, const Validity& validity, const GeneratorUse& use,
                         const ConsoleStyle& style);

/// "14 seconds", "1 minute, 5 seconds".
std::string duration_text(Duration d);

/// Turns a stream of events into the text to print, window by window. Not thread-safe.
class ArtilleryConsole {
 public:
  explicit ArtilleryConsole(ConsoleStyle style) : style_(style) {}

  /// What this event makes Artillery print; often nothing.
  std::string add(const ledger::Recorded& recorded);
  /// Windows that are complete at `now`: two seconds after their end, when the last slot has come.
  std::string advance(Instant now);
  /// The rest: open windows, "All VUs finished", the summary. `log_file` empty: no --output was given.
  std::string finish(Instant now, const std::string& log_file);

  [[nodiscard]] const RunSummary& summary() const { return summary_; }

 private:
  std::string print_windows_before(Instant limit);

  ConsoleStyle style_;
  RunSummary summary_;
  Instant printed_until_ = {};
};

}  // namespace rampart::report
