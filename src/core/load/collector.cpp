#include "core/load/collector.h"

#include <chrono>
#include <utility>

namespace rampart::load {

Collector::Collector(int worker) {
  slot_.worker = worker;
  codes_.fill(none);
  names_.created = counter("vusers.created");
  names_.completed = counter("vusers.completed");
  names_.failed = counter("vusers.failed");
  names_.skipped = counter("vusers.skipped");
  names_.requests = counter("http.requests");
  names_.responses = counter("http.responses");
  names_.downloaded = counter("http.downloaded_bytes");
  names_.response_time = summary("http.response_time");
  names_.session_length = summary("vusers.session_length");
  names_.dns = summary("http.dns");
  names_.tcp = summary("http.tcp");
  names_.tls = summary("http.tls");
  names_.total = summary("http.total");
  names_.by_class.fill(names_.response_time);
  for (std::size_t c = 2; c <= 5; ++c) names_.by_class[c] = summary("http.response_time." + std::to_string(c) + "xx");
}

CounterId Collector::counter(std::string_view name) {
  if (const auto found = counter_ids_.find(name); found != counter_ids_.end()) return found->second;
  const auto id = static_cast<CounterId>(counters_.size());
  counters_.push_back({std::string(name), 0, false});
  counter_ids_.emplace(name, id);
  return id;
}

SummaryId Collector::summary(std::string_view name) {
  if (const auto found = summary_ids_.find(name); found != summary_ids_.end()) return found->second;
  const auto id = static_cast<SummaryId>(summaries_.size());
  summaries_.push_back({std::string(name), {}, false});
  summary_ids_.emplace(name, id);
  return id;
}

// There are a handful of rates, looked up once a user's connection.
RateId Collector::rate(std::string_view name) {
  for (std::size_t i = 0; i < rates_.size(); ++i)
    if (rates_[i].name == name) return static_cast<RateId>(i);
  rates_.push_back({std::string(name), 0, false});
  return static_cast<RateId>(rates_.size() - 1);
}

EndpointId Collector::endpoint(std::string_view name) {
  if (const auto found = endpoint_ids_.find(name); found != endpoint_ids_.end()) return found->second;
  const auto id = static_cast<EndpointId>(endpoints_.size());
  Endpoint& e = endpoints_.emplace_back();
  e.name = name;
  e.response_time = summary(endpoint_namespace_ + ".response_time." + e.name);
  e.codes.fill(none);
  endpoint_ids_.emplace(name, id);
  return id;
}

void Collector::count_error(std::string_view name) { count(counter("errors." + std::string(name))); }

void Collector::count_endpoint_error(EndpointId endpoint, std::string_view name) {
  if (endpoint == no_endpoint) return;
  count(counter(endpoint_namespace_ + "." + endpoints_[endpoint].name + ".errors." + std::string(name)));
}

CounterId Collector::code_counter(int status) {
  const auto index = static_cast<std::size_t>(status);
  if (index >= codes_.size()) return counter("http.codes." + std::to_string(status));
  if (codes_[index] == none) codes_[index] = counter("http.codes." + std::to_string(status));
  return codes_[index];
}

void Collector::request_sent() {
  count(names_.requests);
  ++request_events_;
  ++slot_.requests_sent;
}

void Collector::answered(int status, Duration response_time, std::uint64_t body_bytes) {
  ++slot_.requests_answered;
  count(names_.responses);
  count(code_counter(status));
  count(names_.downloaded, body_bytes);
  record(names_.response_time, response_time);
  const auto status_class = static_cast<std::size_t>(status / 100);
  if (status_class >= 2 && status_class <= 5) record(names_.by_class[status_class], response_time);
}

void Collector::endpoint_answered(EndpointId id, int status, Duration response_time) {
  if (id == no_endpoint) return;
  Endpoint& endpoint = endpoints_[id];
  record(endpoint.response_time, response_time);
  const auto index = static_cast<std::size_t>(status);
  if (index >= endpoint.codes.size()) return;
  if (endpoint.codes[index] == none)
    endpoint.codes[index] = counter(endpoint_namespace_ + "." + endpoint.name + ".codes." + std::to_string(status));
  count(endpoint.codes[index]);
}

void Collector::endpoint_server_timing(EndpointId id, Duration time) {
  if (id != no_endpoint) record(summary(endpoint_namespace_ + ".server-timing." + endpoints_[id].name), time);
}

void Collector::timed(Duration dns, Duration tcp, Duration tls, Duration total, bool secure) {
  record(names_.dns, dns);
  record(names_.tcp, tcp);
  if (secure) record(names_.tls, tls);
  record(names_.total, total);
}

void Collector::took(Duration felt, Duration service) {
  slot_.felt.record(microseconds_of(felt));
  slot_.service.record(microseconds_of(service));
}

void Collector::user_started(Duration lateness) {
  ++slot_.arrivals_started;
  slot_.lateness.record(microseconds_of(lateness));
  count(names_.created);
}

void Collector::emit(const HookMetric& metric) {
  using Kind = HookMetric::Kind;
  switch (metric.kind) {
    case Kind::counter:
      count(counter(metric.name), static_cast<std::uint64_t>(std::clamp(metric.value, 0.0, 9e15)));
      break;
    case Kind::histogram:
      record(summary(metric.name), Duration(static_cast<std::int64_t>(std::clamp(metric.value, 0.0, 9e12) * 1e6)));
      break;
    case Kind::rate:
      ++own_rates_[std::string(metric.name)];
      break;
    case Kind::error:
      count_error(metric.name);
      break;
  }
}

bool Collector::is_empty() const {
  return own_rates_.empty() && touched_counters_.empty() && touched_summaries_.empty() && touched_rates_.empty() &&
         slot_.arrivals_due == 0 && slot_.requests_sent == 0 && slot_.requests_failed == 0 && slot_.felt.empty();
}

std::optional<ledger::LoadSlot> Collector::roll(Instant now) {
  const Instant second = floor_to(now, std::chrono::seconds(1));
  if (second <= slot_.start) return std::nullopt;
  auto closed = flush();
  slot_.start = second;
  return closed;
}

std::optional<ledger::LoadSlot> Collector::flush() {
  if (is_empty()) return std::nullopt;
  return take();
}

ledger::LoadSlot Collector::take() {
  ledger::LoadSlot out = std::exchange(slot_, {});
  slot_.start = out.start;
  slot_.worker = out.worker;
  for (const std::uint32_t id : touched_counters_) {
    out.counters.emplace(counters_[id].name, counters_[id].value);
    counters_[id].value = 0;
    counters_[id].touched = false;
  }
  for (const std::uint32_t id : touched_summaries_) {
    out.summaries.emplace(summaries_[id].name, std::exchange(summaries_[id].histogram, {}));
    summaries_[id].touched = false;
  }
  for (const std::uint32_t id : touched_rates_) {
    out.rates.emplace(rates_[id].name, std::exchange(rates_[id].value, 0));
    rates_[id].touched = false;
  }
  if (request_events_ > 0) out.rates.emplace("http.request_rate", std::exchange(request_events_, 0));
  for (const auto& [name, events] : own_rates_) out.rates.emplace(name, events);
  own_rates_.clear();
  touched_counters_.clear();
  touched_summaries_.clear();
  touched_rates_.clear();
  return out;
}

}  // namespace rampart::load
