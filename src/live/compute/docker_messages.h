// What is said to a container engine and what it answers: paths and bodies of the Docker Engine API 1.41. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::live::compute {

/// "rampart.run=ID": the label by which a run's containers are found again.
std::string run_label(const std::string& run_id);

std::string create_target(const std::string& name);
std::string start_target(const std::string& container);
std::string inspect_target(const std::string& container);
/// SIGTERM, then SIGKILL after the timeout (whole seconds, rounded up).
std::string stop_target(const std::string& container, Duration timeout);
std::string kill_target(const std::string& container);
std::string remove_target(const std::string& container);  ///< Kills it first where it still runs.
std::string logs_target(const std::string& container);
/// Every line with its time; only those since `after` (nanoseconds since the epoch, 0: all); `follow`: and what comes.
std::string timed_logs_target(const std::string& container, std::uint64_t after, bool follow);
std::string stats_target(const std::string& container);
std::string exec_target(const std::string& container);
std::string exec_body(const std::vector<std::string>& command);
std::string exec_start_target(const std::string& exec);
std::string exec_inspect_target(const std::string& exec);
/// nullopt: it still runs.
std::optional<int> exec_exit_code(std::string_view body);
std::string list_target(const std::string& run_id);    ///< Running or not.
std::string events_target(const std::string& run_id);  ///< die and oom of this run's containers.

/// "rampart-SERVICE-TASK-CONTAINER" in the engine's alphabet.
std::string container_name(const fleet::TaskLaunch& task, const fleet::ContainerSpec& container);

/// The body of create. `joined` is the container whose network it shares; empty for a task's first. `log_is_kept`: its
/// output is followed and kept here, so the engine need not keep more than 8 MB.
std::string create_body(const std::string& run_id, const fleet::TaskLaunch& task, const fleet::ContainerSpec& container,
                        const std::string& joined, bool log_is_kept = false);

/// {"Id": …} of create; {"message": …} of an error. Empty when it isn't there.
std::string created_id(std::string_view body);
std::string error_message(std::string_view body);
std::vector<std::string> container_ids(std::string_view list_body);
std::vector<std::string> running_container_ids(std::string_view list_body);
/// (container id, its task's id by the label) of each.
std::vector<std::pair<std::string, std::string>> containers_with_tasks(std::string_view list_body);

struct Inspection {
  bool running = false;
  int exit_code = 0;
  bool out_of_memory = false;
  int pid = 0;                  ///< Of its first process, in the engine's pid namespace.
  std::string ip_address = {};  ///< On its bridge; empty without a network of its own.
  std::string id = {};
};
std::optional<Inspection> parse_inspection(std::string_view body);

struct EngineEvent {
  std::string action;     ///< "die", "oom"
  std::string container;  ///< Full id.
};
std::optional<EngineEvent> parse_event(std::string_view line);

struct EngineStats {
  double cpu_seconds = 0;
  double memory_bytes = 0;  ///< Without page cache.
};
std::optional<EngineStats> parse_stats(std::string_view body);

/// stdout and stderr as they came, without the engine's 8-byte frame headers. A body that isn't framed (Podman,
/// terminals) is given back unchanged.
std::string plain_log(std::string_view framed);

}  // namespace rampart::live::compute
