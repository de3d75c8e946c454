// One station under Poisson arrivals, long enough to be compared with queueing theory.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/task_model.h"

namespace rampart::sim::testing {

/// What the requests of one batch met: shares of them, and seconds.
struct Batch {
  double waited = 0;     ///< Share that found all workers busy.
  double mean_wait = 0;  ///< Of all that were admitted.
  double slow = 0;       ///< Share of the admitted with a response longer than QueueRun::slow_s.
  double refused = 0;    ///< Share.
};

struct QueueRun {
  TaskModel model;
  double rate = 1;  ///< Requests a second.
  double slow_s = 1e9;
  int batch_requests = 1000;
  int batches = 30;  ///< After one that isn't kept: the queue starts empty.
  std::uint64_t seed = 1;
};
std::vector<Batch> run(const QueueRun& how);

/// Mean of a batch figure and its standard error, from the scatter of the batches.
struct Estimate {
  double mean = 0;
  double standard_error = 0;
};
Estimate estimate(const std::vector<Batch>& batches, double Batch::*figure);

}  // namespace rampart::sim::testing
