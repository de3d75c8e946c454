#include "publish/remote_write.h"

#include <snappy.h>

#include <chrono>

#include "publish/options.h"
#include "publish/prometheus.h"
#include "publish/protobuf.h"

namespace rampart::publish {
namespace {

std::uint64_t milliseconds_of(Instant t) {
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::milliseconds>(t.time_since_epoch()).count());
}

}  // namespace

PrometheusRemoteWrite::PrometheusRemoteWrite(const boost::json::object& options, const RunFacts& facts)
    : url_(text_option(options, "remoteWrite", "")),
      prefix_(text_option(options, "prefix", "artillery")),
      headers_(mapping_option(options, "headers")) {
  labels_["job"] = facts.job;
  for (auto& [name, value] : pairs_option(options, "tags")) labels_[name] = value;
}

std::string PrometheusRemoteWrite::encode(const WindowStats& stats) {
  Protobuf out;
  const std::uint64_t at = milliseconds_of(stats.last_at);
  const auto add = [&](const char* family, const std::string& metric, double value) {
    std::map<std::string, std::string> labels = labels_;  // the specification wants them sorted by name
    labels["__name__"] = prefix_ + "_" + family;
    labels["metric"] = metric;
    Protobuf series;
    for (const auto& [name, text] : labels) {
      Protobuf label;
      label.text(1, name);
      label.text(2, text);
      series.message(1, label);
    }
    Protobuf sample;
    sample.number(1, value);
    sample.varint(2, at);
    series.message(2, sample);
    out.message(1, series);
  };
  for (const auto& [name, value] : stats.counters) counters_[prometheus_key(name)] += static_cast<double>(value);
  for (const auto& [metric, value] : counters_) add("counters", metric, value);
  for (const auto& [name, value] : stats.rates) add("rates", prometheus_key(name), static_cast<double>(value));
  for (const auto& summary : stats.summaries)
    for (const auto& [key, value] : summary.values) add("summaries", prometheus_key(summary.name) + "_" + key, value);
  return out.bytes();
}

std::vector<Message> PrometheusRemoteWrite::window(const WindowStats& stats, Instant /*now*/) {
  const std::string message = encode(stats);
  HttpPost post;
  post.url = url_;
  snappy::Compress(message.data(), message.size(), &post.body);
  post.headers = {{"content-type", "application/x-protobuf"},
                  {"content-encoding", "snappy"},
                  {"x-prometheus-remote-write-version", "0.1.0"}};
  post.headers.insert(post.headers.end(), headers_.begin(), headers_.end());
  return {std::move(post)};
}

}  // namespace rampart::publish
