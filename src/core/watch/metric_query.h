// GetMetricData's queries, and those of an alarm on metric math: metrics and expressions that name each other.
//
//   m1: the metric CPUUtilization, Average, 60 s       (MetricStat)
//   e1: "IF(m1 > 80, m1 - 80, 0)"                      (Expression: math_expression.h)
//
// Source: reference aws-scaling.md §3.2. Errors: invalid, with CloudWatch's "Error in expression 'e1': …".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/watch/metric_store.h"

namespace rampart::watch {

struct MetricStat {
  MetricId metric;
  Duration period = std::chrono::seconds(60);
  std::string statistic;  ///< "Average", "p99": extended_statistic.h
  std::string unit = {};  ///< Empty: any.
  bool operator==(const MetricStat&) const = default;
};

struct MetricQuery {
  std::string id;
  std::optional<MetricStat> stat;  ///< Or else an expression.
  std::string expression = {};
  std::string label = {};
  bool return_data = true;
  std::optional<Duration> period = {};  ///< Of an expression.
  bool operator==(const MetricQuery&) const = default;
};

/// Points of one period's rhythm, by time; what is missing is absent.
struct TimeSeries {
  std::string label;
  Duration period = std::chrono::seconds(60);
  std::vector<std::pair<Instant, double>> points;
};

struct QueryResult {
  std::string id;
  TimeSeries series;
};

/// Ids are right and differ, each query is a metric or an expression, expressions can be read and name only what there
/// is, and none names itself by a detour.
Result<void> check_queries(std::span<const MetricQuery> queries);

/// The results of queries with return_data, in their order; an expression that gives several series gives several
/// results. Periods count from `from` as MetricStore::read counts them.
Result<std::vector<QueryResult>> run_queries(std::span<const MetricQuery> queries, Instant from, Instant to,
                                             const MetricStore& store);

/// How far apart an alarm on these looks at points: the longest of its metrics' and expressions' periods.
Duration period_of(std::span<const MetricQuery> queries);

}  // namespace rampart::watch
