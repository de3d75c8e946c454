// Where datums become datapoints: CloudWatch's storage, in memory.
//
// Every datum goes into its minute, and into its second too unless it is of standard resolution; so every period that
// CloudWatch allows (1, 5, 10, 20, 30 s and k*60 s) is served. Both are packed (track.h): 10,000 metrics with one value
// a minute for a day take about 160 MB where the values are as long as doubles get, 86 MB where they are round. What is
// too old is dropped, and the oldest hours first when all together is more than most_bytes. Distributions, for
// percentiles: distribution.h. Source: reference aws-scaling.md §3.1–3.2. One thread only. Reads give the same answer
// for the same puts in any order.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "core/watch/metric.h"
#include "core/watch/track.h"

namespace rampart::watch {

struct MetricStoreOptions {
  Duration keep_seconds = std::chrono::hours(3);        ///< Then periods below 60 s read as missing, as in CloudWatch.
  Duration keep_minutes = std::chrono::hours(15 * 24);  ///< As in CloudWatch; which then keeps 5 minutes, we nothing.
  std::size_t most_bytes = std::size_t{512} << 20;
};

/// What ListMetrics asks for. Empty members don't narrow.
struct MetricFilter {
  std::string name_space;
  std::string name;
  std::vector<std::pair<std::string, std::optional<std::string>>> dimensions;  ///< All must be there; no value: any.
  std::optional<Instant> active_since;                                         ///< Has data at or after it.
};

/// Sixty slots of one metric in one unit: an hour of minutes, or a minute of seconds. What persistence moves.
struct MetricBlock {
  std::uint32_t series = 0;  ///< Number of the metric and unit in this store.
  bool fine = false;         ///< Seconds.
  std::int64_t number = 0;   ///< Hours or minutes since the epoch.
  auto operator<=>(const MetricBlock&) const = default;
};

struct MetricChanges {
  std::vector<std::uint32_t> fresh;  ///< Series that are new.
  std::vector<std::uint32_t> gone;   ///< Series without data now.
  std::vector<MetricBlock> blocks;   ///< Got data.
};

class MetricStore {
 public:
  explicit MetricStore(MetricStoreOptions options = {}) : options_(options) {}

  /// Adds samples to the minute and second that `datum.at` lies in, whatever order they come in. Empty sets, and sums
  /// that are not finite, are no samples and are passed over.
  void put(const Datum& datum);

  enum class Detail : std::uint8_t { sums, values };
  /// The periods with data in [from, to), oldest first; missing ones are absent. `from` is rounded down to a minute
  /// (for periods below a minute: to the period) and periods are counted from there, as GetMetricStatistics does.
  /// A last period reaching past `to` holds only the minutes (seconds) that begin before `to`.
  /// Empty `unit`: all units together. `period` must be positive.
  [[nodiscard]] std::vector<Datapoint> read(const MetricId& metric, std::string_view unit, Duration period,
                                            Instant from, Instant to, Detail detail = Detail::sums) const;

  /// Every metric with data, sorted; units are not told apart. ListMetrics without filters.
  [[nodiscard]] std::vector<MetricId> list() const;
  /// At most `most` of those that `filter` lets through, sorted, after `after` where given.
  [[nodiscard]] std::vector<MetricId> find(const MetricFilter& filter, const MetricId* after, std::size_t most) const;
  /// In which it has data, sorted.
  [[nodiscard]] std::vector<std::string> units_of(const MetricId& metric) const;

  /// Drops what is too old at `now`. Call it once a minute or so.
  void expire(Instant now);
  [[nodiscard]] std::size_t bytes() const;  ///< Of memory, about.

  // For what keeps the store's content elsewhere.
  /// From here on the store notes what changes, for take_changes().
  void note_changes() { notes_changes_ = true; }
  MetricChanges take_changes();
  struct SeriesName {
    const MetricId* metric;
    std::string_view unit;
  };
  /// Of a series that there is.
  [[nodiscard]] SeriesName series(std::uint32_t number) const;
  [[nodiscard]] std::vector<Cell> read_block(const MetricBlock& block) const;
  /// Puts back under the number it had; false: the number or the series is taken.
  bool restore_series(std::uint32_t number, const MetricId& metric, const std::string& unit);
  /// Replaces what the series, which must be there, has in the cell's slot.
  void restore(std::uint32_t series, bool fine, const Cell& cell);

 private:
  struct Series {
    std::uint32_t number = 0;
    Track seconds;
    Track minutes;
  };
  using Units = std::map<std::string, Series, std::less<>>;
  struct Numbered {
    const MetricId* metric = nullptr;
    const std::string* unit = nullptr;
    Series* series = nullptr;
  };
  Series& series_of(const MetricId& metric, const std::string& unit);
  void note(const Series& series, bool fine, std::int64_t slot);
  void drop_before(Instant second, Instant minute);
  [[nodiscard]] static bool lets_through(const MetricFilter& filter, const MetricId& metric, const Units& units);

  MetricStoreOptions options_;
  std::map<MetricId, Units> metrics_;
  std::map<std::uint32_t, Numbered> numbered_;
  std::uint32_t next_number_ = 1;
  bool notes_changes_ = false;
  std::vector<std::uint32_t> fresh_;
  std::vector<std::uint32_t> gone_;
  std::set<MetricBlock> changed_;
};

}  // namespace rampart::watch
