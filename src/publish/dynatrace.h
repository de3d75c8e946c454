// Dynatrace: metrics in its line protocol, events as JSON.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Counters are deltas, rates and each value of a summary gauges.
class Dynatrace : public Reporter {
 public:
  Dynatrace(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> start(Instant now) override { return event("Test-Started", now); }
  std::vector<Message> window(const WindowStats& stats, Instant now) override;
  std::vector<Message> end(Instant now) override { return event("Test-Finished", now); }

 private:
  [[nodiscard]] Message post(const char* path, const char* type, std::string body) const;
  [[nodiscard]] std::vector<Message> event(const char* phase, Instant now) const;

  std::string url_, token_, prefix_, dimensions_;
  Filter filter_;
  boost::json::object event_;  // empty: none is sent
};

}  // namespace rampart::publish
