// Traces: spans as OTLP over HTTP, in JSON or protocol buffers, to whichever service the reporter is for.
// Source: opentelemetry.io/docs/specs/otlp and opentelemetry-proto's trace.proto; reference artillery.md §7.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/span.h"
#include "publish/reporter.h"

namespace rampart::publish {

class Traces {
 public:
  /// `options` of a reporter of this type that has `traces`, or of honeycomb, which is nothing else.
  Traces(std::string_view type, const boost::json::object& options);
  [[nodiscard]] Message batch(const std::vector<Span>& spans) const;

 private:
  std::string service_;
  std::string url_;
  std::vector<std::pair<std::string, std::string>> headers_;
  bool protobuf_ = false;
};

}  // namespace rampart::publish
