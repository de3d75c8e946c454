// Quiet after a scaling activity, as Application Auto Scaling keeps it. Source: reference aws-scaling.md §4.4.
//
// Out: a cooldown never forbids to grow. What the last activities added counts as already given: +2, then within the
// cooldown a need of +3, gives +1 more. A need is reckoned from the capacity before those activities, because the
// datapoints still stem from then: 1 task at 5,000 requests of 1,000 becomes 5, and while the alarm goes on repeating
// the old 5,000 that stays 5 (5 * 5,000 / 1,000 = 25 would be the runaway cooldowns are there to prevent).
// In: nothing more is taken away until it ends; a scale-out ends it at once.
// Kept per scalable target and direction. Changes by schedule or by new bounds ignore it.
#pragma once

#include <optional>
#include <string_view>

#include "base/time.h"

namespace rampart::scaling {

/// The cooldown of a service namespace where a policy names none: 300 s for ecs, 600 s for elasticache, 0 for lambda,
/// dynamodb, comprehend, cassandra and kafka.
Duration default_cooldown(std::string_view service_namespace);

class Cooldown {
 public:
  /// A scale-out was decided: it ends a scale-in cooldown before anything has come up.
  void scale_out_started() { in_until_.reset(); }

  /// It succeeded `added` tasks later. Credits of an unfinished cooldown add up.
  void scale_out_succeeded(Instant now, int added, Duration cooldown);

  /// A scale-in succeeded. What had been added is gone, so its credit is too.
  void scale_in_succeeded(Instant now, Duration cooldown);

  /// The desired count was lowered by new bounds: what had been added is gone.
  void forget_credit() { credit_ = 0; }

  /// Tasks that a need for more must not be given twice; 0 outside a cooldown.
  [[nodiscard]] int credit(Instant now) const { return now < out_until_ ? credit_ : 0; }

  /// Until when scale-in is blocked; nothing if it isn't.
  [[nodiscard]] std::optional<Instant> scale_in_blocked_until(Instant now) const;

  [[nodiscard]] Instant scale_out_until() const { return out_until_; }

  /// What a restart must not forget.
  struct Snapshot {
    Instant out_until = Instant::min();
    int credit = 0;
    std::optional<Instant> in_until;
    bool operator==(const Snapshot&) const = default;
  };
  [[nodiscard]] Snapshot snapshot() const { return {out_until_, credit_, in_until_}; }
  void restore(const Snapshot& from) { out_until_ = from.out_until, credit_ = from.credit, in_until_ = from.in_until; }

 private:
  Instant out_until_ = Instant::min();
  int credit_ = 0;
  std::optional<Instant> in_until_;
};

}  // namespace rampart::scaling
