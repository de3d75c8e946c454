#include "publish/hosted.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

namespace rampart::publish {
namespace {

std::int64_t milliseconds_of(Instant t) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count();
}

/// Calls `add(name, value, is_counter)` for all that the filter lets through.
template <class F>
void for_each_metric(const WindowStats& stats, const Filter& filter, F add) {
  for (const auto& [name, value] : stats.counters)
    if (filter.lets(name)) add(name, boost::json::value(value), true);
  for (const auto& [name, value] : stats.rates)
    if (filter.lets(name)) add(name, boost::json::value(value), false);
  for (const auto& summary : stats.summaries)
    if (filter.lets(summary.name))
      for (const auto& [key, value] : summary.values) add(summary.name + "." + key, boost::json::value(value), false);
}

boost::json::object object_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  boost::json::object out;
  for (const auto& [name, value] : pairs) out[name] = value;
  return out;
}

/// A host alone is spoken to over TLS; an address with its scheme is taken as it is, for a proxy or a test.
std::string with_scheme(const std::string& host) {
  return host.starts_with("http://") || host.starts_with("https://") ? host : "https://" + host;
}

}  // namespace

DatadogApi::DatadogApi(const boost::json::object& options)
    : url_(with_scheme(text_option(options, "apiHost", "app.datadoghq.com")) + "/api/v1/series"),
      api_key_(text_option(options, "apiKey", "")),
      app_key_(text_option(options, "appKey", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      tags_(list_option(options, "tags")),
      filter_(options, "excluded", Filter::Compare::by_prefix) {}

std::vector<Message> DatadogApi::window(const WindowStats& stats, Instant now) {
  boost::json::array series;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    series.push_back({{"metric", prefix_ + name},
                      {"points", boost::json::array{boost::json::array{milliseconds_of(now) / 1000, value}}},
                      {"type", counter ? "count" : "gauge"},
                      {"tags", boost::json::array(tags_.begin(), tags_.end())}});
  });
  HttpPost post{url_, {{"content-type", "application/json"}, {"dd-api-key", api_key_}}, {}};
  if (!app_key_.empty()) post.headers.emplace_back("dd-application-key", app_key_);
  post.body = boost::json::serialize(boost::json::object{{"series", std::move(series)}});
  return {std::move(post)};
}

Splunk::Splunk(const boost::json::object& options)
    : url_("https://ingest." + text_option(options, "realm", "us0") + ".signalfx.com/v2/datapoint"),
      token_(text_option(options, "accessToken", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      dimensions_(object_of(pairs_option(options, "dimensions"))),
      filter_(options, "excluded", Filter::Compare::exactly) {}

std::vector<Message> Splunk::window(const WindowStats& stats, Instant /*now*/) {
  boost::json::array gauges, counts;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    (counter ? counts : gauges)
        .push_back({{"metric", prefix_ + name},
                    {"value", value},
                    {"dimensions", dimensions_},
                    {"timestamp", milliseconds_of(stats.start)}});
  });
  return {HttpPost{url_,
                   {{"content-type", "application/json"}, {"x-sf-token", token_}},
                   boost::json::serialize(boost::json::object{{"gauge", gauges}, {"count", counts}})}};
}

NewRelic::NewRelic(const boost::json::object& options)
    : url_(text_option(options, "region", "us") == "eu" ? "https://metric-api.eu.newrelic.com/metric/v1"
                                                        : "https://metric-api.newrelic.com/metric/v1"),
      key_(text_option(options, "licenseKey", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      attributes_(object_of(pairs_option(options, "attributes"))),
      filter_(options, "excluded", Filter::Compare::exactly) {}

std::vector<Message> NewRelic::window(const WindowStats& stats, Instant now) {
  boost::json::array metrics;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    metrics.push_back({{"name", prefix_ + name}, {"type", counter ? "count" : "gauge"}, {"value", value}});
  });
  const boost::json::object common{{"timestamp", milliseconds_of(now)},
                                   {"interval.ms", milliseconds_of(stats.last_at) - milliseconds_of(stats.first_at)},
                                   {"attributes", attributes_}};
  const boost::json::array body{boost::json::object{{"common", common}, {"metrics", metrics}}};
  return {HttpPost{
      url_, {{"content-type", "application/json; charset=UTF-8"}, {"api-key", key_}}, boost::json::serialize(body)}};
}

}  // namespace rampart::publish
