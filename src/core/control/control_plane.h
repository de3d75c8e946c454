// The tick: watch → scaling → fleet. What CloudWatch, Application Auto Scaling and ECS do between them, on one loop.
//
//   auto plane = ControlPlane::create(catalogue, compute, router, journal, options, now);
//   …every turn:  plane->put(datum);  plane->tick(now);
//   …the end:     plane->shutdown(now); then tick until plane->empty().
//
// Time is the control plane's own (see ControlOptions::to_real). It may not see the load plan: all it knows of requests
// are the datums put into it. One thread: the control loop's.
// Source: reference aws-scaling.md §0.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "core/control/catalogue.h"
#include "core/control/chronicle.h"
#include "core/control/metric_tape.h"
#include "core/control/scalable_targets.h"
#include "core/fleet/fleet.h"
#include "core/ledger/journal.h"
#include "core/watch/alarms.h"
#include "core/watch/metric_store.h"

namespace rampart::control {

struct ControlOptions {
  std::uint64_t seed = 0;                   ///< For ids of tasks, deployments, alarms, activities.
  std::function<Instant(Instant)> to_real;  ///< Control-plane time → real time, for the ledger.
  watch::AlarmOptions alarms = {};          ///< CloudWatch's delays.
  std::string region = "us-east-1";
  std::string account = "123456789012";
  ReadZone read_zone = {};  ///< For scheduled actions in a time zone; without it only UTC is known.
};

class ControlPlane {
 public:
  /// Makes everything in the catalogue: task definitions, target groups, services, scalable targets with their
  /// policies and managed alarms, alarms. `compute`, `router` and `journal` must outlive it. Errors: invalid, with
  /// AWS's text, when a policy or service can't be made.
  static Result<std::unique_ptr<ControlPlane>> create(const Catalogue& catalogue, fleet::Compute& compute,
                                                      fleet::Router& router, ledger::Journal& journal,
                                                      ControlOptions options, Instant now);

  /// A datapoint for CloudWatch, stamped with control-plane time. Counts are already per AWS minute.
  void put(const watch::Datum& datum) { inbox_.push_back(datum); }

  void tick(Instant now);

  [[nodiscard]] const fleet::Fleet& fleet() const { return fleet_; }
  [[nodiscard]] const watch::Alarms& alarms() const { return alarms_; }
  [[nodiscard]] const watch::MetricStore& metrics() const { return metrics_; }

  // For commands that come one by one, from the AWS endpoint.
  [[nodiscard]] fleet::Fleet& fleet() { return fleet_; }
  [[nodiscard]] watch::Alarms& alarms() { return alarms_; }
  [[nodiscard]] watch::MetricStore& metrics() { return metrics_; }
  /// SetAlarmState: the state is set at once; the ledger, the scaling policies and the notices hear of it at the next
  /// tick, as of the alarms' own looks. Errors: not_found.
  Result<void> set_alarm_state(const std::string& alarm, watch::AlarmState state, std::string reason,
                               std::string reason_data, Instant now);
  [[nodiscard]] fleet::Router& router() { return router_; }
  /// Application Auto Scaling's scalable targets, with their policies and scheduled actions.
  [[nodiscard]] ScalableTargets& scaling() { return scaling_; }
  [[nodiscard]] const ScalableTargets& scaling() const { return scaling_; }
  /// For a line in the ledger about what a service of the endpoint leaves out.
  [[nodiscard]] Chronicle& chronicle() { return chronicle_; }
  /// Invocations since the last look whose action is no scaling policy of this plane: SNS topics and the like.
  std::vector<watch::Invocation> take_notices() { return std::exchange(notices_, {}); }

  /// Every service has what it wants, healthy.
  [[nodiscard]] bool stable() const;
  /// Stops scaling and drains every task; tick until empty(). Can be repeated.
  void shutdown(Instant now);
  /// Kills what is left, without draining.
  void kill(Instant now);
  [[nodiscard]] bool empty() const { return fleet_.empty(); }

 private:
  ControlPlane(fleet::Compute& compute, fleet::Router& router, ledger::Journal& journal, ControlOptions options);
  Result<void> make(const Catalogue& catalogue, Instant now);
  Result<void> make_scaled_service(const ScalableTargetEntry& entry, Instant now);

  ControlOptions options_;
  fleet::Router& router_;
  std::vector<watch::Invocation> notices_;
  watch::Evaluated set_by_hand_;
  Random ids_;
  Chronicle chronicle_;
  fleet::Fleet fleet_;
  watch::MetricStore metrics_;
  watch::Alarms alarms_;
  MetricTape tape_;
  std::vector<watch::Datum> inbox_;
  ScalableTargets scaling_;
  Instant expired_at_{};
  bool shutting_down_ = false;
};

}  // namespace rampart::control
