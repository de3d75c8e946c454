// A better policy, with its price: a search over what a template can say, judged on a load by the minute model.
//
// Axes: task-hours, requests that miss the target (late or failed), starts + stops. Every policy meets the same load
// under the same seeds (common random numbers), so differences are the policies'. The load's first part is searched.
// Chosen is the cheapest whose promise (sim/promise.h) meets the target there; the rest of the load is judged only
// once that is done, and changes nothing. Coarse grid on a few days → race, with places for each kind of policy →
// local search about what is left → all seeds. Deterministic whatever the number of threads.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sim/load_bounds.h"
#include "sim/minute_model.h"
#include "sim/policy_setting.h"

namespace rampart::sim {

struct TunedPolicy {
  std::string name;                      ///< "your policy", "AWS's defaults", "static peak", or what describe() says.
  std::optional<PolicySetting> setting;  ///< Nothing: the user's own policies, or a fixed number of tasks.
  Score searched;
  Score unseen;         ///< All 0 where nothing was kept unseen.
  double promised = 0;  ///< Share of requests that miss the target, at worst, on days like those searched.
};

/// The cheapest policy of its kind that keeps its share; nothing where none does.
struct KindOfPolicy {
  std::string name;
  double share = 0;  ///< Of requests, that may miss the target.
  std::optional<TunedPolicy> best;
};

struct TuneOptions {
  double latency_target_s = 0.5;
  double missed_share = 0.01;  ///< Of the requests that may miss it: 0.01 for a p99.
  int seeds = 20;
  int threads = 2;
  double searched_part = 0.7;  ///< Of the load, in whole days; a load of less than two days is searched whole.
  watch::AlarmOptions alarms;
  Instant start = instant_from_unix_seconds(1'767'571'200);  ///< Where the load doesn't say when it was.
  bool has_load_balancer = true;                             ///< Requests per target can be tracked.
  std::string resource_label;                                ///< For that.
  std::function<void(std::string)> say;                      ///< Progress, a line at a time; may be empty.
};

/// What no policy is: to measure policies by.
struct Yardsticks {
  Score clairvoyant;  ///< A lower bound at the target.
  Score follower;     ///< The best that only follows, at CloudWatch's fastest.
};

struct TuneResult {
  std::vector<TunedPolicy> front;  ///< Not beaten by another on all axes of the searched part and in what it promises.
  TunedPolicy chosen;              ///< The cheapest whose promise meets the target; else the one of the least promise.
  bool chosen_is_users = false;    ///< Nothing better was found.
  bool promises_target = false;
  bool meets_target = false;  ///< It promises to, and did on the unseen part.
  TunedPolicy users, defaults, static_peak;
  /// Tracking alone, with a scheduled minimum, with a step policy, the next nine; last, what meets the target on the
  /// searched part as a whole and promises nothing.
  std::vector<KindOfPolicy> kinds;
  Yardsticks searched, unseen;
  double capacity = 0;  ///< Requests a second of one task at the target.
  int policies_tried = 0;
  std::size_t searched_minutes = 0;
  std::size_t unseen_minutes = 0;
};

/// Errors: invalid, as run_minutes(), or a target that no number of tasks meets.
Result<TuneResult> tune(const ScaledServiceModel& service, const RateCurve& load, const TuneOptions& options);

}  // namespace rampart::sim
