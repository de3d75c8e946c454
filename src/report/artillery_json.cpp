#include "report/artillery_json.h"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "report/artillery_number.h"
#include "report/json_text.h"
#include "report/latency_json.h"

namespace rampart::report {
namespace {

namespace json = boost::json;

std::int64_t epoch_ms(Instant t) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

json::object summary_object(const stats::Histogram& h) {
  const double median = quantile_ms(h, 0.5);
  return {{"min", to_artillery_ms(static_cast<double>(h.min()))},
          {"max", to_artillery_ms(static_cast<double>(h.max()))},
          {"count", h.count()},
          {"mean", to_artillery_ms(h.mean())},
          {"p50", median},
          {"median", median},
          {"p75", quantile_ms(h, 0.75)},
          {"p90", quantile_ms(h, 0.9)},
          {"p95", quantile_ms(h, 0.95)},
          {"p99", quantile_ms(h, 0.99)},
          {"p999", quantile_ms(h, 0.999)}};
}

void put_time(json::object& out, const char* key, Instant t) {
  if (t != Instant()) out[key] = epoch_ms(t);
}

json::object metrics_object(const MetricSet& metrics) {
  json::object counters;
  for (const auto& [name, n] : metrics.counters) counters[name] = n;
  json::object rates;
  for (const auto& [name, n] : metrics.rates) rates[name] = n;
  json::object summaries;
  for (const auto& [name, histogram] : metrics.summaries) summaries[name] = summary_object(histogram);

  json::object out{{"counters", std::move(counters)}, {"rates", std::move(rates)}};
  put_time(out, "firstCounterAt", metrics.first_counter_at);
  put_time(out, "firstHistogramAt", metrics.first_histogram_at);
  put_time(out, "lastCounterAt", metrics.last_counter_at);
  put_time(out, "lastHistogramAt", metrics.last_histogram_at);
  put_time(out, "firstMetricAt", metrics.first_at());
  put_time(out, "lastMetricAt", metrics.last_at());
  out["summaries"] = summaries;
  out["histograms"] = std::move(summaries);  // Artillery writes the same thing twice
  return out;
}

/// As metrics_object() with Artillery's order of keys: the period stands before the summaries.
json::object with_period(const MetricSet& metrics, json::value period) {
  json::object out;
  for (auto& member : metrics_object(metrics)) {
    if (member.key() == "summaries" && !period.is_null()) out["period"] = std::move(period);
    out[member.key()] = std::move(member.value());
  }
  return out;
}

}  // namespace

json::object artillery_aggregate(const RunSummary& load) {
  const std::vector<Instant> starts = load.window_starts();
  const json::value period = starts.empty() ? json::value(nullptr) : json::value(epoch_ms(starts.back()));
  return with_period(load.total(), period);
}

json::object artillery_window_object(const RunSummary& load, Instant start) {
  const MetricSet metrics = load.window(start);
  json::object window = with_period(metrics, json::string(std::to_string(epoch_ms(start))));
  for (const auto& [name, n] : metrics.rates) window[name] = nullptr;  // Artillery's files have this odd key
  return window;
}

std::string artillery_json(const RunSummary& load, const Validity& validity, const GeneratorUse& use,
                           std::uint64_t seed) {
  json::array intermediate;
  for (const Instant start : load.window_starts()) intermediate.emplace_back(artillery_window_object(load, start));
  json::array reasons;
  for (const std::string& reason : validity.reasons) reasons.emplace_back(reason);
  json::object rampart = latencies_object(load.total_load());
  rampart["valid"] = validity.valid();
  rampart["validity"] = name_of(validity.grade);
  rampart["reasons"] = std::move(reasons);
  rampart["generator"] = generator_object(use);
  rampart["seed"] = seed;
  return pretty_json(json::object{{"aggregate", artillery_aggregate(load)},
                                  {"intermediate", std::move(intermediate)},
                                  {"rampart", std::move(rampart)}}) +
         "\n";
}

}  // namespace rampart::report
