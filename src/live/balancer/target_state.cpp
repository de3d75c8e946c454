#include "live/balancer/target_state.h"

#include <fmt/format.h>

namespace rampart::live::balancer {

using State = fleet::TargetHealth::State;

HealthReason reason_of(const std::string& check_status, int check_code) {
  if (check_status == "L7STS") {
    return {"Target.ResponseCodeMismatch", fmt::format("Health checks failed with these codes: [{}]", check_code)};
  }
  if (check_status == "L4TOUT" || check_status == "L6TOUT" || check_status == "L7TOUT") {
    return {"Target.Timeout", "Request timed out"};
  }
  if (check_status == "SOCKERR") return {"Elb.InternalError", "Health checks failed due to an internal error"};
  return {"Target.FailedHealthChecks", "Health checks failed"};
}

bool TargetState::become(State state, HealthReason reason) {
  const bool changed = state != state_ || reason.reason != reason_.reason || reason.description != reason_.description;
  state_ = state;
  reason_ = std::move(reason);
  return changed;
}

bool TargetState::begin_draining() {
  return become(State::draining, {"Target.DeregistrationInProgress", "Target deregistration is in progress"});
}

TargetState::Change TargetState::update(const StatisticsRow& row, Instant now) {
  if (state_ == State::draining || state_ == State::drained) return {};
  if (row.status.rfind("UP", 0) == 0) {
    failing_ = false;
    return {become(State::healthy, {}), false};
  }
  const auto& check = row.check_status;
  if (check == "L7STS" && row.check_code == 0) return {};  // the next check is in progress: its code isn't there yet
  const bool checked = !check.empty() && check != "INI" && check != "UNK";
  const bool good = check.rfind("L7OK", 0) == 0;
  if (state_ == State::initial) {
    if (!checked)
      return {become(State::initial, {"Elb.InitialHealthChecking", "Initial health checks in progress"}), false};
    if (good) return {false, true};
    if (!failing_) failing_since_ = now;
    failing_ = true;
    const auto failures = 1 + (now - failing_since_) / check_interval_;
    if (failures < unhealthy_threshold_) {
      return {become(State::initial, {"Elb.InitialHealthChecking", "Initial health checks in progress"}), false};
    }
    return {become(State::unhealthy, reason_of(check, row.check_code)), false};
  }
  if (good || !checked) return {};  // on its way back up: the reason it went down stays
  return {become(State::unhealthy, reason_of(check, row.check_code)), false};
}

}  // namespace rampart::live::balancer
