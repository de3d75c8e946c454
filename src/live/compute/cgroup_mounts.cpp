#include "live/compute/cgroup_mounts.h"

#include <fstream>
#include <iterator>
#include <sstream>

namespace rampart::live::compute {
namespace {

std::string read_text(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

CgroupMounts parse_cgroup_mounts(std::string_view mounts) {
  CgroupMounts found;
  std::istringstream lines{std::string(mounts)};
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string device;
    std::string directory;
    std::string type;
    std::string options;
    words >> device >> directory >> type >> options;
    if (type == "cgroup2" && found.v2.empty()) found.v2 = directory;
    if (type != "cgroup") continue;
    std::istringstream names(options);
    std::string name;
    while (std::getline(names, name, ',')) {
      if (name == "cpu" || name == "cpuacct" || name == "memory") found.v1.emplace(name, directory);
    }
  }
  return found;
}

CgroupMounts read_cgroup_mounts() { return parse_cgroup_mounts(read_text("/proc/self/mounts")); }

std::map<std::string, std::string> parse_cgroup_membership(std::string_view text) {
  std::map<std::string, std::string> groups;
  std::istringstream lines{std::string(text)};
  std::string line;
  while (std::getline(lines, line)) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    std::istringstream names(line.substr(first + 1, second - first - 1));
    const auto path = line.substr(second + 1);
    std::string name;
    if (second == first + 1) groups[""] = path;
    while (std::getline(names, name, ',')) groups[name] = path;
  }
  return groups;
}

}  // namespace rampart::live::compute
