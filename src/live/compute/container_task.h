// What the Docker driver remembers of a task. Plain data; docker_compute.cpp moves it along.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "live/compute/cgroup.h"
#include "live/compute/docker_messages.h"
#include "live/compute/driver.h"

namespace rampart::live::compute {

struct TaskContainer {
  fleet::ContainerSpec spec;
  std::string id;  ///< Of the engine; empty until created.
  bool ended = false;
  bool asking = false;            ///< An inspection is under way.
  bool reported_memory = false;   ///< An `oom` event came.
  bool asked_about_kill = false;  ///< It was killed, and was looked at for the reason.
  Inspection last = {};
  std::optional<Cgroup> cgroup = {};          ///< nullopt: it can't be read here.
  std::optional<CgroupReading> reading = {};  ///< The latest; nullopt: the statistics API is asked instead.
  std::optional<EngineStats> stats = {};
  bool asking_stats = false;
};

struct ContainerTask {
  fleet::TaskLaunch launch;
  std::vector<TaskContainer> containers = {};
  bool running = false;  ///< It was reported so.
  bool stop_asked = false;
  bool stopping = false;
  Duration stop_timeout{};
  bool essential_ended = false;
  int exit_code = 0;
  bool out_of_memory = false;
};

/// The first port mapping of any container; 0 without one.
int first_port(const fleet::TaskDefinition& definition);

/// Sums of what its containers use; nullopt before the first reading.
std::optional<TaskUsage> usage_of(const ContainerTask& task);

}  // namespace rampart::live::compute
