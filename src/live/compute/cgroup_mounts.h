// Where control groups are mounted, and in which ones a process is.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace rampart::live::compute {

/// Where controllers are mounted. Made from /proc/self/mounts; a test makes its own.
struct CgroupMounts {
  std::map<std::string, std::filesystem::path> v1;  ///< "cpu", "cpuacct", "memory" → directory.
  std::filesystem::path v2;                         ///< Empty: not mounted.
};
CgroupMounts parse_cgroup_mounts(std::string_view mounts);
CgroupMounts read_cgroup_mounts();

/// "memory" → "/docker/abc" from /proc/PID/cgroup; the version 2 group has the name "".
std::map<std::string, std::string> parse_cgroup_membership(std::string_view text);

}  // namespace rampart::live::compute
