// A better policy, with its price: a search over what a template can say, judged on a load by the minute model.
//
// Axes: task-hours, requests that miss the target (late or failed), starts + stops. Every policy meets the same load
// under the same seeds (common random numbers), so differences are the policies'. The load's first part is searched,
// the rest is kept unseen and only judged at the end. Coarse grid → race (whoever is dominated by the paired means is
// dropped) → local search about what is left → all seeds on both parts. Deterministic whatever the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sim/minute_model.h"

namespace rampart::sim {

/// What is searched over: the figures of one policy. Whatever isn't here stays as the user has it.
struct PolicySetting {
  scaling::PredefinedMetric metric = scaling::PredefinedMetric::ecs_service_average_cpu_utilization;
  double target = 50;
  double out_cooldown_s = 60;
  double in_cooldown_s = 300;
  int min = 1;
  int max = 10;
  /// Scheduled minimum for each hour of the day (UTC), by scheduled actions; empty: none.
  std::vector<int> floor;
  /// A step policy beside it: where the metric passes this many times the target for one period, half as many tasks
  /// more at once; 0: none.
  double boost_at = 0;

  bool operator==(const PolicySetting&) const = default;
};

/// "CPU 55 %, cooldowns 60 s out and 300 s in, 2 to 40 tasks, scheduled floor"
std::string describe(const PolicySetting& setting);

/// Means over the seeds.
struct Score {
  double task_hours = 0;
  double missed = 0;
  double requests = 0;
  double changes = 0;  ///< Starts + stops.

  [[nodiscard]] double missed_share() const { return requests > 0 ? missed / requests : 0; }
  /// No worse on any axis and better on one.
  [[nodiscard]] bool dominates(const Score& other) const;
  bool operator==(const Score&) const = default;
};

struct TunedPolicy {
  std::string name;                      ///< "your policy", "AWS's defaults", "static peak", or what describe() says.
  std::optional<PolicySetting> setting;  ///< Nothing: the user's own policies.
  Score searched;
  Score unseen;  ///< All 0 where nothing was kept unseen.
};

struct TuneOptions {
  double latency_target_s = 0.5;
  double missed_share = 0.01;  ///< Of the requests that may miss it: 0.01 for a p99.
  int seeds = 20;
  int threads = 2;
  double searched_part = 0.7;  ///< Of the load, in whole days where it has some; a load of one day is searched whole.
  watch::AlarmOptions alarms;
  Instant start = instant_from_unix_seconds(1'767'571'200);
  bool has_load_balancer = true;         ///< Requests per target can be tracked.
  std::string resource_label;            ///< For that.
  std::function<void(std::string)> say;  ///< Progress, a line at a time; may be empty.
};

struct TuneResult {
  std::vector<TunedPolicy> front;  ///< Not dominated by another, by task-hours.
  TunedPolicy chosen;            ///< The cheapest that meets the target on both parts; else the one that misses least.
  bool chosen_is_users = false;  ///< Nothing better was found.
  bool meets_target = false;
  TunedPolicy users, defaults, static_peak;
  Score clairvoyant;         ///< A bound: it knows every minute and pays only the start of tasks. On the searched part.
  Score clairvoyant_unseen;  ///< Likewise.
  double capacity = 0;       ///< Requests a second of one task at the target.
  int policies_tried = 0;
  std::size_t searched_minutes = 0;
  std::size_t unseen_minutes = 0;
};

/// The same service under another policy.
ScaledServiceModel with_setting(const ScaledServiceModel& service, const PolicySetting& setting,
                                const std::string& resource_label);

/// The most requests a second of one task of `tasks` of which at most `missed_share` take longer than the target; 0
/// where even an idle task misses it.
double capacity_at_target(const TaskModel& task, double latency_target_s, double missed_share, int tasks);

/// Errors: invalid, as run_minutes(), or a target that no number of tasks meets.
Result<TuneResult> tune(const ScaledServiceModel& service, const RateCurve& load, const TuneOptions& options);

}  // namespace rampart::sim
