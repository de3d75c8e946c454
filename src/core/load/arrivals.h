// Arrivals: when each virtual user is due, as offsets from the start of the run.
//
// Counts are Artillery's, phase by phase, as ONE Artillery worker makes them (reference artillery.md §1.4):
//   rate   a gap of floor(1e6 / rate) µs, the first arrival after one gap, floor(duration / gap) arrivals
//          (10 s at 1200/s: gap 833 µs, 12,004 arrivals)
//   ramp   one-second steps; step i has raw = rate + (rampTo − rate)/(seconds − 1)·i arrivals, rounded to the nearest,
//          half up; 1 → 10 over 4 s: 1, 4, 7, 10
//   count  arrivalCount, evenly over the duration
//   pause  none
//   rate with poisson: exponential gaps with mean 1/rate from the seed, until the duration ends
// Phases follow each other at fixed offsets: a late generator never stretches a phase, it reports the lateness.
// Two deviations, both in instants only: gaps in a ramp are floored to a microsecond, not to Artillery's millisecond
// (which squeezes 600 arrivals of a second into its first 0.6 s), and fractional rates are allowed.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "core/script/script.h"

namespace rampart::load {

struct Arrival {
  Duration due{};            ///< From the start of the run.
  int phase = 0;             ///< Index in config.phases.
  std::uint64_t number = 0;  ///< From 0, over all workers and phases: picks the user's random stream and payload row.
};

/// The arrivals of one worker: those whose number is `worker` modulo `workers`, so that all workers together do exactly
/// what one would. A value: a copy goes on from the same place. `phases` must outlive it.
class Arrivals {
 public:
  Arrivals(std::span<const script::Phase> phases, std::uint64_t seed, int worker = 0, int workers = 1);

  /// The next arrival in order of time, or nothing when all phases are done. A rate phase without a duration never is.
  std::optional<Arrival> next();

 private:
  void enter_phase();
  [[nodiscard]] std::optional<Duration> next_in_phase();
  [[nodiscard]] std::optional<Duration> next_in_ramp();

  std::span<const script::Phase> phases_;
  std::uint64_t seed_;
  std::uint64_t worker_;
  std::uint64_t workers_;
  std::size_t phase_ = 0;
  Duration phase_start_{};
  std::uint64_t number_ = 0;   // of the next arrival of any worker
  std::uint64_t in_step_ = 0;  // arrivals made in this phase, or in this ramp's second
  std::int64_t step_ = 0;      // the ramp's second
  Duration poisson_at_{};
  Random random_{0};
};

/// Offset at which each phase starts, and, as last element, at which the last one ends (Duration::max() when never).
std::vector<Duration> phase_starts(std::span<const script::Phase> phases);

/// How many arrivals one-second step `second` of a ramp has.
std::int64_t ramp_arrivals(const script::Phase& phase, std::int64_t second);

}  // namespace rampart::load
