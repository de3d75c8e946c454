#include "core/watch/metric_store.h"

#include <cmath>

namespace rampart::watch {
namespace {

using std::chrono::minutes;
using Buckets = std::map<Instant, stats::StatisticSet>;

void add_up(const Buckets& from_buckets, Instant from, Instant to, Duration period, Buckets& into) {
  for (auto it = from_buckets.lower_bound(from); it != from_buckets.end() && it->first < to; ++it)
    into[from + (it->first - from) / period * period].merge(it->second);
}

}  // namespace

void MetricStore::put(const Datum& datum) {
  const auto& v = datum.value;
  if (v.empty() || !std::isfinite(v.count) || !std::isfinite(v.sum) || !std::isfinite(v.minimum) ||
      !std::isfinite(v.maximum))
    return;
  metrics_[datum.metric][datum.unit].seconds[floor_to(datum.at, std::chrono::seconds(1))].merge(v);
}

std::vector<Datapoint> MetricStore::read(const MetricId& metric, std::string_view unit, Duration period, Instant from,
                                         Instant to) const {
  const auto found = metrics_.find(metric);
  if (found == metrics_.end()) return {};
  const Instant start = floor_to(from, period < minutes(1) ? period : Duration(minutes(1)));
  Buckets periods;
  for (const auto& [name, series] : found->second) {
    if (!unit.empty() && name != unit) continue;
    add_up(series.seconds, start, to, period, periods);
    // A rolled-up minute can't say in which of its 20 s the samples were.
    if (period >= minutes(1)) add_up(series.minutes, start, to, period, periods);
  }
  std::vector<Datapoint> out;
  out.reserve(periods.size());
  for (const auto& [at, value] : periods) out.push_back({at, value});
  return out;
}

std::vector<MetricId> MetricStore::list() const {
  std::vector<MetricId> out;
  out.reserve(metrics_.size());
  for (const auto& [metric, units] : metrics_) out.push_back(metric);
  return out;
}

void MetricStore::expire(Instant now) {
  const Instant oldest_second = floor_to(now - options_.keep_seconds, minutes(1));
  const Instant oldest_minute = floor_to(now - options_.keep_minutes, minutes(1));
  for (auto metric = metrics_.begin(); metric != metrics_.end();) {
    auto& units = metric->second;
    for (auto unit = units.begin(); unit != units.end();) {
      auto& [seconds, by_minute] = unit->second;
      const auto keep = seconds.lower_bound(oldest_second);
      for (auto it = seconds.begin(); it != keep; ++it) by_minute[floor_to(it->first, minutes(1))].merge(it->second);
      seconds.erase(seconds.begin(), keep);
      by_minute.erase(by_minute.begin(), by_minute.lower_bound(oldest_minute));
      unit = seconds.empty() && by_minute.empty() ? units.erase(unit) : std::next(unit);
    }
    metric = units.empty() ? metrics_.erase(metric) : std::next(metric);
  }
}

}  // namespace rampart::watch
