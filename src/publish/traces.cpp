#include "publish/traces.h"

#include <boost/json/array.hpp>
#include <chrono>
#include <utility>

#include "publish/options.h"
#include "publish/otlp_attribute.h"
#include "publish/otlp_message.h"

namespace rampart::publish {
namespace {

constexpr std::string_view instrument = "artillery-http";
constexpr int client = 3;      // SPAN_KIND_CLIENT
constexpr int error_code = 2;  // STATUS_CODE_ERROR

std::string hexadecimal(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::uint64_t nanoseconds_of(Instant t) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::nanoseconds>(t.time_since_epoch()).count());
}

boost::json::array json_attributes(const Span::Attributes& attributes) {
  boost::json::array out;
  for (const auto& [key, value] : attributes) out.push_back(json_attribute(key, value));
  return out;
}

boost::json::object json_span(const Span& span) {
  boost::json::array events;
  for (const Span::Event& event : span.events)
    events.push_back({{"name", event.name},
                      {"timeUnixNano", nanoseconds_of(event.at)},
                      {"attributes", json_attributes(event.attributes)},
                      {"droppedAttributesCount", 0}});
  boost::json::object out{{"traceId", hexadecimal(span.trace)}, {"spanId", hexadecimal(span.id)}};
  if (!span.parent.empty()) out["parentSpanId"] = hexadecimal(span.parent);
  out["name"] = span.name;
  out["kind"] = client;
  out["startTimeUnixNano"] = nanoseconds_of(span.start);
  out["endTimeUnixNano"] = nanoseconds_of(span.end);
  out["attributes"] = json_attributes(span.attributes);
  out["droppedAttributesCount"] = 0;
  out["events"] = std::move(events);
  out["droppedEventsCount"] = 0;
  boost::json::object status{{"code", span.failed ? error_code : 0}};
  if (!span.failure.empty()) status["message"] = span.failure;
  out["status"] = std::move(status);
  out["links"] = boost::json::array();
  out["droppedLinksCount"] = 0;
  return out;
}

Protobuf protobuf_span(const Span& span) {
  Protobuf out;
  out.text(1, span.trace);
  out.text(2, span.id);
  if (!span.parent.empty()) out.text(4, span.parent);
  out.text(5, span.name);
  out.varint(6, client);
  out.fixed64(7, nanoseconds_of(span.start));
  out.fixed64(8, nanoseconds_of(span.end));
  for (const auto& [key, value] : span.attributes) out.message(9, protobuf_attribute(key, value));
  for (const Span::Event& event : span.events) {
    Protobuf made;
    made.fixed64(1, nanoseconds_of(event.at));
    made.text(2, event.name);
    for (const auto& [key, value] : event.attributes) made.message(3, protobuf_attribute(key, value));
    out.message(11, made);
  }
  Protobuf status;
  if (!span.failure.empty()) status.text(2, span.failure);
  if (span.failed) status.varint(3, error_code);
  out.message(15, status);
  return out;
}

/// An address with another path.
std::string with_path(const std::string& url, std::string_view path) {
  const auto scheme = url.find("://");
  const auto end = url.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3);
  return url.substr(0, end).append(path);
}

const boost::json::object& traces_of(const boost::json::object& options) {
  const auto* found = options.if_contains("traces");
  return found != nullptr && found->is_object() ? found->get_object() : options;
}

}  // namespace

Traces::Traces(std::string_view type, const boost::json::object& options) {
  const boost::json::object& traces = traces_of(options);
  service_ = text_option(traces, "serviceName", "");
  if (service_.empty() || type == "open-telemetry")
    service_ = text_option(options, type == "honeycomb" ? "dataset" : "serviceName", "Artillery-test");
  url_ = "http://localhost:4318/v1/traces";  // a collector or agent here: datadog, cloudwatch
  if (type == "open-telemetry") {
    url_ = text_option(traces, "endpoint", url_);
    headers_ = mapping_option(traces, "headers");
    protobuf_ = text_option(traces, "exporter", "otlp-http") == "otlp-proto";
  } else if (type == "honeycomb") {
    url_ = "https://api.honeycomb.io/v1/traces";
    headers_ = {{"x-honeycomb-team", text_option(options, "apiKey", text_option(options, "writeKey", ""))}};
  } else if (type == "newrelic") {
    const std::string region = text_option(options, "region", "us");
    url_ = region == "eu" || region == "EU" ? "https://otlp.eu01.nr-data.net/v1/traces"
                                            : "https://otlp.nr-data.net/v1/traces";
    headers_ = {{"api-key", text_option(options, "licenseKey", "")}};
  } else if (type == "dynatrace") {
    url_ = with_path(text_option(options, "envUrl", ""), "/api/v2/otlp/v1/traces");
    headers_ = {{"authorization", "Api-Token " + text_option(options, "apiToken", "")}};
    protobuf_ = true;
  }
}

Message Traces::batch(const std::vector<Span>& spans) const {
  HttpPost post;
  post.url = url_;
  post.headers = {{"content-type", protobuf_ ? "application/x-protobuf" : "application/json"}};
  post.headers.insert(post.headers.end(), headers_.begin(), headers_.end());
  if (protobuf_) {
    std::vector<Protobuf> items;
    for (const Span& span : spans) items.push_back(protobuf_span(span));
    post.body = protobuf_message(service_, instrument, items);
  } else {
    boost::json::array items;
    for (const Span& span : spans) items.push_back(json_span(span));
    post.body = json_message("spans", service_, {{"name", instrument}}, std::move(items));
  }
  return post;
}

}  // namespace rampart::publish
