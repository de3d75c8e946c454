// What Application Auto Scaling answers: a number that explains itself. Source: reference aws-scaling.md §4.7.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rampart::scaling {

/// AWS's NotScaledReasons code, and one for what AWS keeps silent about.
enum class NotScaled {
  none,                                    ///< It scales.
  anticipated_flapping,                    ///< AutoScalingAnticipatedFlapping
  target_service_put_resource_unscalable,  ///< TargetServicePutResourceAsUnscalable: a deployment is in progress
  already_at_max_capacity,                 ///< AlreadyAtMaxCapacity {MaxCapacity}
  already_at_min_capacity,                 ///< AlreadyAtMinCapacity {MinCapacity}
  already_at_desired_capacity,             ///< AlreadyAtDesiredCapacity {CurrentCapacity}
  silent,  ///< No activity in AWS: cooldown, suspended, another policy's veto, no datapoints. See `explanation`.
};
std::string_view name_of(NotScaled reason);  ///< AWS's code; "" for none and silent.

struct NotScaledReason {
  NotScaled code = NotScaled::none;
  std::optional<int> max_capacity;
  std::optional<int> min_capacity;
  std::optional<int> current_capacity;
  bool operator==(const NotScaledReason&) const = default;
};

struct Decision {
  bool scale = false;
  int from = 0;             ///< Desired count before.
  int to = 0;               ///< Desired count to set; `from` if it doesn't scale.
  std::string description;  ///< "Setting desired count to 4." / "Attempting to scale due to alarm triggered"
  std::string cause;        ///< "monitor alarm A in state ALARM triggered policy P"
  NotScaledReason not_scaled_reason;
  std::string explanation;   ///< Ours: "6 instead of 4: 1,310 per target over 800; bounded by max 6".
  std::string policy_arn;    ///< Of the policy that decided; empty for a change of bounds.
  std::string alarm;         ///< That triggered it; empty for a change of bounds.
  std::uint64_t number = 0;  ///< Counts up per Scaler among those that scale: tells which is the newest.
};

/// "1,310", "93.5", "0.25": for people.
std::string readable(double number);

}  // namespace rampart::scaling
