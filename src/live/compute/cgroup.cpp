#include "live/compute/cgroup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <thread>

namespace rampart::live::compute {
namespace fs = std::filesystem;
namespace {

constexpr int kPeriodMicroseconds = 20000;

std::optional<std::string> read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// cgroup files take a value per write(2) and answer with its errno; a stream says so on flush.
bool write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path);
  file << text << std::flush;
  return static_cast<bool>(file);
}

/// The value of "name value" in a file of such lines.
std::optional<double> field_of(const std::optional<std::string>& text, const std::string& name) {
  if (!text) return std::nullopt;
  std::istringstream lines(*text);
  std::string word;
  double value = 0;
  while (lines >> word >> value) {
    if (word == name) return value;
  }
  return std::nullopt;
}

std::optional<double> number_in(const fs::path& path) {
  const auto text = read_text(path);
  if (!text || text->empty()) return std::nullopt;
  return std::strtod(text->c_str(), nullptr);
}

int quota_of(int cpu_units) { return std::max(1000, cpu_units * kPeriodMicroseconds / 1024); }

bool has_words(const std::optional<std::string>& text, const std::vector<std::string>& wanted) {
  if (!text) return false;
  std::istringstream stream(*text);
  const std::set<std::string> words(std::istream_iterator<std::string>(stream), {});
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& word) { return words.count(word) > 0; });
}

bool make_directory(const fs::path& path) {
  std::error_code code;
  fs::create_directory(path, code);
  return !code && access(path.c_str(), W_OK) == 0;
}

/// Places where this process may make groups: the mount's top, a directory delegated by name, its own group.
std::vector<fs::path> candidates_below(const fs::path& mount, const std::string& own) {
  std::vector<fs::path> places{mount, mount / "rampart"};
  if (own.size() > 1) {
    const auto group = mount / own.substr(1);
    places.push_back(group.parent_path());
    places.push_back(group);
  }
  std::error_code ignored;
  places.erase(std::remove_if(places.begin(), places.end(),
                              [&](const auto& place) { return !fs::is_directory(place, ignored); }),
               places.end());
  return places;
}

std::map<std::string, std::string> own_membership() {
  return parse_cgroup_membership(read_text("/proc/self/cgroup").value_or(""));
}

std::optional<fs::path> make_v2(const fs::path& mount, const std::string& name) {
  const std::vector<std::string> needed{"cpu", "memory"};
  for (const auto& place : candidates_below(mount, own_membership()[""])) {
    if (!has_words(read_text(place / "cgroup.controllers"), needed)) continue;
    write_text(place / "cgroup.subtree_control", "+cpu +memory");
    if (!has_words(read_text(place / "cgroup.subtree_control"), needed)) continue;
    const auto directory = place / name;
    if (make_directory(directory) && write_text(directory / "cgroup.subtree_control", "+cpu +memory")) {
      return directory;
    }
    std::error_code ignored;
    fs::remove(directory, ignored);
  }
  return std::nullopt;
}

std::optional<fs::path> make_v1(const fs::path& mount, const std::string& own, const std::string& name) {
  for (const auto& place : candidates_below(mount, own)) {
    if (make_directory(place / name)) return place / name;
  }
  return std::nullopt;
}

/// rmdir takes a moment to succeed after the last process has been reaped.
bool remove_empty(const fs::path& directory) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    if (rmdir(directory.c_str()) == 0 || errno == ENOENT) return true;
    if (errno != EBUSY) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

std::vector<pid_t> processes_in(const fs::path& directory) {
  std::istringstream text(read_text(directory / "cgroup.procs").value_or(""));
  return {std::istream_iterator<pid_t>(text), {}};
}

}  // namespace

std::optional<Cgroup> Cgroup::of_process(pid_t pid, const CgroupMounts& mounts) {
  const auto groups = parse_cgroup_membership(read_text(fmt::format("/proc/{}/cgroup", pid)).value_or(""));
  std::map<std::string, fs::path> directories;
  for (const auto& [controller, mount] : mounts.v1) {
    const auto group = groups.find(controller);
    if (group != groups.end() && group->second.size() > 1) directories[controller] = mount / group->second.substr(1);
  }
  const bool unified = directories.count("cpuacct") == 0 || directories.count("memory") == 0;
  if (unified) {
    const auto group = groups.find("");
    if (group == groups.end() || group->second.size() <= 1 || mounts.v2.empty()) return std::nullopt;
    directories = {{"", mounts.v2 / group->second.substr(1)}};
  }
  Cgroup cgroup(std::move(directories), unified);
  if (!cgroup.read()) return std::nullopt;
  return cgroup;
}

fs::path Cgroup::directory(const std::string& controller) const {
  const auto found = directories_.find(unified_ ? "" : controller);
  return found == directories_.end() ? fs::path() : found->second;
}

std::vector<fs::path> Cgroup::entries() const {
  std::set<fs::path> files;
  for (const auto& [controller, path] : directories_) files.insert(path / "cgroup.procs");
  return {files.begin(), files.end()};
}

std::optional<CgroupReading> Cgroup::read() const {
  if (unified_) {
    const auto microseconds = field_of(read_text(directory("") / "cpu.stat"), "usage_usec");
    const auto bytes = number_in(directory("") / "memory.current");
    if (!microseconds || !bytes) return std::nullopt;
    const auto cache = field_of(read_text(directory("") / "memory.stat"), "file").value_or(0);
    return CgroupReading{*microseconds / 1e6, std::max(0.0, *bytes - cache)};
  }
  const auto nanoseconds = number_in(directory("cpuacct") / "cpuacct.usage");
  const auto bytes = number_in(directory("memory") / "memory.usage_in_bytes");
  if (!nanoseconds || !bytes) return std::nullopt;
  const auto cache = field_of(read_text(directory("memory") / "memory.stat"), "total_cache").value_or(0);
  return CgroupReading{*nanoseconds / 1e9, std::max(0.0, *bytes - cache)};
}

