// A target's health by ALB's rules, from what HAProxy's checks say. Pure. Source: reference aws-scaling.md §2.2–2.3.
#pragma once

#include <string>

#include "core/fleet/ports.h"
#include "live/balancer/statistics.h"

namespace rampart::live::balancer {

/// Why a target is unhealthy, in ALB's words: Target.ResponseCodeMismatch with the code, Target.Timeout,
/// Target.FailedHealthChecks, Elb.InternalError.
struct HealthReason {
  std::string reason;
  std::string description;
};
HealthReason reason_of(const std::string& check_status, int check_code);

/// Follows one target from registration to removal.
class TargetState {
 public:
  /// `check_interval` in the same time as the `now` of update().
  TargetState(int unhealthy_threshold, Duration check_interval)
      : unhealthy_threshold_(unhealthy_threshold), check_interval_(check_interval) {}

  struct Change {
    bool changed = false;
    bool set_up = false;  ///< The first good check of a new target: tell HAProxy to use it now.
  };
  /// HAProxy counts no failures of a server that is down, so a new target's are counted by time: the first one seen,
  /// and one more with each interval.
  Change update(const StatisticsRow& row, Instant now);
  bool begin_draining();

  /// HAProxy has gone and with it what it knew of the target.
  void begin_again() { *this = TargetState(unhealthy_threshold_, check_interval_); }

  /// The target group's health check was changed.
  void set_check(int unhealthy_threshold, Duration check_interval) {
    unhealthy_threshold_ = unhealthy_threshold;
    check_interval_ = check_interval;
  }

  [[nodiscard]] fleet::TargetHealth::State state() const { return state_; }
  [[nodiscard]] const HealthReason& reason() const { return reason_; }

 private:
  bool become(fleet::TargetHealth::State state, HealthReason reason);

  int unhealthy_threshold_;
  Duration check_interval_;
  fleet::TargetHealth::State state_ = fleet::TargetHealth::State::initial;
  HealthReason reason_ = {"Elb.RegistrationInProgress", "Target registration is in progress"};
  bool failing_ = false;
  Instant failing_since_;
};

}  // namespace rampart::live::balancer
