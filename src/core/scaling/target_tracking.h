// Target tracking: how many tasks hold a metric at its target, and the pair of alarms that asks.
// Source: reference aws-scaling.md §4.3; autoscaling.md §1.4.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/scaling/policy.h"

namespace rampart::scaling {

/// The mean of an alarm's recent datapoints, which is what target tracking goes by, not the newest alone.
/// `datapoints` must not be empty.
double average(std::span<const double> datapoints);

/// ceil(capacity * metric / target), never below 0. Noise of the division doesn't add a task: 3 tasks at
/// 100 of 100 need 3. `target` must be positive, `capacity` is the running count.
int needed_capacity(int capacity, double metric, double target);

/// What AlarmHigh asks for: more than `capacity`, or nothing. From no running task it is 1.
std::optional<int> scale_out_proposal(int capacity, double metric, double target);

/// What AlarmLow asks for: less than `capacity`, or nothing (AWS: AutoScalingAnticipatedFlapping).
std::optional<int> scale_in_proposal(int capacity, double metric, double target);

/// The part of the target at which AlarmLow stands: 50 → 45.
double low_threshold(double target);

/// One of the two alarms AWS makes for a policy. The metric is tracked_metric()'s, GreaterThanThreshold where `high`,
/// else LessThanThreshold; DatapointsToAlarm and TreatMissingData stay unset.
struct ManagedAlarm {
  std::string name;
  bool high = true;
  double threshold = 0;
  Duration period = std::chrono::seconds(60);
  int evaluation_periods = 3;
  std::string action_arn;
  std::string description;
};

/// Identifiers made by the caller (lower-case uuids). A policy's `created_by` stays the same when it is updated, the
/// alarms get new ones.
struct ManagedAlarmIds {
  std::string created_by;
  std::string high;
  std::string low;
};

/// AlarmHigh, and AlarmLow unless scale-in is disabled. 3 and 15 periods of 60 s; high-resolution metrics 3 and 30 of
/// 20 s. `policy` must hold a TargetTracking.
std::vector<ManagedAlarm> managed_alarms(const ScalableTarget& target, const Policy& policy,
                                         const ManagedAlarmIds& ids);

/// The CloudWatch metric a policy looks at, with dimensions from the resource id or the resource label.
/// `invalid` with AWS's text where they don't fit.
Result<CustomizedMetric> tracked_metric(const ScalableTarget& target, const TargetTracking& policy);

/// PutScalingPolicy's checks that need no other resource, with AWS's texts.
Result<void> validate(const TargetTracking& policy);

}  // namespace rampart::scaling
