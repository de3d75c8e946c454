// Prometheus remote write 1.0: a series for each metric, straight to Prometheus or what speaks like it. Artillery has
// only the push gateway; this is `type: prometheus` with `remoteWrite: <url>` in place of `pushgateway`. Source:
// prometheus.io/docs/specs/prw/remote_write_spec.
#pragma once

#include <map>

#include "publish/reporter.h"

namespace rampart::publish {

/// Metrics and labels are those of the push gateway; counters grow from window to window.
class PrometheusRemoteWrite : public Reporter {
 public:
  PrometheusRemoteWrite(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

  /// The message before it is packed.
  [[nodiscard]] std::string encode(const WindowStats& stats);

 private:
  std::string url_;
  std::string prefix_;
  std::map<std::string, std::string> labels_;
  std::vector<std::pair<std::string, std::string>> headers_;
  std::map<std::string, double> counters_;
};

}  // namespace rampart::publish
