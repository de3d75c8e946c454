// A service's scaling policy over days, a minute at a time: the same alarms and the same scaler, requests as a flow.
//
// Between the instants at which something changes (a task answers, an alarm looks, the rate steps) the flow is steady:
// its latency is that of a G/G/c queue (core/stats/queueing.h), and where it is more than the tasks can take, a backlog
// grows and drains linearly. An alarm's look is core/watch's, a decision core/scaling's Scaler's, a forecast
// core/scaling's too; a test holds all of it and the whole control plane together. Left out: deployments and tasks that
// die. Times are real seconds from the start, which counts as a full minute. One thread; the same seed gives the same
// result, whether a witness looks on or not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/scaling/policy.h"
#include "core/scaling/predictive.h"
#include "core/scaling/schedule.h"
#include "core/watch/alarm_look.h"
#include "sim/demand.h"
#include "sim/minute_witness.h"
#include "sim/task_model.h"

namespace rampart::sim {

/// One service, its scalable target and what scales it.
struct ScaledServiceModel {
  TaskModel task;
  double vcpu = 0.25;       ///< Of a task.
  double memory_mib = 512;  ///< Likewise.
  scaling::ScalableTarget target;
  std::vector<scaling::Policy> policies;
  std::vector<scaling::PredictivePolicy> predictive;
  std::vector<watch::AlarmSpec> alarms;  ///< Of step policies: their actions name the policies' ARNs.
  std::vector<scaling::ScheduledAction> schedule;
  int desired = 1;
  double health_interval_s = 30;        ///< A task that doesn't answer yet is asked again after so long.
  double deregistration_delay_s = 300;  ///< A bound of how long a task that leaves is paid for.
  double timeout_s = 10;                ///< Of clients.
  std::string target_group;             ///< ARN; empty: no load balancer.
};

struct MinuteOptions {
  watch::AlarmOptions alarms;                                ///< CloudWatch's delays.
  Instant start = instant_from_unix_seconds(1'767'571'200);  ///< 2026-01-05T00:00:00Z; for scheduled actions.
  std::uint64_t seed = 1;
  bool noise = true;  ///< Minutes' counts are Poisson, an alarm looks at any second of its minute.
  std::optional<double> look_at_s =
      {};                       ///< At which second of a minute alarms look; nothing: drawn, or 30 without noise.
  double latency_target_s = 0;  ///< Above it a request counts as late; 0: none does.
  std::vector<double> quantiles = {};  ///< Of latency, to be kept for every minute: 0.95, 0.99.
  bool keep_timeline = false;
  MinuteWitness* witness = nullptr;  ///< Told of everything; must outlive the run.
  /// After the load the run goes on without any for at most so long, until so many tasks run.
  double settle_s = 0;
  std::optional<int> settle_to = {};
  double block_s = 0;  ///< Figures are kept apart for each stretch of so long (whole minutes); 0: they aren't.
};

/// What a stretch of the load came to.
struct BlockFigures {
  double task_hours = 0;
  double requests = 0;
  double missed = 0;
  double changes = 0;  ///< Starts + stops.
};

struct CapacityChange {
  double at = 0;
  int desired = 0;
  int running = 0;
  int serving = 0;
};

struct DecisionMade {
  double at = 0;
  int from = 0;
  int to = 0;
  std::string explanation;
};

struct MinuteResult {
  double hours = 0;
  double task_hours = 0;  ///< From a task's start to its end.
  double requests = 0;
  double late = 0;    ///< Answered after the target.
  double failed = 0;  ///< Refused or given up.
  int starts = 0;
  int stops = 0;
  int peak_tasks = 0;
  double minutes_at_max = 0;  ///< Desired is the maximum, and an AlarmHigh is in ALARM.

  std::vector<BlockFigures> blocks;            ///< Where they were to be kept; the last one may be shorter.
  std::vector<CapacityChange> timeline;        ///< Where it was to be kept.
  std::vector<DecisionMade> decisions;         ///< Likewise.
  std::vector<std::vector<double>> latencies;  ///< By quantile, seconds for each minute; infinity where none answered.

  [[nodiscard]] double missed() const { return late + failed; }
  [[nodiscard]] double missed_share() const { return requests > 0 ? missed() / requests : 0; }
};

/// Errors: invalid, for an alarm or policy on a metric that the model doesn't know.
/// Known: ECS's CPU and memory utilization (also 20 s), RequestCountPerTarget, TargetResponseTime (average).
Result<MinuteResult> run_minutes(const ScaledServiceModel& service, const RateCurve& load,
                                 const MinuteOptions& options);

}  // namespace rampart::sim
