// Tasks as containers of a Docker Engine (or Podman's compatible API) over its unix socket.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "live/compute/driver.h"
#include "live/compute/output_catalogue.h"
#include "live/compute/run_directory.h"

namespace rampart::live::compute {

struct DockerOptions {
  std::string run_id = {};
  std::filesystem::path log_directory = {};  ///< SERVICE-TASKID.log is written here when a task has ended.
  std::string socket = {};                   ///< As detect_engine() says.
  std::function<Instant()> now = {};         ///< The loop's time, for ComputeEvent::at.
  RunDirectory* run_directory = nullptr;     ///< Where the engine is recorded; must outlive the driver.
  OutputCatalogue* outputs = nullptr;        ///< Of containers with a log configuration; must outlive the driver.
  int parallel_starts = 4;                   ///< Starts are CPU-bound in the engine: more is slower (infra.md §1).
};

/// Containers carry the labels rampart.run, rampart.service and rampart.task. Reached by bridge IP and container port,
/// which PORT names unless the definition sets it. NanoCpus and Memory (= MemorySwap) come from the task
/// definition; containers after a task's first join its network. Images are never pulled: a missing one gives
/// failed_to_start "CannotPullContainerError: …". The output of a container with a log configuration is followed into
/// the catalogue's file (engine_log.h) and isn't in SERVICE-TASKID.log.
/// dependsOn and health checks as ProcessCompute has them; a check is an exec (exec_check.h). A container that others
/// wait for until it has ended (COMPLETE, SUCCESS) has a network of its own: its end would take the task's along.
class DockerCompute : public Driver {
 public:
  /// Waits for the engine's answer (start-up only). Errors: unavailable when it doesn't answer.
  static Result<std::unique_ptr<DockerCompute>> open(boost::asio::io_context& io, DockerOptions options);
};

}  // namespace rampart::live::compute
