// One predictive scaling policy at work: learns the load hour by hour, says how many tasks the coming hour needs.
//
// The load of an hour is the policy's metric times the tasks that ran, both meant over the hour
// (core/scaling/predictive.h has the model). When a policy is made it learns from what CloudWatch still holds, as if
// the tasks of now had run all the while. One thread: the control loop's.
#pragma once

#include <optional>
#include <vector>

#include "core/scaling/predictive.h"
#include "core/watch/metric_store.h"

namespace rampart::control {

class PredictiveScaler {
 public:
  /// `history`: what an earlier one of the same policy had learned.
  PredictiveScaler(const scaling::ScalableTarget& target, scaling::PredictivePolicy policy,
                   scaling::LoadHistory history = {});

  [[nodiscard]] const scaling::PredictivePolicy& policy() const { return policy_; }
  [[nodiscard]] const scaling::LoadHistory& history() const { return history_; }
  /// When it last learned something; the UpdateTime of its forecast.
  [[nodiscard]] std::optional<Instant> learned_at() const { return learned_at_; }

  /// Once a tick. True when an hour was added to the history.
  bool learn(Instant now, int running, const watch::MetricStore& metrics);

  struct Hour {
    Instant start;
    double load = 0;
    int capacity = 0;
  };
  /// The full hours in [from, to) that can be forecast, none further than 48 hours after `now`.
  [[nodiscard]] std::vector<Hour> forecast(Instant now, Instant from, Instant to) const;

  /// The tasks that now or, within the buffer, next are needed; nothing for ForecastOnly or without a forecast.
  [[nodiscard]] std::optional<int> wanted(Instant now) const;

 private:
  [[nodiscard]] std::optional<double> load_of(Instant hour, double tasks, const watch::MetricStore& metrics) const;

  scaling::PredictivePolicy policy_;
  scaling::CustomizedMetric metric_;
  scaling::LoadHistory history_;
  std::optional<Instant> learned_at_;
  std::optional<Instant> hour_;  // being learned
  double task_ticks_ = 0;
  double ticks_ = 0;
};

/// A metric of core/scaling in CloudWatch's words.
watch::MetricId metric_id(const scaling::CustomizedMetric& metric);

}  // namespace rampart::control
