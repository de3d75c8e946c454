// CPU share and memory limit by the kernel: control groups, version 1 or 2, where this user may make them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "live/compute/cgroup_mounts.h"

namespace rampart::live::compute {

struct CgroupReading {
  double cpu_seconds = 0;
  double memory_bytes = 0;  ///< Without page cache.
};

/// One task's group: a directory per controller (v1), or one (v2).
class Cgroup {
 public:
  Cgroup(std::map<std::string, std::filesystem::path> directories, bool unified)
      : directories_(std::move(directories)), unified_(unified) {}

  /// The group that a running process is in (a container's, by its first process); nullopt when it can't be read here.
  static std::optional<Cgroup> of_process(pid_t pid, const CgroupMounts& mounts);

  /// Files into which a process writes "0" to join.
  [[nodiscard]] std::vector<std::filesystem::path> entries() const;
  [[nodiscard]] std::optional<CgroupReading> read() const;
  /// Whether the kernel killed in it because of the memory limit.
  [[nodiscard]] bool had_memory_kill() const;
  void kill_all() const;
  /// True when nothing is left of it. A group with processes can't be removed.
  bool remove();

 private:
  [[nodiscard]] std::filesystem::path directory(const std::string& controller) const;
  std::map<std::string, std::filesystem::path> directories_;  ///< v2: under "".
  bool unified_;
};

/// A run's directory of groups, "rampart-RUN_ID".
class CgroupTree {
 public:
  /// Version 2 where its cpu and memory controllers can be had, else version 1. Errors: unavailable, with what was
  /// tried.
  static Result<std::unique_ptr<CgroupTree>> make(const std::string& run_id, const CgroupMounts& mounts);
  ~CgroupTree();  ///< Removes what is empty.
  CgroupTree(const CgroupTree&) = delete;
  CgroupTree& operator=(const CgroupTree&) = delete;

  [[nodiscard]] std::string name() const { return unified_ ? "cgroup v2" : "cgroup v1"; }
  [[nodiscard]] std::vector<std::filesystem::path> directories() const;
  /// cpu_units 1024 = one core, held over 20 ms (steadier latencies than the kernel's usual 100 ms).
  Result<Cgroup> add(const std::string& task, int cpu_units, int memory_mib);

 private:
  CgroupTree(std::map<std::string, std::filesystem::path> roots, bool unified)
      : roots_(std::move(roots)), unified_(unified) {}
  [[nodiscard]] bool can_be_joined();
  std::map<std::string, std::filesystem::path> roots_;
  bool unified_;
};

/// Kills what is in a group and its children and removes them: for what a dead run left. True when it is gone.
bool remove_cgroup_tree(const std::filesystem::path& directory);

}  // namespace rampart::live::compute
