// What follows from the trials of a limit: curves fitted to the same points, and target values for scaling policies.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/stats/queueing_curve.h"
#include "core/stats/usl.h"
#include "report/limit_run.h"

namespace rampart::report {

/// A proposed TargetValue of one kind of target tracking policy.
struct ProposedTarget {
  std::string metric;           ///< PredefinedMetricType
  std::optional<double> value;  ///< Nothing where it isn't known; `arithmetic` says why.
  std::string arithmetic;       ///< How it came about, in one line.
};

struct LimitFindings {
  double requests_per_arrival = 1;
  std::optional<stats::Usl> usl;
  stats::UslPeak usl_peak;
  std::optional<stats::QueueingCurve> queue;
  std::optional<double> knee;             ///< Rate, by Kneedle; a second opinion.
  std::optional<double> cpu_at_limit;     ///< Percent, by a line through the trials that met the target.
  std::vector<ProposedTarget> proposals;  ///< Empty without a limit.
  std::string head_room;                  ///< What the head-room is for.
  std::vector<std::string> remarks;       ///< Little's law, checks that contradict the answer, …
};

LimitFindings find_out(const LimitRun& run);

}  // namespace rampart::report
