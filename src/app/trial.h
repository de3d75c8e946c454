// One trial of a limit: the load engine at one rate for a while, and what came of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "core/script/script.h"
#include "live/traffic/runner.h"
#include "report/limit_run.h"

namespace rampart::app {

struct TrialAsk {
  double rate = 0;               ///< Arrivals a second, Poisson.
  Duration length{};             ///< The lead-in included, whose requests aren't counted.
  bool stop_when_clear = false;  ///< Ends as soon as the binomial rule decides; else only in plain overload.
  std::uint64_t seed = 1;
};

struct TrialSeen {
  report::LimitTrialRow row;  ///< number, purpose, fullness, cpu and recovery_s are the caller's.
  Instant counted_from, counted_to;
  double share = 1;  ///< Of the length that was used.
};

/// Runs trials of one scenario against one target, one at a time, on this thread and the engine's.
class TrialRunner {
 public:
  /// `script`'s phases are replaced. `look` is called about twenty times a second while a trial runs.
  TrialRunner(script::Script script, live::traffic::RunnerOptions options, report::LimitTarget target,
              std::function<void()> look);

  /// Errors: the engine's; unavailable, when it was interrupted.
  Result<TrialSeen> run(const TrialAsk& ask);

  /// Median service time of a few requests, in ms; infinite when one of them failed. Errors: as run().
  Result<double> probe(std::uint64_t seed);

 private:
  script::Script script_;
  live::traffic::RunnerOptions options_;
  report::LimitTarget target_;
  std::function<void()> look_;
};

}  // namespace rampart::app
