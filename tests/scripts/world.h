// The autoscaling loop in virtual time with nothing around it: metrics, alarms, one scaler, and a service whose tasks
// come up `boot` after they were asked for. Remembers all that happened, so that a script can ask afterwards.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/scaling/activity.h"
#include "core/scaling/scaler.h"
#include "core/watch/alarms.h"

namespace rampart::scripts {

class World {
 public:
  /// Minute 0 of every script: 2026-09-14T12:00:00Z, a full minute.
  static Instant start() { return instant_from_unix_seconds(1789387200); }

  World() : now_(start()), scaler_(unnamed_service()) {}

  // What a script sets up or changes, at now().
  void set_service(scaling::ScalableTarget target, int desired, Duration boot);
  void set_target(scaling::ScalableTarget target);
  Result<void> put_alarm(watch::AlarmSpec spec) { return alarms_.put(std::move(spec), now_); }
  Result<void> put_policy(scaling::Policy policy);
  Result<void> set_alarm_state(const std::string& name, watch::AlarmState state);
  void set_desired(int desired);  ///< By somebody else than the scaler.
  void set_running(int running);  ///< Tasks died; replacements boot.
  void set_deployment(bool in_progress) { deployment_ = in_progress; }
  void put_datapoint(const watch::MetricId& metric, std::string unit, Instant at, double value);

  /// From now on every period's datapoint is total / running; none while nothing runs. total < 0 ends it.
  void set_load(const watch::MetricId& metric, std::string unit, Duration period, double total);

  [[nodiscard]] const scaling::ScalableTarget& target() const { return scaler_.target(); }
  [[nodiscard]] Instant now() const { return now_; }

  /// Lets everything happen that is due up to and at `until`.
  void run_to(Instant until);

  // What happened, in order.
  struct Seen {
    std::vector<std::pair<Instant, int>> desired;
    std::vector<std::pair<Instant, int>> running;
    std::vector<watch::Transition> transitions;
    std::vector<std::pair<Instant, scaling::Decision>> decisions;
    std::vector<std::pair<Instant, scaling::Activity>> activities;  ///< At every change of status.
  };
  [[nodiscard]] const Seen& seen() const { return seen_; }
  [[nodiscard]] bool has_alarm(const std::string& name) const { return alarms_.find(name) != nullptr; }

 private:
  struct Load {
    watch::MetricId metric;
    std::string unit;
    Duration period;
    double total = 0;
    Instant due;
  };
  static scaling::ScalableTarget unnamed_service() {
    scaling::ScalableTarget target;
    target.resource_id = "service/c/s";
    return target;
  }
  [[nodiscard]] Instant next_event() const;
  void put_loads();
  void boot_tasks();
  void carry_out(const watch::Evaluated& evaluated);
  void start(const scaling::Decision& decision);
  void change_desired(int desired);
  void settle();  // starts and stops tasks towards desired_, then observes activities
  [[nodiscard]] scaling::Situation situation() const;

  Instant now_;
  watch::MetricStore store_;
  watch::Alarms alarms_;
  scaling::Scaler scaler_;
  scaling::ActivityLog activities_;
  std::map<watch::MetricId, Load> loads_;
  std::map<std::string, bool> is_high_;  // by managed alarm
  std::vector<Instant> booting_;
  Duration boot_{};
  int desired_ = 0;
  int running_ = 0;
  bool deployment_ = false;
  int activity_count_ = 0;
  Seen seen_;
};

}  // namespace rampart::scripts
