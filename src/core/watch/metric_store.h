// Where datums become datapoints: CloudWatch's storage, in memory.
//
// Everything is summed up into 1-second buckets, which serve every period CloudWatch allows (1, 5, 10, 20, 30 s and
// k*60 s) without loss; older ones are rolled into minutes, still older ones are dropped. Worst case per metric and
// unit with the defaults: 10,800 seconds + 1,440 minutes of 40 bytes, about 0.5 MB, and only if data comes every
// second. Source: reference aws-scaling.md §3.1–3.2. One thread only. Reads give the same answer for the same puts
// in any order.
#pragma once

#include <map>
#include <string_view>

#include "core/watch/metric.h"

namespace rampart::watch {

struct MetricStoreOptions {
  Duration keep_seconds = std::chrono::hours(3);   ///< Then periods below 60 s read as missing, as in CloudWatch.
  Duration keep_minutes = std::chrono::hours(24);  ///< Below CloudWatch's 15 d: memory stays bounded.
};

class MetricStore {
 public:
  explicit MetricStore(MetricStoreOptions options = {}) : options_(options) {}

  /// Adds samples to the second that `datum.at` lies in, whatever order they come in. Empty sets, and sums that are
  /// not finite, are no samples and are passed over.
  void put(const Datum& datum);

  /// The periods with data in [from, to), oldest first; missing ones are absent. `from` is rounded down to a minute
  /// (for periods below a minute: to the period) and periods are counted from there, as GetMetricStatistics does.
  /// A last period reaching past `to` holds only what lies before `to`.
  /// Empty `unit`: all units together. `period` must be positive.
  [[nodiscard]] std::vector<Datapoint> read(const MetricId& metric, std::string_view unit, Duration period,
                                            Instant from, Instant to) const;

  /// Every metric with data, sorted; units are not told apart. ListMetrics without filters.
  [[nodiscard]] std::vector<MetricId> list() const;

  /// Rolls up and drops what is too old at `now`. Call it once a minute or so.
  void expire(Instant now);

 private:
  using Buckets = std::map<Instant, stats::StatisticSet>;
  struct Series {
    Buckets seconds;
    Buckets minutes;
  };
  MetricStoreOptions options_;
  std::map<MetricId, std::map<std::string, Series, std::less<>>> metrics_;
};

}  // namespace rampart::watch
