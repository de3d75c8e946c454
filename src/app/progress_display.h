// The status line of a load test, redrawn in place on standard error. Never in a pipe.
#pragma once

#include <vector>

#include "base/time.h"
#include "core/ledger/event.h"
#include "report/progress_line.h"

namespace rampart::app {

/// False where the user asked for no colours (https://no-color.org) or the terminal has none.
bool may_colour();

/// One thread: the main one. Whoever prints calls clear() first.
class ProgressDisplay {
 public:
  /// `wanted` false (--quiet): shows nothing. Nor does it unless standard output and error are terminals.
  ProgressDisplay(std::vector<Duration> phases, bool wanted);

  void add(const ledger::Recorded& recorded) { line_.add(recorded); }
  /// Redraws, twice a second at most.
  void show(Instant now, const report::RunSummary& load);
  /// Takes the line away.
  void clear();

 private:
  report::ProgressLine line_;
  bool on_;
  bool shown_ = false;
  Instant shown_at_{};
};

}  // namespace rampart::app
