// The rolling deployment algorithm as arithmetic: who may be started and who must stop, from counts alone.
//
// Scaling is the same rule with no old tasks, and health replacement the same rule with sick ones.
// Source: reference aws-scaling.md §1.4 and §1.6 (victims).
#pragma once

#include <cstddef>
#include <vector>

#include "core/fleet/deployment.h"

namespace rampart::fleet {

/// One RUNNING or PENDING task as the rule sees it. Tasks are given in the order they were created.
struct TaskView {
  enum class State {
    pending,  ///< Not RUNNING yet.
    warming,  ///< RUNNING, not yet counted as healthy: first checks, or inside the grace period.
    healthy,
    unhealthy,  ///< Failed its health checks outside the grace period: to be replaced.
  };
  bool primary = true;  ///< Of the PRIMARY deployment; otherwise of one that is being replaced.
  State state = State::pending;
  bool guarded = false;  ///< Protected: only its own sickness stops it.
};

struct RolloutPlan {
  struct Stop {
    std::size_t index = 0;    ///< Into the tasks given.
    bool for_health = false;  ///< Because it is unhealthy, not because there are too many.
    bool operator==(const Stop&) const = default;
  };
  int start = 0;  ///< Tasks of the PRIMARY deployment.
  std::vector<Stop> stop;
  bool stuck = false;  ///< A deployment that the two percentages allow no first step.
};

struct RolloutInput {
  int desired = 0;
  DeploymentLimits limits;
  bool may_start = true;        ///< False while starts are throttled.
  bool primary_failed = false;  ///< The circuit breaker tripped: start nothing, leave the old tasks alone.
  std::vector<TaskView> tasks;
};

/// One step. Called every tick until nothing is left to do; never lets RUNNING + PENDING grow past
/// limits.maximum_total, never takes the healthy ones below limits.minimum_healthy by its own choice.
RolloutPlan plan_rollout(const RolloutInput& input);

/// Indices of `tasks` in the order in which scale-in takes them: unhealthy, pending, warming, then healthy; the
/// newest first within each. AWS says "unhealthy and pending first" and leaves the rest open.
std::vector<std::size_t> scale_in_order(const std::vector<TaskView>& tasks);

}  // namespace rampart::fleet
