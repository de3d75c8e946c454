// StatsD and its dialects: `statsd` and `datadog` (DogStatsD: tags, events), `influxdb-statsd` (Telegraf: tags in the
// name).
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Counters are increments, rates and each value of a summary gauges; one datagram each, as Artillery sends them.
class StatsD : public Reporter {
 public:
  StatsD(const std::string& type, const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> start(Instant now) override { return event("Started: ", now); }
  std::vector<Message> window(const WindowStats& stats, Instant now) override;
  std::vector<Message> end(Instant now) override { return event("Finished: ", now); }

 private:
  [[nodiscard]] Message metric(const std::string& name, const std::string& value, char type) const;
  [[nodiscard]] std::vector<Message> event(const char* what, Instant now) const;

  bool telegraf_;
  std::string host_;
  int port_;
  std::string prefix_;
  std::vector<std::string> tags_;
  Filter filter_;
  bool sends_events_ = true;
  boost::json::object event_;
  std::string title_;
  std::string text_;
};

}  // namespace rampart::publish
