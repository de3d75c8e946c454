// A series of time and value: a load to hold the policy against, or what CloudWatch recorded of a metric.
//
// The form is that of the traces in common use (Numenta's NAB, CloudWatch exports): a header line, then "time,value".
// Times are ISO 8601 (with a space or a T, UTC) or Unix seconds, ascending. What the values are says the header's last
// word, or TraceUnit: `rate`, `rps` or `requests_per_second`; `requests` or `count` (in each step); everything else
// (`value`) is a metric as CloudWatch shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::advice {

enum class TraceUnit { rate, requests, metric };

struct Sample {
  Instant at;
  double value = 0;
};

struct Trace {
  std::string file;
  TraceUnit unit = TraceUnit::metric;
  Duration step{};  ///< The most frequent distance between samples.
  std::vector<Sample> samples;

  /// Requests a second at sample i; only for rate and requests.
  [[nodiscard]] double rate(std::size_t i) const;
  [[nodiscard]] bool is_load() const { return unit != TraceUnit::metric; }
};

/// Errors: invalid, with file and line. At least two samples, none negative or out of order.
Result<Trace> parse_trace(std::string_view text, const std::string& file);

}  // namespace rampart::advice
