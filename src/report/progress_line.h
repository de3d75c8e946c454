// The one line that tells a person at a terminal how a load test is going.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "core/ledger/event.h"
#include "report/run_summary.h"

namespace rampart::report {

/// Keeps what the line needs of the events. Not thread-safe.
class ProgressLine {
 public:
  /// `phases`: how long each phase lasts, in order.
  explicit ProgressLine(std::vector<Duration> phases) : phases_(std::move(phases)) {}

  void add(const ledger::Recorded& recorded);

  /// "warm 1/3 · 12s, 48s left · 100 users/s · 250 req/s · 0 errors · p95 12.1 ms · late 0.3 ms", cut to `width`
  /// columns. Rates and latencies are of the last whole second that all workers have written. Empty before the load.
  [[nodiscard]] std::string text(Instant now, const RunSummary& load, int width) const;

 private:
  [[nodiscard]] std::string phase_part(Instant now) const;

  std::vector<Duration> phases_;
  std::string phase_;
  int index_ = -1;
  bool over_ = false;  ///< The last phase has ended; users finish.
  Instant phase_started_;
  Instant load_started_;
};

}  // namespace rampart::report
