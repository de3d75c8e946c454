// Mixpanel: each window is an event whose properties are its metrics.
#pragma once

#include "publish/options.h"
#include "publish/reporter.h"

namespace rampart::publish {

/// Its name is the environment, or the target, and the first scenario's name.
class Mixpanel : public Reporter {
 public:
  Mixpanel(const boost::json::object& options, const RunFacts& facts);
  std::vector<Message> window(const WindowStats& stats, Instant now) override;

 private:
  std::string token_, name_;
  Filter all_;
};

}  // namespace rampart::publish
