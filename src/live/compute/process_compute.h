// Tasks as plain processes: the embedded default, which needs no container engine and no root.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "live/compute/driver.h"
#include "live/compute/output_catalogue.h"
#include "live/compute/run_directory.h"

namespace rampart::live::compute {

/// How a task's CPU share is held.
enum class CpuShare {
  automatic,  ///< cgroup v2, else v1, else pacing.
  cgroup,     ///< Error when cgroups aren't writable.
  pacing,     ///< SIGSTOP and SIGCONT by measured CPU time.
};

struct ProcessOptions {
  std::string run_id = {};
  std::filesystem::path log_directory = {};  ///< SERVICE-TASKID.log is written here.
  /// Image name without tag → argv in front of the container's command: {"rampart-heavy", {self, "heavy"}}.
  std::map<std::string, std::vector<std::string>> programs = {};
  std::function<Instant()> now = {};      ///< The loop's time, for ComputeEvent::at.
  RunDirectory* run_directory = nullptr;  ///< Where pids and cgroups are recorded; must outlive the driver.
  OutputCatalogue* outputs = nullptr;     ///< Of containers with a log configuration; must outlive the driver.
  CpuShare cpu_share = CpuShare::automatic;
  bool tasks_outlive_us = false;  ///< They go on when this process is killed, for the next one to adopt.
};

/// A container is its own session with PORT (a free port below 32768, for its first port mapping; wins over the
/// definition's), RAMPART_RUN, the definition's environment and the caller's PATH, HOME, LANG and TMPDIR. Its program
/// is entryPoint + command, or the image's program + command; an image that isn't in `programs` gives failed_to_start
/// ("CannotPullContainerError: …"), a program that can't be executed "CannotStartContainerError: …".
/// A container with a log configuration writes SERVICE-TASKID-CONTAINER.out, from which its lines are taken into the
/// catalogue's file (raw_output.h); the others' output is together in SERVICE-TASKID.log.
/// dependsOn and health checks by core/fleet's rules (container_order.h, container_health.h): intervals, startPeriod
/// and startTimeout pass with the loop's time, a check's timeout is real. A check is a process with its container's
/// environment, killed with its group when its time is over.
/// All containers of a task share its CPU and memory limit; the end of an essential one ends the task.
/// A memory limit is held by the cgroup (the kernel kills) or, when pacing, by a look at RSS twice a second.
/// stopTimeout is real time even when the control plane's clock is scaled: programs need it.
class ProcessCompute : public Driver {
 public:
  /// Errors: unavailable when CpuShare::cgroup can't be had or the log directory can't be made.
  static Result<std::unique_ptr<ProcessCompute>> open(boost::asio::io_context& io, ProcessOptions options);
};

}  // namespace rampart::live::compute
