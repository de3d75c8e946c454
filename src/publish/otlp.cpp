#include "publish/otlp.h"

#include <chrono>
#include <utility>

#include "publish/each_metric.h"
#include "publish/otlp_attribute.h"
#include "publish/otlp_message.h"

namespace rampart::publish {
namespace {

constexpr int delta = 1;  // AGGREGATION_TEMPORALITY_DELTA

const boost::json::object& metrics_of(const boost::json::object& options) {
  static const boost::json::object none;
  const auto* found = options.if_contains("metrics");
  return found != nullptr && found->is_object() ? found->get_object() : none;
}

std::int64_t nanoseconds_of(Instant t) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(t.time_since_epoch()).count();
}

}  // namespace

Otlp::Otlp(const boost::json::object& options)
    : metrics_(metrics_of(options)),
      service_(text_option(options, "serviceName", "Artillery-test")),
      url_(text_option(metrics_, "endpoint", "http://localhost:4318/v1/metrics")),
      meter_(text_option(metrics_, "meterName", "Artillery.io_metrics")),
      protobuf_(text_option(metrics_, "exporter", "otlp-http") == "otlp-proto"),
      headers_(mapping_option(metrics_, "headers")),
      attributes_(mapping_option(metrics_, "attributes")),
      filter_(metrics_, "exclude", Filter::Compare::exactly) {}

std::vector<Otlp::Point> Otlp::points(const WindowStats& stats) const {
  std::vector<Point> out;
  for (const auto& [name, value] : stats.counters)
    if (filter_.lets(name)) out.push_back({name, static_cast<double>(value), true});
  for (const auto& [name, value] : stats.rates)
    if (filter_.lets(name)) out.push_back({name, static_cast<double>(value), false});
  for (const auto& summary : stats.summaries)
    if (filter_.lets(summary.name))
      for (const auto& [key, value] : summary.values) out.push_back({summary.name + "." + key, value, false});
  return out;
}

std::vector<Message> Otlp::window(const WindowStats& stats, Instant now) {
  HttpPost post;
  post.url = url_;
  post.headers = {{"content-type", protobuf_ ? "application/x-protobuf" : "application/json"}};
  post.headers.insert(post.headers.end(), headers_.begin(), headers_.end());
  post.body = protobuf_ ? as_protobuf(stats, now) : as_json(stats, now);
  return {std::move(post)};
}

std::string Otlp::as_json(const WindowStats& stats, Instant now) const {
  boost::json::array attributes;
  for (const auto& [key, value] : attributes_) attributes.push_back(json_attribute(key, value));
  attributes.push_back(json_attribute("startTime", milliseconds_of(stats.first_at)));
  attributes.push_back(json_attribute("endTime", milliseconds_of(stats.last_at)));
  boost::json::array metrics;
  for (const Point& point : points(stats)) {
    const boost::json::array data{{{"attributes", attributes},
                                   {"startTimeUnixNano", nanoseconds_of(stats.start)},
                                   {"timeUnixNano", nanoseconds_of(now)},
                                   {"asDouble", point.value}}};
    boost::json::object metric{{"name", point.name}, {"description", ""}, {"unit", ""}};
    if (point.counter)
      metric["sum"] = {{"aggregationTemporality", delta}, {"isMonotonic", true}, {"dataPoints", data}};
    else
      metric["gauge"] = {{"dataPoints", data}};
    metrics.push_back(std::move(metric));
  }
  return json_message("metrics", service_, {{"name", meter_}, {"version", ""}}, std::move(metrics));
}

std::string Otlp::as_protobuf(const WindowStats& stats, Instant now) const {
  std::vector<Protobuf> metrics;
  for (const Point& point : points(stats)) {
    Protobuf data;
    data.fixed64(2, static_cast<std::uint64_t>(nanoseconds_of(stats.start)));
    data.fixed64(3, static_cast<std::uint64_t>(nanoseconds_of(now)));
    data.number(4, point.value);
    for (const auto& [key, value] : attributes_) data.message(7, protobuf_attribute(key, value));
    data.message(7, protobuf_attribute("startTime", milliseconds_of(stats.first_at)));
    data.message(7, protobuf_attribute("endTime", milliseconds_of(stats.last_at)));
    Protobuf kind, metric;
    kind.message(1, data);
    if (point.counter) {
      kind.varint(2, delta);
      kind.varint(3, 1);
    }
    metric.text(1, point.name);
    metric.message(point.counter ? 7 : 5, kind);
    metrics.push_back(std::move(metric));
  }
  return protobuf_message(service_, meter_, metrics);
}

}  // namespace rampart::publish
