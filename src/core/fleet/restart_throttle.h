// Patience with tasks that never start: each round of failures doubles the wait before the next try.
//
// Only tasks that end before RUNNING count; one that ran and then exited is restarted at once. AWS publishes the
// ceiling (15 minutes) but not the steps; ours are 10 s × 2ⁿ: 10, 20, 40, 80, 160, 320, 640, 900 s.
// Source: reference aws-scaling.md §1.4, "Restart throttle".
#pragma once

#include <optional>

#include "base/time.h"

namespace rampart::fleet {

class RestartThrottle {
 public:
  static constexpr Duration first_wait = std::chrono::seconds(10);
  static constexpr Duration longest_wait = std::chrono::minutes(15);
  /// Rounds of failures after which the service says that it cannot start its tasks.
  static constexpr int rounds_to_event = 3;

  RestartThrottle() = default;
  /// As it was before a restart.
  RestartThrottle(int rounds, std::optional<Instant> not_before) : rounds_(rounds), not_before_(not_before) {}

  /// A task ended before RUNNING. Failures while a wait is on belong to the round that began it: four tasks that
  /// fail together count once. True if this round makes the service event due.
  bool note_failure(Instant now);
  /// A task reached RUNNING, or the service got a new task definition.
  void clear() { *this = {}; }
  [[nodiscard]] bool may_start(Instant now) const { return !not_before_ || now >= *not_before_; }
  [[nodiscard]] std::optional<Instant> not_before() const { return not_before_; }
  [[nodiscard]] int rounds() const { return rounds_; }

 private:
  int rounds_ = 0;
  std::optional<Instant> not_before_;
};

}  // namespace rampart::fleet
