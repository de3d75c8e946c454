#include "publish/dynatrace.h"

#include <fmt/format.h>

#include <boost/json/serialize.hpp>
#include <utility>

#include "publish/each_metric.h"

namespace rampart::publish {

Dynatrace::Dynatrace(const boost::json::object& options, const RunFacts& facts)
    : url_(text_option(options, "envUrl", "")),
      token_(text_option(options, "apiToken", "")),
      prefix_(text_option(options, "prefix", "artillery.")),
      filter_(options, "excluded", Filter::Compare::exactly) {
  while (url_.ends_with('/')) url_.pop_back();
  for (const auto& [name, value] : pairs_option(options, "dimensions"))
    dimensions_ += fmt::format(",{}=\"{}\"", name, value);
  const boost::json::object event = mapping_of(options, "event");
  if (!options.contains("event") || !is_sent(event)) return;
  boost::json::object properties{{"Target", facts.target}};
  for (const auto& [name, value] : pairs_option(event, "properties")) properties[name] = value;
  event_ = {{"eventType", text_option(event, "eventType", "CUSTOM_INFO")},
            {"title", text_option(event, "title", "Artillery_io_test")},
            {"properties", std::move(properties)}};
  if (const std::string selector = text_option(event, "entitySelector", ""); !selector.empty())
    event_["entitySelector"] = selector;
}

std::vector<Message> Dynatrace::window(const WindowStats& stats, Instant now) {
  std::string body;
  for_each_metric(stats, filter_, [&](const std::string& name, const boost::json::value& value, bool counter) {
    body += fmt::format("{}{}{}{} {},{}{} {}", body.empty() ? "" : "\n", prefix_, name, dimensions_,
                        counter ? "count" : "gauge", counter ? "delta=" : "", number_text(value.to_number<double>()),
                        milliseconds_of(now));
  });
  return {post("/api/v2/metrics/ingest", "text/plain", std::move(body))};
}

std::vector<Message> Dynatrace::event(const char* phase, Instant now) const {
  if (event_.empty()) return {};
  boost::json::object body = event_;
  body["startTime"] = milliseconds_of(now);
  body["endTime"] = milliseconds_of(now) + 1;
  body["properties"].get_object()["Phase"] = phase;
  return {post("/api/v2/events/ingest", "application/json", boost::json::serialize(body))};
}

Message Dynatrace::post(const char* path, const char* type, std::string body) const {
  return HttpPost{url_ + path, {{"content-type", type}, {"authorization", "Api-Token " + token_}}, std::move(body)};
}

}  // namespace rampart::publish
