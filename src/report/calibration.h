// What a task is like, as a recorded run shows it: the figures that a simulation of the same service needs.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/run_view.h"
#include "report/task_capacity.h"

namespace rampart::report {

struct Calibration {
  TaskCapacity capacity;
  double quiet_s = 0;               ///< Mean latency in the seconds in which a task had at most a third of that to do.
  double quiet_cv = 0;              ///< Its coefficient of variation.
  std::optional<double> cpu_share;  ///< Of a task's vCPU, that a request a second takes (0.08: twelve fill it).
  double start_s = 0;    ///< Median, from a task's first state to RUNNING; starts since the load began, else all.
  double warm_up_s = 0;  ///< Median, from RUNNING to a healthy target.
  double stop_s = 0;     ///< Median, from STOPPING to STOPPED.
  int starts = 0;        ///< That were seen.
};

/// Errors: invalid, where the run doesn't show what a task holds (it never loaded its tasks), or was never quiet.
Result<Calibration> calibrate(const RunView& run);

}  // namespace rampart::report
