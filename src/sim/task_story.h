// A task of the minute model from its start to its end, as the fleet would tell it.
#pragma once

#include <string>

#include "core/fleet/change.h"

namespace rampart::sim {

/// Seconds from the start of the run.
struct Task {
  double starts = 0;
  double runs = 0;
  double serves = 0;
};

/// It goes at `leaves`; where the run ends before, the last three lie at the end.
struct TaskStory {
  const Task& task;
  const std::string& id;
  double leaves = 0;
  double stops = 0;
  double stopped = 0;
};

/// `say(t, fleet::TaskChange or fleet::TargetChange)`. `group` may be empty: no load balancer.
template <class Say>
void tell(const TaskStory& story, const std::string& group, Say say) {
  using fleet::TaskStatus;
  using State = fleet::TargetHealth::State;
  const auto& [task, id, leaves, stops, stopped] = story;
  const auto target = [&](double t, State state, const char* reason = "", const char* description = "") {
    if (!group.empty()) say(t, fleet::TargetChange{group, story.id, state, reason, description});
  };
  say(task.starts, fleet::TaskChange{id, TaskStatus::pending, fleet::StopCode::none, {}, -1});
  if (task.runs <= leaves) {
    say(task.runs, fleet::TaskChange{id, TaskStatus::running, fleet::StopCode::none, {}, -1});
    if (task.serves > task.runs)
      target(task.runs, State::initial, "Elb.RegistrationInProgress", "Target registration is in progress");
  }
  if (task.serves <= leaves) target(task.serves, State::healthy);
  if (stopped <= leaves) return;
  const std::string reason = "Scaling activity initiated by (deployment ecs-svc/1)";
  const auto code = fleet::StopCode::service_scheduler_initiated;
  say(leaves, fleet::TaskChange{id, TaskStatus::deactivating, code, reason, -1});
  if (task.serves <= leaves)
    target(leaves, State::draining, "Target.DeregistrationInProgress", "Target deregistration is in progress");
  say(stops, fleet::TaskChange{id, TaskStatus::stopping, code, reason, -1});
  say(stopped, fleet::TaskChange{id, TaskStatus::stopped, code, reason, 0});
}

}  // namespace rampart::sim
