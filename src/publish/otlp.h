// OpenTelemetry: metrics over HTTP, as JSON (otlp-http) or protocol buffers (otlp-proto).
// Source: opentelemetry.io/docs/specs/otlp and opentelemetry-proto's metrics.proto.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Counters are sums of their window (delta), rates and each value of a summary gauges.
class Otlp : public Reporter {
 public:
  explicit Otlp(const boost::json::object& options);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  struct Point {
    std::string name;
    double value;
    bool counter;
  };
  [[nodiscard]] std::vector<Point> points(const WindowStats& stats) const;
  [[nodiscard]] std::string as_json(const WindowStats& stats, Instant now) const;
  [[nodiscard]] std::string as_protobuf(const WindowStats& stats, Instant now) const;

  boost::json::object metrics_;
  std::string service_;
  std::string url_;
  std::string meter_;
  bool protobuf_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::vector<std::pair<std::string, std::string>> attributes_;
  Filter filter_;
};

}  // namespace rampart::publish
