#include "core/watch/metric_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/watch/extended_statistic.h"
#include "core/watch/math_expression.h"
#include "core/watch/math_functions.h"

namespace rampart::watch {
namespace {

bool is_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' && std::all_of(id.begin(), id.end(), fits);
}

Error in_expression(const std::string& id, const Error& error) {
  if (error.message.starts_with("Error in expression")) return error;
  return invalid(fmt::format("Error in expression '{}': {}", id, error.message));
}

TimeSeries read_metric(const MetricQuery& query, Instant from, Instant to, const MetricStore& store) {
  const MetricStat& stat = *query.stat;
  TimeSeries out{query.label.empty() ? stat.metric.name : query.label, stat.period, {}};
  const auto statistic = any_statistic_named(stat.statistic);
  if (!statistic) return out;
  const bool values = std::holds_alternative<ExtendedStatistic>(*statistic);
  for (const Datapoint& point : store.read(stat.metric, stat.unit, stat.period, from, to,
                                           values ? MetricStore::Detail::values : MetricStore::Detail::sums))
    if (const auto value = value_of(point, *statistic)) out.points.emplace_back(point.start, *value);
  return out;
}

/// The queries of one request, each computed when it is first named.
class Run {
 public:
  Run(std::span<const MetricQuery> queries, Instant from, Instant to, const MetricStore* store)
      : store_(store), from_(from), to_(to), period_(period_of(queries)) {
    for (const MetricQuery& query : queries) {
      queries_[query.id] = &query;
      if (query.stat) metric_ids_.push_back(query.id);
    }
  }

  Result<MathValue> value_of(const std::string& id) {
    if (const auto known = values_.find(id); known != values_.end()) return known->second;
    const auto found = queries_.find(id);
    if (found == queries_.end()) return invalid(fmt::format("The id '{}' is not known.", id));
    const MetricQuery& query = *found->second;
    auto value = query.stat ? Result<MathValue>(metric(query)) : expression(query);
    if (value.has_error()) return value;
    values_.emplace(id, *value);
    return value;
  }

 private:
  MathValue metric(const MetricQuery& query) const {
    // Without a store it is only asked whether all can be computed.
    return store_ == nullptr ? TimeSeries{query.label, query.stat->period, {}}
                             : read_metric(query, from_, to_, *store_);
  }

  Result<MathValue> expression(const MetricQuery& query) {
    if (!busy_.insert(query.id).second) return invalid(fmt::format("The expression '{}' needs itself.", query.id));
    Result<MathValue> value = compute_expression(query);
    busy_.erase(query.id);
    if (value.has_error()) return in_expression(query.id, value.error());
    return value;
  }

  Result<MathValue> compute_expression(const MetricQuery& query) {
    auto tree = parse_math(query.expression);
    if (tree.has_error()) return tree.error();
    return compute(*tree, {.value_of = [this](const std::string& id) { return value_of(id); },
                           .metric_ids = metric_ids_,
                           .from = from_,
                           .to = to_,
                           .period = query.period.value_or(period_)});
  }

  const MetricStore* store_;
  Instant from_;
  Instant to_;
  Duration period_;
  std::map<std::string, const MetricQuery*> queries_;
  std::vector<std::string> metric_ids_;
  std::map<std::string, MathValue> values_;
  std::set<std::string> busy_;
};

}  // namespace

Duration period_of(std::span<const MetricQuery> queries) {
  Duration out{};
  for (const MetricQuery& query : queries)
    out = std::max(out, query.stat ? query.stat->period : query.period.value_or(Duration{}));
  return out > Duration{} ? out : Duration(std::chrono::seconds(60));
}

Result<void> check_queries(std::span<const MetricQuery> queries) {
  std::set<std::string_view> ids;
  for (const MetricQuery& query : queries) {
    if (!is_id(query.id))
      return invalid(
          fmt::format("The value {} for parameter Id is not matching the expected pattern "
                      "^[a-z][a-zA-Z0-9_]*$.",
                      query.id));
    if (!ids.insert(query.id).second) return invalid(fmt::format("Duplicate metric query id '{}'.", query.id));
    if (query.stat.has_value() == !query.expression.empty())
      return invalid("Exactly one of MetricStat and Expression must be specified for each metric query.");
    if (query.stat && !any_statistic_named(query.stat->statistic))
      return invalid(fmt::format("The value {} for parameter Stat is not supported.", query.stat->statistic));
  }
  // Computed over no data: what can't be computed for its kinds is found here too.
  Run run(queries, Instant{}, Instant{}, nullptr);
  for (const MetricQuery& query : queries) {
    auto value = run.value_of(query.id);
    if (value.has_error()) return value.error();
    if (query.return_data && std::holds_alternative<double>(*value))
      return invalid(
          fmt::format("Error in expression '{}': The result must be a time series or an array of time series, "
                      "not a Scalar.",
                      query.id));
  }
  return {};
}

Result<std::vector<QueryResult>> run_queries(std::span<const MetricQuery> queries, Instant from, Instant to,
                                             const MetricStore& store) {
  Run run(queries, from, to, &store);
  std::vector<QueryResult> out;
  for (const MetricQuery& query : queries) {
    if (!query.return_data) continue;
    auto value = run.value_of(query.id);
    if (value.has_error()) return value.error();
    const std::string own_label = query.stat ? "" : query.label.empty() ? query.id : query.label;
    if (auto* series = std::get_if<TimeSeries>(&*value)) {
      if (!own_label.empty()) series->label = own_label;
      out.push_back({query.id, std::move(*series)});
    } else if (auto* array = std::get_if<std::vector<TimeSeries>>(&*value)) {
      for (TimeSeries& one : *array) out.push_back({query.id, std::move(one)});
    }
  }
  return out;
}

}  // namespace rampart::watch
