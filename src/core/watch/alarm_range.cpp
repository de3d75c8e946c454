#include "core/watch/alarm_range.h"

#include "core/watch/evaluation.h"
#include "core/watch/extended_statistic.h"

namespace rampart::watch {
namespace {

void read_math(const AlarmSpec& spec, Instant from, Instant end, const MetricStore& store, AlarmRange& out) {
  const auto results = run_queries(spec.metrics, from, end, store);
  if (results.has_error() || results->empty()) return;
  for (const auto& [at, value] : results->front().series.points) {
    const auto age = static_cast<std::size_t>((end - at) / spec.period);
    if (at < from || at >= end || age == 0 || age > out.points.size()) continue;
    out.points[age - 1].value = value;
    out.points[age - 1].sample_count = 1;
    out.data[age - 1] = {at, stats::StatisticSet::of(value)};
  }
}

}  // namespace

AlarmRange read_range(const AlarmSpec& spec, Instant end, const MetricStore& store) {
  const int n = evaluation_range(spec.evaluation_periods);
  const Instant from = end - n * spec.period;
  AlarmRange out;
  out.points.reserve(static_cast<std::size_t>(n));
  for (int age = 1; age <= n; ++age) out.points.push_back({end - age * spec.period, std::nullopt, 0});
  out.data.resize(out.points.size());
  if (!spec.metrics.empty()) {
    read_math(spec, from, end, store, out);
    return out;
  }
  const auto extended =
      spec.extended_statistic.empty() ? std::nullopt : extended_statistic_named(spec.extended_statistic);
  const double enough = extended && spec.low_sample_percentile == "ignore" ? samples_for(*extended) : 0;
  for (Datapoint& point : store.read(spec.metric, spec.unit, spec.period, from, end,
                                     extended ? MetricStore::Detail::values : MetricStore::Detail::sums)) {
    const auto age = static_cast<std::size_t>((end - point.start) / spec.period);
    RangePoint& place = out.points.at(age - 1);
    place.value = extended ? value_of(point, *extended) : value_of(point.value, spec.statistic);
    place.sample_count = point.value.count;
    if (point.value.count < enough && age <= static_cast<std::size_t>(spec.evaluation_periods))
      out.too_few_samples = true;
    point.values = {};
    out.data[age - 1] = std::move(point);
  }
  return out;
}

}  // namespace rampart::watch
