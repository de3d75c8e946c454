// Predictive scaling: what the load of the coming hours will be, and how many tasks it needs.
//
// The model is ours and simple, not AWS's (which isn't published): the load of an hour is forecast as the weighted mean
// of the same hour of the day on the days before, up to 14. A day counts 0.85 times as much as the day after it, and
// the same day of the week three times as much as another. So a steady daily curve is met after one day, a weekly one
// after one or two weeks; a trend is followed some days late, a single peak is forgotten in a few. It needs 24 hours of
// history, as AWS does.
//
// Load is metric × tasks, summed up over the minutes of an hour: CPU percent of all tasks, or requests. The need is
// load / 60 / target, rounded up. Times are hours in UTC. Source: reference aws-scaling.md §4.8.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "core/scaling/policy.h"

namespace rampart::scaling {

enum class MetricPair { ecs_service_cpu_utilization, ecs_service_memory_utilization, alb_request_count };
std::string_view name_of(MetricPair pair);  ///< "ECSServiceCPUUtilization", …
std::optional<MetricPair> metric_pair_named(std::string_view name);

struct PredictiveScaling {
  double target_value = 0;
  MetricPair pair = MetricPair::ecs_service_cpu_utilization;
  std::string resource_label;  ///< For ALBRequestCount.
  bool scale = false;          ///< ForecastAndScale; else ForecastOnly.
  Duration buffer = std::chrono::seconds(300);
  bool increase_max = false;  ///< IncreaseMaxCapacity; else HonorMaxCapacity.
  int max_buffer = 0;         ///< Percent above the forecast, with increase_max.
};

struct PredictivePolicy {
  std::string name;
  std::string arn;
  PredictiveScaling what;
};

/// The scaling metric of the pair as a target tracking policy would look at it.
TargetTracking tracking_of(const PredictiveScaling& policy);

/// PutScalingPolicy's checks that need no other resource.
Result<void> validate(const PredictiveScaling& policy);

class LoadHistory {
 public:
  static constexpr Duration keep = std::chrono::hours(24 * 14);
  static constexpr std::size_t least_hours = 24;

  /// The load of the hour that begins at `hour`; replaces what was there, forgets what is too old.
  void put(Instant hour, double load);
  [[nodiscard]] const std::map<Instant, double>& hours() const { return hours_; }
  /// The load in the hour that begins at `hour`; nothing with less than 24 hours of history, or none at that hour of
  /// the day.
  [[nodiscard]] std::optional<double> forecast(Instant hour) const;

 private:
  std::map<Instant, double> hours_;
};

/// Tasks for a load; at least 0.
int capacity_for(double load, double target_value);

/// The tasks that now or, within the buffer, next are needed; nothing for ForecastOnly or without a forecast.
std::optional<int> wanted_capacity(const PredictiveScaling& policy, const LoadHistory& history, Instant now);

/// What all predictive policies of a target together make of its bounds.
struct PredictedBounds {
  std::optional<int> least;
  std::optional<int> most;  ///< Above the registered maximum, with increase_max.

  /// One policy's wanted_capacity(); `registered_max` is the target's own.
  void add(const PredictiveScaling& policy, int wanted, int registered_max);
  [[nodiscard]] ScalableTarget in_force(ScalableTarget registered) const;
  bool operator==(const PredictedBounds&) const = default;
};

}  // namespace rampart::scaling
