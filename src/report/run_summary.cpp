#include "report/run_summary.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace rampart::report {
namespace {

constexpr Instant never{};

void widen(Instant& first, Instant& last, Instant from, Instant to) {
  first = first == never ? from : std::min(first, from);
  last = std::max(last, to);
}

void merge_slot(MetricSet& into, const ledger::LoadSlot& slot, Instant first, Instant last) {
  for (const auto& [name, n] : slot.counters) into.counters[name] += n;
  for (const auto& [name, histogram] : slot.summaries) into.summaries[name].merge(histogram);
  if (!slot.counters.empty()) widen(into.first_counter_at, into.last_counter_at, first, last);
  if (!slot.summaries.empty()) widen(into.first_histogram_at, into.last_histogram_at, first, last);
}

LoadSecond second_of(const ledger::LoadSlot& slot) {
  return {slot.arrivals_due, slot.arrivals_started, slot.requests_sent, slot.requests_answered, slot.requests_failed,
          slot.felt,         slot.service,          slot.lateness};
}

std::uint64_t rounded(double value) { return static_cast<std::uint64_t>(std::llround(value)); }

}  // namespace

Instant MetricSet::first_at() const {
  if (first_counter_at == never) return first_histogram_at;
  return first_histogram_at == never ? first_counter_at : std::min(first_counter_at, first_histogram_at);
}

Instant MetricSet::last_at() const { return std::max(last_counter_at, last_histogram_at); }

void LoadSecond::merge(const LoadSecond& other) {
  arrivals_due += other.arrivals_due;
  arrivals_started += other.arrivals_started;
  requests_sent += other.requests_sent;
  requests_answered += other.requests_answered;
  requests_failed += other.requests_failed;
  felt.merge(other.felt);
  service.merge(other.service);
  lateness.merge(other.lateness);
}

double RunSummary::RateSpan::per_second() const {
  return static_cast<double>(events) / std::max(rampart::seconds(last - first), 1.0);
}

void RunSummary::add(const ledger::Recorded& recorded) {
  if (const auto* slot = std::get_if<ledger::LoadSlot>(&recorded.event)) add(*slot);
}

void RunSummary::add(const ledger::LoadSlot& slot) {
  const LoadSecond second = second_of(slot);
  step_ = std::max(step_, slot.span);
  seconds_[floor_to(slot.start, std::chrono::seconds(1))].merge(second);
  total_load_.merge(second);

  // Artillery has no window for a time in which nothing was measured.
  if (slot.counters.empty() && slot.rates.empty() && slot.summaries.empty()) return;
  const Instant first = slot.first_metric_at == never ? slot.start : slot.first_metric_at;
  const Instant last = slot.last_metric_at == never ? slot.start + slot.span : slot.last_metric_at;
  Window& window = windows_[floor_to(slot.start, artillery_window)];
  merge_slot(window.metrics, slot, first, last);
  merge_slot(total_, slot, first, last);
  for (const auto& [name, events] : slot.rates) {
    RateSpan& span = window.rate_spans[{name, slot.worker}];
    span.events += events;
    widen(span.first, span.last, first, last);
  }
}

RunSummary RunSummary::of(const std::vector<ledger::Recorded>& run) {
  RunSummary summary;
  for (const ledger::Recorded& recorded : run) summary.add(recorded);
  return summary;
}

std::uint64_t RunSummary::failed_between(Instant from, Instant to) const {
  std::uint64_t failed = 0;
  const auto end = seconds_.upper_bound(to);
  for (auto i = seconds_.lower_bound(floor_to(from, step_)); i != end; ++i) failed += i->second.requests_failed;
  return failed;
}

std::vector<Instant> RunSummary::window_starts() const {
  std::vector<Instant> starts;
  for (const auto& [start, window] : windows_) starts.push_back(start);
  return starts;
}

MetricSet RunSummary::window(Instant start) const {
  const auto found = windows_.find(start);
  if (found == windows_.end()) return {};
  MetricSet metrics = found->second.metrics;
  for (const auto& [key, span] : found->second.rate_spans) metrics.rates[key.first] += rounded(span.per_second());
  return metrics;
}

// Per worker the mean of its windows, then the sum of the workers. (Artillery averages workers whose last windows
// differ; that halves the rate when one of two workers has its last request a moment earlier, so we don't.)
MetricSet RunSummary::total() const {
  struct Mean {
    double sum = 0;
    int windows = 0;
  };
  std::map<std::pair<std::string, int>, Mean> means;
  for (const auto& [start, window] : windows_) {
    for (const auto& [key, span] : window.rate_spans) {
      means[key].sum += static_cast<double>(rounded(span.per_second()));
      ++means[key].windows;
    }
  }
  MetricSet metrics = total_;
  for (const auto& [key, mean] : means) metrics.rates[key.first] += rounded(mean.sum / mean.windows);
  return metrics;
}

}  // namespace rampart::report
