// A run's place on disk while it lives: a lock, and a record of everything that must not outlive it.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "live/compute/run_records.h"

namespace rampart::live::compute {

/// In a kept run's directory: clear_leftovers() passes it by.
constexpr const char* kept_mark = "kept";

/// ROOT/RUN_ID/ with `lock` (held by flock while this object lives, so that the kernel frees it after kill -9) and
/// `records`, one line each: "process PID START_TIME NAME", "container PID START_TIME PORT TASK NAME", "cgroup PATH",
/// "docker SOCKET". Records are appended before they matter and never removed: a process is known by its pid and its
/// start time together.
class RunDirectory {
 public:
  /// ${XDG_RUNTIME_DIR:-/tmp}/rampart-UID.
  static std::filesystem::path default_root();

  /// Errors: conflict when a living run has this id; unavailable when the directory can't be made or belongs to
  /// somebody else.
  static Result<std::unique_ptr<RunDirectory>> create(const std::filesystem::path& root, const std::string& run_id);

  /// Removes the directory: by then everything recorded must be gone.
  ~RunDirectory();
  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;

  [[nodiscard]] const std::string& run_id() const { return run_id_; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Its tasks go on when this process is killed, and the next run of this id finds them: rampart serve with a state.
  void keep();
  /// What earlier runs of this id wrote down.
  [[nodiscard]] RunRecords records() const { return read_records(path_ / "records"); }

  void record_process(pid_t pid, const std::string& name);
  void record_container(pid_t pid, int port, const std::string& task, const std::string& container);
  void record_cgroup(const std::filesystem::path& directory);
  void record_docker(const std::string& socket);

 private:
  RunDirectory(std::string run_id, std::filesystem::path path, int lock, int records);
  void record(const std::string& line);

  std::string run_id_;
  std::filesystem::path path_;
  int lock_ = -1;
  int records_ = -1;
};

}  // namespace rampart::live::compute
