// What the Docker driver remembers of a task. Plain data; docker_compute.cpp moves it along.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/fleet/container_health.h"
#include "core/fleet/container_order.h"
#include "live/compute/cgroup.h"
#include "live/compute/docker_messages.h"
#include "live/compute/driver.h"
#include "live/compute/engine_log.h"

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
  fleet::StartingContainer state = {};
  std::optional<fleet::HealthWatch> health = {};
  std::shared_ptr<EngineLog> log = {};  ///< nullptr: its output is fetched when it has ended.
};

struct ContainerTask {
  fleet::TaskLaunch launch;
  std::vector<TaskContainer> containers = {};
  std::size_t network = 0;  ///< Index of the container whose network the others join.
  bool has_network = false;
  bool holds_slot = false;  ///< Of those that start at the same time.
  bool busy = false;        ///< One of its containers is being created and started.
  bool waiting = false;     ///< Some of its containers run, others wait for them.
  bool running = false;     ///< It was reported so.
  bool stop_asked = false;
  bool stopping = false;
  Duration stop_timeout{};
  bool essential_ended = false;
  int exit_code = 0;
  bool out_of_memory = false;
};

/// The first port mapping of any container; 0 without one.
int first_port(const fleet::TaskDefinition& definition);

/// Whether another container waits for this one to end: it can't lend its network to the task.
bool is_waited_out(const fleet::TaskDefinition& definition, const std::string& container);
std::vector<fleet::ContainerReading> readings_of(const ContainerTask& task);
/// Whether all that was started has ended, and nothing will be started any more.
bool is_over(const ContainerTask& task);

/// Sums of what its containers use; nullopt before the first reading.
std::optional<TaskUsage> usage_of(const ContainerTask& task);

}  // namespace rampart::live::compute
