// What both compute drivers offer beside fleet::Compute: readings for AWS/ECS metrics, and an end that leaves nothing.
//
// Reading order: this file, process_compute.h, docker_compute.h, utilization.h, leftovers.h.
#pragma once

#include <string>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::live::compute {

/// What a running task has used so far. Readings of ended tasks are not given.
struct TaskUsage {
  fleet::TaskId task;
  std::string service;
  std::string cluster;
  double cpu_seconds_total = 0;  ///< Since the task began; never falls.
  double memory_bytes = 0;       ///< Now, without page cache, as ECS counts it.
  int cpu_units = 0;             ///< Of the task definition; 1024 = 1 vCPU.
  int memory_mib = 0;
};

/// One thread: the control loop's, which must outlive every task it started (PR_SET_PDEATHSIG follows the thread).
class Driver : public fleet::Compute {
 public:
  /// Running tasks only, in the order of their ids. Quick (files, about 0.3 ms a task); never waits.
  virtual std::vector<TaskUsage> usage() = 0;

  /// Of a kept run (RunDirectory::keep): call it once, before any start(). Each task is told again, `running` with its
  /// address or `stopped`; whatever else the run left is killed, because nobody remembers having started it. Exit codes
  /// of processes that end after this are not known.
  std::vector<fleet::ComputeEvent> adopt(const std::vector<fleet::TaskLaunch>& tasks, Instant now) override = 0;

  /// The end of a run: kills every task at once, waits until they are gone and removes what the driver
  /// made (cgroups, containers). Blocks; no events follow. Stop the tasks and wait for their events first where
  /// they should end gracefully. Called again, or by the destructor, it does nothing more.
  virtual void clear() = 0;
};

}  // namespace rampart::live::compute
