// A deployment: one task definition on its way to being all that a service runs.
// Source: reference aws-scaling.md §1.3 (members, texts) and §1.4 (limits, circuit breaker).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace rampart::fleet {

enum class RolloutState { in_progress, completed, failed };
std::string_view name_of(RolloutState state);  ///< "IN_PROGRESS", …

/// How a deployment stands to the alarms of its service.
enum class AlarmWatch {
  none,        ///< The service names none, or this deployment is a rollback.
  first_look,  ///< Begun; nobody has looked yet.
  disabled,    ///< One was in ALARM already when the deployment began: nothing could be learnt from it.
  monitoring,
  triggered,
  complete,
};
std::string_view name_of(AlarmWatch watch);  ///< "DISABLED", "MONITORING", "TRIGGERED", "MONITORING_COMPLETE"

struct Deployment {
  std::string id;       ///< "ecs-svc/" and 19 digits.
  bool primary = true;  ///< PRIMARY; otherwise ACTIVE: being replaced, still has tasks.
  std::string task_definition_arn;
  int failed_tasks = 0;   ///< Consecutive; back to 0 when a task of it becomes healthy or it completes.
  bool rollback = false;  ///< Made by the circuit breaker; it is never rolled back itself.
  RolloutState rollout_state = RolloutState::in_progress;
  std::string rollout_state_reason;
  std::string revision;    ///< Id of the deployment whose settings it runs: its own, or of a rollback the older one's.
  std::string rolls_back;  ///< Id of the failed deployment that this one undoes.
  AlarmWatch alarm_watch = AlarmWatch::none;
  std::vector<std::string> triggered_alarms;
  std::optional<Instant> settled_at;   ///< All its tasks were healthy and no old one was left: the bake time begins.
  std::optional<Instant> finished_at;  ///< Completed, failed, or replaced before it was either.
  Instant created_at;
  Instant updated_at;
};

/// How many tasks a deployment may leave and make.
struct DeploymentLimits {
  int minimum_healthy = 0;  ///< ceil(desired × minimumHealthyPercent / 100): healthy RUNNING tasks.
  int maximum_total = 0;    ///< floor(desired × maximumPercent / 100): RUNNING and PENDING tasks.
};
DeploymentLimits deployment_limits(int desired, int minimum_healthy_percent, int maximum_percent);

/// Failures that trip the circuit breaker: ceil(desired / 2), at least 3, at most 200.
int failure_threshold(int desired);

std::string in_progress_text(const std::string& deployment_id);
std::string completed_text(const std::string& deployment_id);
std::string breaker_text();
std::string alarm_text();
std::string rollback_text(const std::string& completed_deployment_id);
std::string alarm_rollback_text(const std::string& completed_deployment_id);

}  // namespace rampart::fleet
