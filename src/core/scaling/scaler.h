// Application Auto Scaling for one scalable target: alarms that fired and how things stand → the desired count to set.
//
//   Scaler scaler({.resource_id = "service/c/s", .min_capacity = 1, .max_capacity = 6});
//   scaler.put_policy(policy, managed_alarms(scaler.target(), policy, ids));
//   for (const auto& d : scaler.decide({now, desired, running, deploying, alarms_in_alarm}, triggers))
//     if (d.scale) …                      // set desired count d.to, start an Activity with d (activity.h)
//   scaler.activity_succeeded(now, d);    // when running reached d.to: starts the cooldown of d's policy
//   scaler.activity_ended(d);             // when it failed, or somebody else changed the desired count
//
// Hand over all triggers of one tick together: the largest scale-out of several policies wins, and a scale-out wins
// over any scale-in. Deterministic; one thread only; the caller owns time. Source: reference aws-scaling.md §4.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/scaling/cooldown.h"
#include "core/scaling/decision.h"
#include "core/scaling/policy.h"
#include "core/scaling/target_tracking.h"

namespace rampart::scaling {

/// An alarm told a policy its state: watch::Invocation in this room's words.
struct Trigger {
  std::string policy_arn;  ///< The alarm's action; a ":createdBy/uuid" at its end is allowed.
  std::string alarm;
  bool high = true;         ///< Target tracking: AlarmHigh or AlarmLow. Ignored for step scaling.
  bool alarm_state = true;  ///< ALARM; false = OK, which only step policies act on.
  std::vector<double> recent_datapoints;
  double threshold = 0;
};

/// How the service stands at `now`.
struct Situation {
  Instant now;
  int desired = 0;
  int running = 0;                              ///< The capacity that metrics are divided by (reference §4.3).
  bool deployment_in_progress = false;          ///< More than one ECS deployment.
  std::set<std::string, std::less<>> in_alarm;  ///< Names of the alarms in state ALARM.
};

class Scaler {
 public:
  explicit Scaler(ScalableTarget target) : target_(std::move(target)) {}

  /// RegisterScalableTarget again, or a scheduled action: takes the new bounds and suspended states, and moves the
  /// desired count into [min, max] at once, whatever cools down. Nothing if it is in there already.
  std::optional<Decision> put_target(ScalableTarget target, const Situation& situation);

  /// The same for the target the Scaler was made with: call it once after construction.
  std::optional<Decision> move_into_bounds(const Situation& situation);

  /// Adds a policy or replaces the one with its name; `alarms` are those made for a target tracking policy.
  void put_policy(Policy policy, std::vector<ManagedAlarm> alarms = {});
  void erase_policy(std::string_view name);

  [[nodiscard]] const ScalableTarget& target() const { return target_; }
  [[nodiscard]] const Policy* find_policy(std::string_view name) const;
  [[nodiscard]] std::vector<const Policy*> list_policies() const;  ///< By name.
  [[nodiscard]] std::vector<ManagedAlarm> alarms_of(std::string_view policy_name) const;

  /// Whether an alarm action is for one of this target's policies.
  [[nodiscard]] bool owns(std::string_view action_arn) const;

  /// At most one Decision that scales, first; then, for each trigger that led to nothing, one that says why.
  std::vector<Decision> decide(const Situation& situation, const std::vector<Trigger>& triggers);

  /// `decision`, which decide() gave and which was carried out, has been fulfilled: its policy's cooldown starts.
  void activity_succeeded(Instant now, const Decision& decision);

  /// It came to nothing: failed, unfulfilled, or overridden. No cooldown; what a newer decision of ours overrode
  /// counts with that one.
  void activity_ended(const Decision& decision);

  [[nodiscard]] const Cooldown& cooldown() const { return cooldown_; }

  /// What a restart must not forget, besides target and policies: decisions under way and what cools down.
  struct Snapshot {
    int pending_out = 0;
    bool pending_in = false;
    std::uint64_t decided = 0;
    Cooldown::Snapshot cooldown;
    std::map<std::string, double, std::less<>> last_lows;  ///< By policy.
    bool operator==(const Snapshot&) const = default;
  };
  [[nodiscard]] Snapshot snapshot() const;
  /// After its policies were put. Policies that aren't there any more are passed over.
  void restore(const Snapshot& from);

 private:
  struct Held {
    Policy policy;
    std::vector<ManagedAlarm> alarms;
    std::optional<double> last_low;  // the metric AlarmLow last spoke with
  };
  /// What one trigger asks for, before bounds.
  struct Proposal {
    const Trigger* trigger = nullptr;
    const Held* held = nullptr;
    int capacity = 0;
    bool grows = false;
    std::string why;
  };
  using Refusals = std::vector<Decision>;

  Held* held_for(std::string_view action_arn);
  void remember_lows(const std::vector<Trigger>& triggers);
  Decision start(const Situation& s, int to, Decision decision);
  std::optional<Proposal> propose(const Situation& s, const Trigger& t, Held& held, Refusals& no);
  std::optional<Proposal> propose_tracking(const Situation& s, const Trigger& t, Held& held, Refusals& no);
  std::optional<Proposal> propose_step(const Situation& s, const Trigger& t, const Held& held, Refusals& no);
  std::optional<Proposal> agree_to_scale_in(const Situation& s, Proposal own, Refusals& no);
  std::optional<Decision> grow(const Situation& s, Proposal proposal, Refusals& no);
  std::optional<Decision> shrink(const Situation& s, Proposal proposal, Refusals& no);
  [[nodiscard]] int capacity_before_credit(const Situation& s) const;
  [[nodiscard]] Duration cooldown_of(const Decision& decision) const;

  ScalableTarget target_;
  std::map<std::string, Held, std::less<>> policies_;
  Cooldown cooldown_;
  int pending_out_ = 0;      // decided, not yet up
  bool pending_in_ = false;  // decided, not yet down
  std::uint64_t decided_ = 0;
};

}  // namespace rampart::scaling
