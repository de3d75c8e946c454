// A CloudWatch metric and its datapoints. Source: reference aws-scaling.md §3.1–3.2.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/stats/statistic_set.h"
#include "core/watch/distribution.h"

namespace rampart::watch {

struct Dimension {
  std::string name;
  std::string value;
  auto operator<=>(const Dimension&) const = default;
};

/// Namespace + name + exact dimension set. Make it with make_metric(), which sorts the dimensions, so that equal
/// sets compare equal whatever their order.
struct MetricId {
  std::string name_space;
  std::string name;
  std::vector<Dimension> dimensions;
  auto operator<=>(const MetricId&) const = default;
};
MetricId make_metric(std::string name_space, std::string name, std::vector<Dimension> dimensions);

/// "AWS/ECS CPUUtilization {ClusterName=c, ServiceName=s}"
std::string to_string(const MetricId& metric);

/// One PutMetricData entry: any number of samples summed up, all stamped `at` (control-plane time).
struct Datum {
  MetricId metric;
  Instant at;
  stats::StatisticSet value;
  std::string unit = "None";  ///< CloudWatch's: Percent, Count, Seconds, None, …
  Distribution values = {};   ///< Of the samples, where they are known and differ.
  bool by_minute = false;     ///< StorageResolution 60: can't be asked for by the second.
};

enum class Statistic { sample_count, average, sum, minimum, maximum };
std::string_view name_of(Statistic s);  ///< "Average", …
std::optional<Statistic> statistic_named(std::string_view name);
double value_of(const stats::StatisticSet& set, Statistic s);

/// A period's statistic; missing periods are absent, never zero.
struct Datapoint {
  Instant start;  ///< Of the period.
  stats::StatisticSet value;
  /// Of the samples: only where it was asked for, and empty where they are all alike or came as statistic sets.
  Distribution values = {};
};

}  // namespace rampart::watch
