// A predictive policy of the minute model, and the hour that it learns.
#pragma once

#include <optional>
#include <utility>

#include "core/scaling/predictive.h"
#include "sim/minute_metrics.h"

namespace rampart::sim {

struct Forecaster {
  scaling::PredictivePolicy policy;
  Metric metric = Metric::cpu;
  scaling::LoadHistory history;

  /// A minute's share of its hour; CPU counts by task, as the samples do that ECS publishes.
  void learn(const OpenPeriod& period, Instant began, double length_s, double memory_percent, bool has_targets) {
    const Instant in = floor_to(began, std::chrono::hours(1));
    if (hour != in) remember();
    hour = in;
    task_seconds += period.task_seconds;
    seconds += length_s;
    if (const auto value = period.value(metric, memory_percent, has_targets)) {
      const double share = metric == Metric::requests_per_target ? 1 : period.task_seconds;
      sum += *value * share;
      weight += share;
    }
  }

  /// Two minutes after an hour its datapoints are all there.
  void settle(Instant now) {
    if (!finished || now - std::chrono::minutes(2) < finished->first + std::chrono::hours(1)) return;
    history.put(finished->first, finished->second);
    finished.reset();
  }

 private:
  void remember() {
    if (hour && weight > 0) finished = {*hour, sum / weight * (task_seconds / seconds) * 60};
    hour.reset();
    sum = weight = task_seconds = seconds = 0;
  }

  std::optional<Instant> hour;
  double sum = 0;     // of the metric: per cent × tasks × seconds, or requests of a task
  double weight = 0;  // task-seconds, or minutes
  double task_seconds = 0;
  double seconds = 0;
  std::optional<std::pair<Instant, double>> finished;  // an hour whose datapoints aren't all there yet
};

}  // namespace rampart::sim
