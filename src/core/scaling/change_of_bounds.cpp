#include "core/scaling/change_of_bounds.h"

#include <fmt/format.h>

namespace rampart::scaling {

std::optional<ChangeOfBounds> change_of_bounds(const ScheduledAction& action, const ScalableTarget& registered,
                                               int desired, Instant now) {
  if (!action.min_capacity && !action.max_capacity) return std::nullopt;
  std::string bounds;
  if (action.min_capacity) bounds = fmt::format("min capacity to {}", *action.min_capacity);
  if (action.max_capacity)
    bounds += fmt::format("{}max capacity to {}", bounds.empty() ? "" : " and ", *action.max_capacity);
  ChangeOfBounds out;
  out.target = registered;
  out.target.min_capacity = action.min_capacity.value_or(registered.min_capacity);
  out.target.max_capacity = action.max_capacity.value_or(registered.max_capacity);
  out.possible = out.target.min_capacity <= out.target.max_capacity;
  Activity& activity = out.activity;
  activity.start = now;
  activity.decision.scale = true;
  activity.decision.from = activity.decision.to = desired;
  activity.decision.description = fmt::format("Setting {}", bounds);
  activity.decision.cause = fmt::format("scheduled action name {} was triggered", action.name);
  activity.decision.explanation = activity.decision.description;
  activity.status = out.possible ? ActivityStatus::successful : ActivityStatus::failed;
  activity.status_message =
      out.possible
          ? fmt::format("Successfully set {}", bounds)
          : fmt::format("Failed to set {}. Reason: Maximum capacity cannot be less than minimum capacity", bounds);
  return out;
}

}  // namespace rampart::scaling
