// The question an alarm asks once a minute, as a pure function: these datapoints, this state → which state next?
// Source: reference aws-scaling.md §3.4, which follows the missing-data tables of the CloudWatch user guide.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/watch/alarm.h"

namespace rampart::watch {

/// E: how many periods CloudWatch fetches for an alarm over N, so that a few missing ones can be made up for by
/// older ones. N + max(2, ceil(N/3)): 3 → 5, 15 → 20.
int evaluation_range(int evaluation_periods);

/// What decided, in words a reason text needs.
struct Evaluation {
  AlarmState state = AlarmState::insufficient_data;
  std::vector<std::size_t> used;  ///< Indexes into the range of the real points that were looked at, newest first.
  int breaching = 0;              ///< How many of `used` breach.
  int filled = 0;                 ///< Missing points that TreatMissingData had to stand in for: N - |used|, or 0.
  bool kept = false;              ///< Nothing could be said: `state` is the current one.
};

/// `newest_first` holds the values of the last E complete periods, nothing where there was no data; age 1 is
/// element 0. A longer or shorter range is allowed. spec.evaluation_periods must be at least 1.
Evaluation evaluate(const AlarmSpec& spec, std::span<const std::optional<double>> newest_first, AlarmState current);

}  // namespace rampart::watch
