// Hosted services that take metrics as JSON: Datadog's API, Splunk Observability, New Relic.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Datadog's series API: counters are counts, rates and each value of a summary gauges.
class DatadogApi : public Reporter {
 public:
  explicit DatadogApi(const boost::json::object& options);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  std::string url_, api_key_, app_key_, prefix_;
  std::vector<std::string> tags_;
  Filter filter_;
};

class Splunk : public Reporter {
 public:
  explicit Splunk(const boost::json::object& options);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  std::string url_, token_, prefix_;
  boost::json::object dimensions_;
  Filter filter_;
};

class NewRelic : public Reporter {
 public:
  explicit NewRelic(const boost::json::object& options);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  std::string url_, key_, prefix_;
  boost::json::object attributes_;
  Filter filter_;
};

}  // namespace rampart::publish
