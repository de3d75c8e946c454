#include "core/control/predictive_scaler.h"

#include <algorithm>

#include "core/scaling/target_tracking.h"

namespace rampart::control {
namespace {

constexpr Duration one_hour = std::chrono::hours(1);
/// After this an hour's datapoints are all there.
constexpr Duration settling = std::chrono::minutes(2);

}  // namespace

watch::MetricId metric_id(const scaling::CustomizedMetric& metric) {
  std::vector<watch::Dimension> dimensions;
  for (const auto& [name, value] : metric.dimensions) dimensions.push_back({name, value});
  return watch::make_metric(metric.name_space, metric.name, std::move(dimensions));
}

PredictiveScaler::PredictiveScaler(const scaling::ScalableTarget& target, scaling::PredictivePolicy policy,
                                   scaling::LoadHistory history)
    : policy_(std::move(policy)), history_(std::move(history)) {
  if (auto metric = scaling::tracked_metric(target, scaling::tracking_of(policy_.what))) metric_ = *metric;
}

std::optional<double> PredictiveScaler::load_of(Instant hour, double tasks, const watch::MetricStore& metrics) const {
  stats::StatisticSet all;
  int minutes = 0;
  for (const watch::Datapoint& minute :
       metrics.read(metric_id(metric_), metric_.unit, std::chrono::minutes(1), hour, hour + one_hour)) {
    all.merge(minute.value);
    ++minutes;
  }
  if (minutes == 0) return std::nullopt;
  const double mean = metric_.statistic == "Sum" ? all.sum / minutes : all.sum / all.count;
  return mean * tasks * 60;
}

bool PredictiveScaler::learn(Instant now, int running, const watch::MetricStore& metrics) {
  const Instant current = floor_to(now - settling, one_hour);
  bool learned = false;
  if (!hour_) {
    for (Instant hour = floor_to(now, one_hour) - scaling::LoadHistory::keep; hour < current; hour += one_hour) {
      if (history_.hours().contains(hour)) continue;
      if (const auto load = load_of(hour, running, metrics)) {
        history_.put(hour, *load);
        learned = true;
      }
    }
    hour_ = current;
  }
  if (current > *hour_) {
    if (const auto load = load_of(*hour_, ticks_ > 0 ? task_ticks_ / ticks_ : running, metrics)) {
      history_.put(*hour_, *load);
      learned = true;
    }
    hour_ = current;
    task_ticks_ = ticks_ = 0;
  }
  task_ticks_ += running;
  ticks_ += 1;
  if (learned) learned_at_ = now;
  return learned;
}

std::vector<PredictiveScaler::Hour> PredictiveScaler::forecast(Instant now, Instant from, Instant to) const {
  std::vector<Hour> out;
  const Instant last = std::min(to, now + 48 * one_hour);
  Instant hour = floor_to(from, one_hour);
  if (hour < from) hour += one_hour;
  for (; hour < last; hour += one_hour)
    if (const auto load = history_.forecast(hour))
      out.push_back({hour, *load, scaling::capacity_for(*load, policy_.what.target_value)});
  return out;
}

std::optional<int> PredictiveScaler::wanted(Instant now) const {
  return scaling::wanted_capacity(policy_.what, history_, now);
}

}  // namespace rampart::control