bool Cgroup::had_memory_kill() const {
  const auto file = unified_ ? directory("") / "memory.events" : directory("memory") / "memory.oom_control";
  return field_of(read_text(file), "oom_kill").value_or(0) > 0;
}

void Cgroup::kill_all() const {
  for (const auto& [controller, path] : directories_) {
    for (const auto pid : processes_in(path)) kill(pid, SIGKILL);
  }
}

bool Cgroup::remove() {
  for (auto entry = directories_.begin(); entry != directories_.end();) {
    entry = remove_empty(entry->second) ? directories_.erase(entry) : std::next(entry);
  }
  return directories_.empty();
}

Result<std::unique_ptr<CgroupTree>> CgroupTree::make(const std::string& run_id, const CgroupMounts& mounts) {
  const auto name = "rampart-" + run_id;
  std::string v2_reason = "isn't mounted";
  if (!mounts.v2.empty()) {
    v2_reason = "doesn't give its cpu and memory controllers to this user";
    if (const auto directory = make_v2(mounts.v2, name)) {
      std::unique_ptr<CgroupTree> tree(new CgroupTree({{"", *directory}}, true));
      if (tree->can_be_joined()) return tree;
    }
  }
  const auto none = [&](const std::string& v1_reason) {
    return unavailable(
        fmt::format("No control groups can be had here: version 2 {}, version 1 {}.", v2_reason, v1_reason));
  };
  auto membership = own_membership();
  std::map<std::string, fs::path> roots;
  for (const std::string controller : {"cpu", "cpuacct", "memory"}) {
    const auto mount = mounts.v1.find(controller);
    const auto directory =
        mount == mounts.v1.end() ? std::nullopt : make_v1(mount->second, membership[controller], name);
    if (directory) {
      roots[controller] = *directory;
      continue;
    }
    for (const auto& [made, path] : roots) rmdir(path.c_str());
    return none(fmt::format("has no {} controller this user may {}", controller,
                            mount == mounts.v1.end() ? "see: it isn't mounted" : "write to"));
  }
  std::unique_ptr<CgroupTree> tree(new CgroupTree(std::move(roots), false));
  if (!tree->can_be_joined()) return none("lets no process join");
  return tree;
}

bool CgroupTree::can_be_joined() {
  auto group = add("trial", 1024, 64);
  if (!group) return false;
  const auto entries = group->entries();
  const pid_t pid = fork();
  if (pid == 0) {  // system calls only: other threads may hold locks
    for (const auto& entry : entries) {
      const int file = open(entry.c_str(), O_WRONLY | O_CLOEXEC);
      if (file < 0 || write(file, "0", 1) != 1) _exit(1);
    }
    _exit(0);
  }
  int status = 1;
  const bool joined = pid > 0 && waitpid(pid, &status, 0) == pid && status == 0;
  group->remove();
  return joined;
}

CgroupTree::~CgroupTree() {
  for (const auto& directory : directories()) remove_empty(directory);
}

std::vector<fs::path> CgroupTree::directories() const {
  std::set<fs::path> all;  // cpu and cpuacct are often one
  for (const auto& [controller, path] : roots_) all.insert(path);
  return {all.begin(), all.end()};
}

Result<Cgroup> CgroupTree::add(const std::string& task, int cpu_units, int memory_mib) {
  std::map<std::string, fs::path> directories;
  for (const auto& [controller, root] : roots_) {
    directories[controller] = root / task;
    if (!make_directory(directories[controller])) {
      return unavailable(fmt::format("{} can't be made.", directories[controller].string()));
    }
  }
  const auto limit = fmt::format("{}M", memory_mib);
  bool held = true;
  if (unified_) {
    const auto& directory = directories[""];
    held = write_text(directory / "cpu.max", fmt::format("{} {}", quota_of(cpu_units), kPeriodMicroseconds)) &&
           write_text(directory / "memory.max", limit);
    write_text(directory / "memory.swap.max", "0");  // absent without swap accounting
  } else {
    held = write_text(directories["cpu"] / "cpu.cfs_period_us", std::to_string(kPeriodMicroseconds)) &&
           write_text(directories["cpu"] / "cpu.cfs_quota_us", std::to_string(quota_of(cpu_units))) &&
           write_text(directories["memory"] / "memory.limit_in_bytes", limit);
    write_text(directories["memory"] / "memory.memsw.limit_in_bytes", limit);
  }
  Cgroup cgroup(directories, unified_);
  if (held) return cgroup;
  cgroup.remove();
  return unavailable(fmt::format("The limits of task {} ({} CPU units, {} MiB) can't be set by {}.", task, cpu_units,
                                 memory_mib, name()));
}

bool remove_cgroup_tree(const fs::path& directory) {
  std::error_code code;
  for (fs::directory_iterator entry(directory, code), end; !code && entry != end; entry.increment(code)) {
    if (entry->is_directory(code)) remove_cgroup_tree(entry->path());
  }
  for (const auto pid : processes_in(directory)) kill(pid, SIGKILL);
  for (int attempt = 0; attempt < 100; ++attempt) {
    if (rmdir(directory.c_str()) == 0 || errno == ENOENT) return true;
    if (errno != EBUSY) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

}  // namespace rampart::live::compute
