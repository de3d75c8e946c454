// What `prove` asks of a run, and whether it held.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "report/run_view.h"

namespace rampart::report {

/// felt latency's percentile ≤ limit: from the instant a request was due, what a user waited.
struct LatencyTarget {
  double percentile = 95;  ///< 0…100
  double limit_ms = 0;
};

/// requests failed / requests sent ≤ limit.
struct ErrorRateTarget {
  double limit = 0;  ///< 0.01 is one in a hundred.
};

/// At some instant at least this many tasks ran; with `within_s`, so many real seconds after the load had risen:
/// the first second from which the offered rate (mean of five seconds, or of a longer slot) is half its highest or
/// more.
struct ScaleOutTarget {
  std::string service;  ///< Empty: the only service, or the one that ran most tasks.
  int at_least = 2;
  std::optional<double> within_s;
};

/// At the end exactly this many tasks ran.
struct ScaleInTarget {
  std::string service;
  int to = 1;
};

/// Failed requests in seconds in which a task was leaving because of a scale-in ≤ at_most (see scale_in.h).
struct FailedWhileScalingInTarget {
  std::uint64_t at_most = 0;
};

using Target = std::variant<LatencyTarget, ErrorRateTarget, ScaleOutTarget, ScaleInTarget, FailedWhileScalingInTarget>;

struct Check {
  std::string name;  ///< "felt latency p95", "tasks at the end (web)"
  bool pass = false;
  std::optional<double> value;  ///< Nothing when it could not be measured; then the check fails.
  double target = 0;
  std::string comparison;  ///< "<=", ">=", "=="
  std::string unit;        ///< "ms", "%", "tasks", "requests", "s"
  std::string detail;      ///< A sentence when there is more to say, else empty.
};

std::vector<Check> evaluate_targets(const RunView& run, const std::vector<Target>& targets);

/// When the load rose, as ScaleOutTarget defines it; nothing when there was none.
std::optional<Instant> load_rise(const RunSummary& load);

}  // namespace rampart::report
