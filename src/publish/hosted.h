// Hosted services that take metrics as JSON: Datadog's API, Splunk Observability, New Relic.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Datadog's series API: counters are counts, rates and each value of a summary gauges.
class DatadogApi : public Reporter {
 public:
  DatadogApi(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> start(Instant /*now*/) override { return event("Started: "); }
  std::vector<Message> window(const WindowStats& stats, Instant now) override;
  std::vector<Message> end(Instant /*now*/) override { return event("Finished: "); }

 private:
  [[nodiscard]] Message post(const char* what, const boost::json::object& body) const;
  [[nodiscard]] std::vector<Message> event(const char* what) const;
  std::string url_, api_key_, app_key_, prefix_;
  std::vector<std::string> tags_;
  Filter filter_;
  boost::json::object event_;
  bool sends_events_;
  std::string title_, text_;
};

class Splunk : public Reporter {
 public:
  Splunk(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> start(Instant now) override { return event("Test-Started", now); }
  std::vector<Message> window(const WindowStats& stats, Instant now) override;
  std::vector<Message> end(Instant now) override { return event("Test-Finished", now); }

 private:
  [[nodiscard]] Message post(const char* what, const boost::json::value& body) const;
  [[nodiscard]] std::vector<Message> event(const char* phase, Instant now) const;
  std::string url_, token_, prefix_;
  boost::json::object dimensions_;
  Filter filter_;
  boost::json::object event_;  // empty: none is sent
};

class NewRelic : public Reporter {
 public:
  NewRelic(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> start(Instant now) override { return event("Test Started", now); }
  std::vector<Message> window(const WindowStats& stats, Instant now) override;
  std::vector<Message> end(Instant now) override { return event("Test Finished", now); }

 private:
  [[nodiscard]] Message post(const std::string& url, const boost::json::value& body) const;
  [[nodiscard]] std::vector<Message> event(const char* phase, Instant now) const;
  std::string url_, key_, prefix_;
  boost::json::object attributes_;
  Filter filter_;
  std::string events_url_;
  boost::json::object event_;  // empty: none is sent
};

}  // namespace rampart::publish
