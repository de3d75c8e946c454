// One look of an alarm at its metric: what it sees, what it makes of it and who hears of it. Source: reference
// aws-scaling.md §3.4–3.6.
//
// On plain times and values, so that Alarms (alarms.h) and the simulator's minute model look alike.
#pragma once

#include <optional>
#include <span>

#include "core/watch/evaluation.h"

namespace rampart::watch {

struct AlarmOptions {
  /// How long after its end a period counts as complete; AWS takes 20–60 s.
  Duration ingestion_delay = std::chrono::seconds(30);
  /// The same for alarms with periods of 10, 20 and 30 s.
  Duration high_resolution_ingestion_delay = std::chrono::seconds(10);
  Duration cadence = std::chrono::seconds(60);
  Duration high_resolution_cadence = std::chrono::seconds(10);
  /// How often a scaling policy is told again while a state lasts.
  Duration repeat_scaling_actions = std::chrono::seconds(60);
};

inline bool is_high_resolution(const AlarmSpec& spec) { return spec.period < std::chrono::seconds(60); }

/// From one look to the next.
inline Duration cadence_of(const AlarmSpec& spec, const AlarmOptions& options) {
  return is_high_resolution(spec) ? options.high_resolution_cadence : options.cadence;
}

/// The end of the newest period that a look at `at` sees. Periods of several minutes slide by the minute: a 5-minute
/// alarm looks at the last five full minutes.
inline Instant seen_until(const AlarmSpec& spec, const AlarmOptions& options, Instant at) {
  const bool fine = is_high_resolution(spec);
  const Duration delay = fine ? options.high_resolution_ingestion_delay : options.ingestion_delay;
  return floor_to(at - delay, fine ? spec.period : Duration(std::chrono::seconds(60)));
}

enum class Telling { nobody, scaling_policies, all };

struct Look {
  Evaluation evaluation;
  bool changed = false;
  Telling telling = Telling::nobody;  ///< All hear of a change, scaling policies again while a state lasts.
};

/// `newest_first` as for evaluate(). `told`: when somebody was told last. `undecided`: too few samples, the state
/// stays.
Look look(const AlarmSpec& spec, std::span<const std::optional<double>> newest_first, AlarmState current, Instant at,
          Instant told, const AlarmOptions& options, bool undecided = false);

}  // namespace rampart::watch
