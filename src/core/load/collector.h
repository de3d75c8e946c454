// Collector: what one worker's users did, second by second, under Artillery's metric names (reference artillery.md
// §5.1).
//
// Names become small numbers once, at the start or at the first sight of a status code; on the request path counting is
// an array access. The maps of a LoadSlot are built when its second has passed, from the touched entries only.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/ledger/event.h"
#include "core/load/hooks.h"
#include "core/stats/histogram.h"

namespace rampart::load {

using CounterId = std::uint32_t;
using SummaryId = std::uint32_t;
using RateId = std::uint32_t;
using EndpointId = std::uint32_t;

/// One thread only. Times are recorded as whole microseconds; below zero as zero.
class Collector {
 public:
  explicit Collector(int worker);

  /// The number of this name; the same name always has the same. Not for the request path.
  CounterId counter(std::string_view name);
  SummaryId summary(std::string_view name);
  RateId rate(std::string_view name);
  /// For plugins.metrics-by-endpoint.
  EndpointId endpoint(std::string_view name);
  static constexpr EndpointId no_endpoint = ~EndpointId{0};
  /// What stands before the names of endpoints; before the first endpoint() only.
  void name_endpoints_in(std::string_view space) { endpoint_namespace_ = space; }

  void count(CounterId id, std::uint64_t n = 1) {
    Counter& c = counters_[id];
    c.value += n;
    touch(c.touched, touched_counters_, id);
  }
  void record(SummaryId id, Duration time) {
    Summary& s = summaries_[id];
    s.histogram.record(microseconds_of(time));
    touch(s.touched, touched_summaries_, id);
  }
  /// One more of what is counted a second.
  void tick(RateId id) {
    Counter& c = rates_[id];
    ++c.value;
    touch(c.touched, touched_rates_, id);
  }
  /// Counter "errors.NAME".
  void count_error(std::string_view name);
  void count_endpoint_error(EndpointId endpoint, std::string_view name);

  /// A request goes out (each redirect hop counts).
  void request_sent();
  /// An answer came: codes, response times of its class.
  void answered(int status, Duration response_time, std::uint64_t body_bytes);
  void endpoint_answered(EndpointId endpoint, int status, Duration response_time);
  /// What the server itself took, as it says in the header server-timing.
  void endpoint_server_timing(EndpointId endpoint, Duration time);
  /// For config.http.extendedMetrics, of an answer: http.dns, http.tcp, http.tls (`secure` only), http.total.
  void timed(Duration dns, Duration tcp, Duration tls, Duration total, bool secure);
  /// The same request or failure, to the end of the answer, from the instant it was due and from being sent.
  void took(Duration felt, Duration service);
  /// A transport error, or an answer >= 500.
  void request_failed() { ++slot_.requests_failed; }
  void user_started(Duration lateness);
  void arrivals_due(std::uint64_t n) { slot_.arrivals_due += n; }

  /// A metric of a hook's. A histogram's values are milliseconds, as everywhere in Artillery's reports.
  void emit(const HookMetric& metric);

  /// Something was counted at `t`: Artillery's windows and rates go from the first to the last such instant.
  void at(Instant t) {
    t = std::max(t, slot_.start);
    if (slot_.first_metric_at == Instant{}) slot_.first_metric_at = t;
    slot_.last_metric_at = std::max(slot_.last_metric_at, t);
  }

  /// Call at the start of each turn. When the second that was open has passed, gives its slot (unless nothing happened
  /// in it) and opens that of `now`.
  std::optional<ledger::LoadSlot> roll(Instant now);
  /// What is open, for the end of the run.
  std::optional<ledger::LoadSlot> flush();
  /// The start of the open second.
  [[nodiscard]] Instant open_since() const { return slot_.start; }

  /// Interned once for the callers' convenience.
  struct Names {
    CounterId created, completed, failed, skipped, requests, responses, downloaded;
    SummaryId response_time, session_length, dns, tcp, tls, total;
    std::array<SummaryId, 6> by_class;  ///< [2] is http.response_time.2xx, …; [0] and [1] are unused.
  };
  [[nodiscard]] const Names& names() const { return names_; }

 private:
  struct Counter {
    std::string name;
    std::uint64_t value = 0;
    bool touched = false;
  };
  struct Summary {
    std::string name;
    stats::Histogram histogram;
    bool touched = false;
  };
  struct Endpoint {
    std::string name;
    SummaryId response_time;
    std::array<CounterId, 600> codes;  // none where not seen yet
  };
  static constexpr CounterId none = ~CounterId{0};

  static std::uint64_t microseconds_of(Duration d) {
    return d.count() <= 0 ? 0 : static_cast<std::uint64_t>(d.count() / 1000);
  }
  static void touch(bool& touched, std::vector<std::uint32_t>& list, std::uint32_t id) {
    if (touched) return;
    touched = true;
    list.push_back(id);
  }
  CounterId code_counter(int status);
  ledger::LoadSlot take();
  [[nodiscard]] bool is_empty() const;

  ledger::LoadSlot slot_;
  std::uint64_t request_events_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> own_rates_;  // of hooks
  std::vector<Counter> counters_;
  std::vector<Counter> rates_;
  std::vector<Summary> summaries_;
  std::vector<Endpoint> endpoints_;
  std::string endpoint_namespace_ = "plugins.metrics-by-endpoint";
  std::vector<std::uint32_t> touched_counters_;
  std::vector<std::uint32_t> touched_summaries_;
  std::vector<std::uint32_t> touched_rates_;
  std::map<std::string, CounterId, std::less<>> counter_ids_;
  std::map<std::string, SummaryId, std::less<>> summary_ids_;
  std::map<std::string, EndpointId, std::less<>> endpoint_ids_;
  std::array<CounterId, 600> codes_;
  Names names_;
};

}  // namespace rampart::load
