// The load of a run, merged from its slots: per second for charts, per 10 s window and in total for Artillery's texts.
//
// Rules: reference artillery.md §5.2. Histograms stay in microseconds here; whoever prints divides by 1,000.
// A second costs about 20 kB, so an hour of load is some 70 MB. Where load was simulated as a flow, what is called a
// second here is a slot of step(): a minute, an hour.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/ledger/event.h"
#include "core/stats/histogram.h"

namespace rampart::report {

inline constexpr Duration artillery_window = std::chrono::seconds(10);

/// What Artillery reports about a span of time.
struct MetricSet {
  std::map<std::string, std::uint64_t> counters;
  std::map<std::string, std::uint64_t> rates;  ///< Per second, already divided.
  std::map<std::string, stats::Histogram> summaries;
  Instant first_counter_at, last_counter_at;      ///< The epoch when there is no counter.
  Instant first_histogram_at, last_histogram_at;  ///< The epoch when there is no summary.

  /// 0 where nobody counted.
  [[nodiscard]] std::uint64_t counter(const std::string& name) const {
    const auto found = counters.find(name);
    return found == counters.end() ? 0 : found->second;
  }
  [[nodiscard]] bool empty() const { return counters.empty() && rates.empty() && summaries.empty(); }
  [[nodiscard]] Instant first_at() const;
  [[nodiscard]] Instant last_at() const;
};

/// One second of all workers.
struct LoadSecond {
  std::uint64_t arrivals_due = 0;
  std::uint64_t arrivals_started = 0;
  std::uint64_t requests_sent = 0;
  std::uint64_t requests_answered = 0;
  std::uint64_t requests_failed = 0;
  stats::Histogram felt;      ///< From the instant a request was due, µs.
  stats::Histogram service;   ///< From the instant it was sent, µs.
  stats::Histogram lateness;  ///< Of arrivals, µs.

  void merge(const LoadSecond& other);
};

/// Slots may come in any order and from any number of workers. Not thread-safe.
class RunSummary {
 public:
  /// Anything but a LoadSlot is ignored.
  void add(const ledger::Recorded& recorded);
  void add(const ledger::LoadSlot& slot);
  static RunSummary of(const std::vector<ledger::Recorded>& run);

  /// Of a slot; a second without one.
  [[nodiscard]] Duration step() const { return step_; }
  /// Keyed by the start of the second; seconds without a slot are absent.
  [[nodiscard]] const std::map<Instant, LoadSecond>& seconds() const { return seconds_; }
  /// Of all seconds.
  [[nodiscard]] const LoadSecond& total_load() const { return total_load_; }
  /// Sum over the seconds that overlap [from, to].
  [[nodiscard]] std::uint64_t failed_between(Instant from, Instant to) const;

  /// Starts of Artillery's 10 s windows that have metrics, ascending, aligned to the wall clock.
  [[nodiscard]] std::vector<Instant> window_starts() const;
  [[nodiscard]] MetricSet window(Instant start) const;
  [[nodiscard]] MetricSet total() const;

 private:
  struct RateSpan {
    std::uint64_t events = 0;
    Instant first, last;
    [[nodiscard]] double per_second() const;
  };
  struct Window {
    MetricSet metrics;                                           // rates unused
    std::map<std::pair<std::string, int>, RateSpan> rate_spans;  // by name and worker
  };
  Duration step_ = std::chrono::seconds(1);
  std::map<Instant, LoadSecond> seconds_;
  std::map<Instant, Window> windows_;
  LoadSecond total_load_;
  MetricSet total_;  // rates unused
};

}  // namespace rampart::report
