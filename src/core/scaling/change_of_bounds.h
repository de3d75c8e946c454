// What one run of a scheduled action does: new bounds, and the activity that tells of it.
// Source: reference aws-scaling.md §4.6.
#pragma once

#include <optional>

#include "core/scaling/activity.h"
#include "core/scaling/policy.h"
#include "core/scaling/schedule.h"

namespace rampart::scaling {

struct ChangeOfBounds {
  ScalableTarget target;  ///< With the new bounds.
  Activity activity;      ///< Ended already; its id is the caller's to give.
  bool possible = true;   ///< False: the minimum would be above the maximum, and nothing changes.
};

/// Nothing for an action without bounds. `desired`: the service's count, which the activity names.
std::optional<ChangeOfBounds> change_of_bounds(const ScheduledAction& action, const ScalableTarget& registered,
                                               int desired, Instant now);

}  // namespace rampart::scaling
