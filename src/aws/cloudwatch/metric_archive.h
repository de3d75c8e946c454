// A region's metric data in the account's State, so that it is there after a restart.
//
//   cloudwatch-metrics/REGION/series/N              {"Namespace": …, "MetricName": …, "Dimensions": […], "Unit": …}
//   cloudwatch-metrics/REGION/minutes/HOUR/N        the series' minutes of an hour
//   cloudwatch-metrics/REGION/seconds/HOUR/N/MIN    the seconds of a minute
//
// A row's body is a list of slots: [offset, value], [offset, count, sum, minimum, maximum], and with [bucket, weight,
// …] behind them where the values differ. HOUR counts from the epoch. One thread: the control loop's.
#pragma once

#include <string>

#include "core/control/state.h"
#include "core/watch/metric_store.h"

namespace rampart::aws::cloudwatch {

class MetricArchive {
 public:
  /// Puts back into `store`, still empty, what `state` holds of the region; both must outlive it.
  MetricArchive(control::State& state, const std::string& region, watch::MetricStore& store);

  /// Writes what changed since the last call.
  void write();
  /// Erases rows of hours that CloudWatch has forgotten at `now`. Cheap when the hour hasn't changed.
  void forget(Instant now);

 private:
  void restore_series();
  void restore_blocks(const std::string& kind);
  [[nodiscard]] std::string series_key(std::uint32_t number) const;
  [[nodiscard]] std::string block_key(const watch::MetricBlock& block) const;
  void forget_hour(const std::string& kind, std::int64_t hour);

  control::State& state_;
  std::string prefix_;
  watch::MetricStore& store_;
  std::int64_t forgotten_at_ = 0;  // the hour of the last forget()
};

}  // namespace rampart::aws::cloudwatch
