// What one task of the simulated service does with requests: the model's figures, from a plan's `model` or a recorded
// run. Times are real seconds, unlike the control plane's, which a plan's aws-minute may shorten.
#pragma once

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace rampart::sim {

/// How long a request keeps a worker busy.
struct ServiceTime {
  double mean_s = 0.05;
  double cv = 1;  ///< Coefficient of variation: 0 all alike, 1 exponential, else log-normal.

  [[nodiscard]] double draw(Random& random) const {
    if (cv <= 0) return mean_s;
    if (cv == 1) return random.exponential(mean_s);
    const double sigma2 = std::log1p(cv * cv);
    // Box and Muller; one of the two is enough.
    const double normal =
        std::sqrt(-2 * std::log1p(-random.uniform())) * std::cos(6.283185307179586 * random.uniform());
    return mean_s * std::exp(std::sqrt(sigma2) * normal - sigma2 / 2);
  }
};

struct TaskModel {
  ServiceTime service;
  int workers = 1;         ///< Requests worked on at once.
  int queue = 1000;        ///< That may wait in the task; one more gets 503.
  double cpu_s = -1;       ///< CPU seconds of a request; below 0: as long as its service takes.
  double memory_mib = -1;  ///< Of a running task; below 0: a fifth of its limit.
  double start_s = 23;     ///< From the start of a task to RUNNING; Fargate's own (reference autoscaling.md §0).
  double warm_up_s = 0;    ///< From RUNNING until it answers.
  double stop_s = 0;       ///< From SIGTERM to its end, when no request is left.
  bool health_checks_wait = false;  ///< /health stands in line with the requests, so that overload fails it.

  // The Universal Scalability Law over the service's tasks: with n of them a request takes
  // 1 + contention (n − 1) + coherency n (n − 1) times as long.
  double contention = 0;
  double coherency = 0;
  double downstream_rate = 0;  ///< Requests a second that what all tasks share can take; 0: no bound.

  [[nodiscard]] double cpu_of_request() const { return cpu_s < 0 ? service.mean_s : cpu_s; }
  [[nodiscard]] double stretch(int tasks) const {
    const double n = std::max(1, tasks);
    return 1 + contention * (n - 1) + coherency * n * (n - 1);
  }
  /// Requests a second of one task among `tasks`, at most.
  [[nodiscard]] double capacity(int tasks = 1) const {
    const double own = workers / (service.mean_s * stretch(tasks));
    return downstream_rate > 0 ? std::min(own, downstream_rate / std::max(1, tasks)) : own;
  }
};

}  // namespace rampart::sim
