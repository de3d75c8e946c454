// What a load asks of tasks, a minute at a time, and two yardsticks that no policy writes: the clairvoyant, who knows
// every minute, and the follower, who knows what CloudWatch has told so far.
//
// A minute's tasks are in the steady state of their rate (core/stats/queueing.h), a minute whose tasks can't take the
// rate is missed whole, and no backlog goes over into the next. Rates are requests a second, times real seconds.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/demand.h"
#include "sim/task_model.h"

namespace rampart::sim {

/// Means over the seeds, or a yardstick's own.
struct Score {
  double task_hours = 0;
  double missed = 0;  ///< Requests that miss the target.
  double requests = 0;
  double changes = 0;  ///< Starts + stops.

  [[nodiscard]] double missed_share() const { return requests > 0 ? missed / requests : 0; }
  /// No worse on any axis and better on one.
  [[nodiscard]] bool dominates(const Score& other) const;
  bool operator==(const Score&) const = default;
};

/// The most requests a second of one task of `tasks` of which at most `missed_share` take longer than the target; 0
/// where even an idle task misses it.
double capacity_at_target(const TaskModel& task, double latency_target_s, double missed_share, int tasks);

/// The minutes of a load, and what comes of each under any number of tasks.
class LoadMinutes {
 public:
  LoadMinutes(const TaskModel& task, double latency_target_s, double missed_share, const RateCurve& load);

  [[nodiscard]] std::size_t size() const { return row_of_.size(); }
  [[nodiscard]] double rate(std::size_t minute) const { return rows_[row_of_[minute]].rate; }
  [[nodiscard]] double requests() const { return requests_; }
  /// Beyond so many no minute gains by one more.
  [[nodiscard]] int most_tasks() const { return most_tasks_; }
  /// The fewest tasks that keep the target at this rate; where none do, as many as help.
  [[nodiscard]] int tasks_for(double rate) const;
  [[nodiscard]] int need(std::size_t minute) const { return rows_[row_of_[minute]].need; }
  [[nodiscard]] std::vector<int> needs() const;
  /// Requests of the minute that miss the target under so many tasks, ≥ 1.
  [[nodiscard]] double missed(std::size_t minute, int tasks) const;

 private:
  struct Row {
    double rate = 0;
    int need = 1;
    int first = 1;               // fewer can't take the rate
    std::vector<double> missed;  // by tasks, from `first`
    double floor = 0;            // with more
  };
  [[nodiscard]] Row row_for(double rate) const;

  TaskModel task_;
  double latency_target_s_;
  double idle_share_;         // missed without any wait
  double enough_;             // a share so near to it counts as that
  std::vector<double> held_;  // at the target, by number of tasks
  std::vector<Row> rows_;     // minutes of one rate in a row share one
  std::vector<std::size_t> row_of_;
  double requests_ = 0;
  int most_tasks_ = 1;
};

/// What a share of each hour's minutes (of the day, UTC) needed at most: 24 numbers; none where an hour is missing.
std::vector<int> needs_by_hour(const std::vector<int>& needs, Instant start, double share);

/// The fewest task-hours of which at most `allowed` requests miss the target, for whoever knows every minute, stops
/// tasks at once and pays `start_hours` for each start. A true lower bound: the dual of that problem by Lagrange, which
/// lies below the best integer answer by less than one minute's choice, and counts changes within a minute too.
Score clairvoyant(const LoadMinutes& minutes, double allowed, double start_hours);

/// What follows the load: the tasks that the highest rate of a window needs, `lag` minutes late, times a headroom, and
/// never fewer than a minimum. Window, headroom and minimum are the best in hindsight. No bound: whoever knows the hour
/// of the day can do better.
Score follower(const LoadMinutes& minutes, double allowed, double start_hours, int lag);

}  // namespace rampart::sim
