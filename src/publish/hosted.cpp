#include "publish/hosted.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "publish/each_metric.h"

namespace rampart::publish {
namespace {

/// A host alone is spoken to over TLS; an address with its scheme is taken as it is, for a proxy or a test.
std::string with_scheme(const std::string& host) {
  return host.starts_with("http://") || host.starts_with("https://") ? host : "https://" + host;
}

}  // namespace

DatadogApi::DatadogApi(const boost::json::object& options, const RunFacts& facts)
    : url_(with_scheme(text_option(options, "apiHost", "app.datadoghq.com")) + "/api/v1/"),
      api_key_(text_option(options, "apiKey", "")),
      app_key_(text_option(options, "appKey", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      tags_(list_option(options, "tags")),
      filter_(options, "excluded", Filter::Compare::by_prefix),
      event_(mapping_of(options, "event")),
      sends_events_(is_sent(event_)) {
  title_ = text_option(event_, "title", "Artillery.io Test " + std::to_string(milliseconds_of(facts.started)));
  text_ = text_option(event_, "text", "Target: " + facts.target);
}

Message DatadogApi::post(const char* what, const boost::json::object& body) const {
  HttpPost post{url_ + what, {{"content-type", "application/json"}, {"dd-api-key", api_key_}}, {}};
  if (!app_key_.empty()) post.headers.emplace_back("dd-application-key", app_key_);
  post.body = boost::json::serialize(body);
  return post;
}

// It sends them unless told not to, `event` or no `event`, as Artillery does.
std::vector<Message> DatadogApi::event(const char* what) const {
  if (!sends_events_) return {};
  const auto tags = list_option(event_, "tags");
  boost::json::object body{
      {"title", what + title_}, {"text", text_}, {"tags", boost::json::array(tags.begin(), tags.end())}};
  const auto add = [&](const char* name, std::string_view key, std::string_view otherwise) {
    if (const std::string value = text_option(event_, key, otherwise); !value.empty()) body[name] = value;
  };
  add("aggregation_key", "aggregationKey", "");
  add("priority", "priority", "low");
  add("source_type_name", "sourceTypeName", "");
  add("alert_type", "alertType", "info");
  return {post("events", body)};
}

std::vector<Message> DatadogApi::window(const WindowStats& stats, Instant now) {
  boost::json::array series;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    series.push_back({{"metric", prefix_ + name},
                      {"points", boost::json::array{boost::json::array{milliseconds_of(now) / 1000, value}}},
                      {"type", counter ? "count" : "gauge"},
                      {"tags", boost::json::array(tags_.begin(), tags_.end())}});
  });
  return {post("series", {{"series", std::move(series)}})};
}

Splunk::Splunk(const boost::json::object& options, const RunFacts& facts)
    : url_("https://ingest." + text_option(options, "realm", "us0") + ".signalfx.com/v2/"),
      token_(text_option(options, "accessToken", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      dimensions_(object_of(pairs_option(options, "dimensions"))),
      filter_(options, "excluded", Filter::Compare::exactly) {
  const boost::json::object event = mapping_of(options, "event");
  if (event.empty() || !is_sent(event)) return;
  boost::json::object dimensions{{"target", facts.target}};
  for (const auto& [name, value] : pairs_option(event, "dimensions")) dimensions[name] = value;
  event_ = {{"eventType", text_option(event, "eventType", "Artillery_io_Test")},
            {"dimensions", std::move(dimensions)},
            {"properties", object_of(pairs_option(event, "properties"))}};
}

Message Splunk::post(const char* what, const boost::json::value& body) const {
  return HttpPost{
      url_ + what, {{"content-type", "application/json"}, {"x-sf-token", token_}}, boost::json::serialize(body)};
}

std::vector<Message> Splunk::event(const char* phase, Instant now) const {
  if (event_.empty()) return {};
  boost::json::object body = event_;
  body["timestamp"] = milliseconds_of(now);
  body["dimensions"].get_object()["phase"] = phase;
  return {post("event", boost::json::array{body})};
}

std::vector<Message> Splunk::window(const WindowStats& stats, Instant /*now*/) {
  boost::json::array gauges, counts;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    (counter ? counts : gauges)
        .push_back({{"metric", prefix_ + name},
                    {"value", value},
                    {"dimensions", dimensions_},
                    {"timestamp", milliseconds_of(stats.start)}});
  });
  return {post("datapoint", boost::json::object{{"gauge", gauges}, {"count", counts}})};
}

NewRelic::NewRelic(const boost::json::object& options, const RunFacts& facts)
    : url_(text_option(options, "region", "us") == "eu" ? "https://metric-api.eu.newrelic.com/metric/v1"
                                                        : "https://metric-api.newrelic.com/metric/v1"),
      key_(text_option(options, "licenseKey", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      attributes_(object_of(pairs_option(options, "attributes"))),
      filter_(options, "excluded", Filter::Compare::exactly) {
  const boost::json::object event = mapping_of(options, "event");
  if (event.empty() || !is_sent(event)) return;
  const bool europe = text_option(options, "region", "us") == "eu";
  events_url_ = (europe ? "https://insights-collector.eu01.nr-data.net/v1/accounts/"
                        : "https://insights-collector.newrelic.com/v1/accounts/") +
                text_option(event, "accountId", "") + "/events";
  event_ = {{"eventType", text_option(event, "eventType", "Artillery_io_Test")}, {"target", facts.target}};
  for (const auto& [name, value] : pairs_option(event, "attributes")) event_[name] = value;
}

Message NewRelic::post(const std::string& url, const boost::json::value& body) const {
  return HttpPost{
      url, {{"content-type", "application/json; charset=UTF-8"}, {"api-key", key_}}, boost::json::serialize(body)};
}

std::vector<Message> NewRelic::event(const char* phase, Instant now) const {
  if (event_.empty()) return {};
  boost::json::object body = event_;
  body["timestamp"] = milliseconds_of(now);
  body["phase"] = phase;
  return {post(events_url_, body)};
}

std::vector<Message> NewRelic::window(const WindowStats& stats, Instant now) {
  boost::json::array metrics;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    metrics.push_back({{"name", prefix_ + name}, {"type", counter ? "count" : "gauge"}, {"value", value}});
  });
  const boost::json::object common{{"timestamp", milliseconds_of(now)},
                                   {"interval.ms", milliseconds_of(stats.last_at) - milliseconds_of(stats.first_at)},
                                   {"attributes", attributes_}};
  const boost::json::array body{boost::json::object{{"common", common}, {"metrics", metrics}}};
  return {post(url_, body)};
}

}  // namespace rampart::publish
