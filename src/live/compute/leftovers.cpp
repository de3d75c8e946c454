#include "live/compute/leftovers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <sstream>
#include <thread>

#include "live/compute/cgroup.h"
#include "live/compute/docker_messages.h"
#include "live/compute/process_table.h"
#include "live/net/http_client.h"

namespace rampart::live::compute {
namespace fs = std::filesystem;
namespace {

struct RecordedProcess {
  pid_t pid = 0;
  std::uint64_t start_time = 0;
  std::string name;
};

struct Records {
  std::vector<RecordedProcess> processes;
  std::vector<fs::path> cgroups;
  std::vector<std::string> engines;
};

Records read_records(const fs::path& file) {
  Records records;
  std::ifstream lines(file);
  std::string line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string kind;
    words >> kind;
    std::string rest;
    if (kind == "process") {
      RecordedProcess process;
      words >> process.pid >> process.start_time >> std::ws;
      std::getline(words, process.name);
      if (process.pid > 1) records.processes.push_back(process);
    } else if (words >> std::ws && std::getline(words, rest) && !rest.empty() && rest.front() == '/') {
      if (kind == "cgroup") records.cgroups.emplace_back(rest);
      if (kind == "docker") records.engines.push_back(rest);
    }
  }
  return records;
}

bool is_same(const RecordedProcess& process) {
  const auto row = read_process(process.pid);
  return row && row->start_time == process.start_time && row->state != 'Z';
}

/// False when it is still there after five seconds.
template <class Gone>
bool wait_until(Gone gone) {
  for (int attempt = 0; attempt < 500; ++attempt) {
    if (gone()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void kill_recorded(const Records& records, std::vector<std::string>& lines) {
  for (const auto& process : records.processes) {
    if (!is_same(process)) continue;
    kill(-process.pid, SIGKILL);  // the group it leads …
    kill(process.pid, SIGKILL);   // … or itself, should it lead none
    const bool gone = wait_until([&] { return !is_same(process); });
    lines.push_back(fmt::format("{} process {} ({}).", gone ? "Killed" : "Could not kill", process.pid, process.name));
  }
}

/// Children of tasks that left their group, and whatever was started in the moment of the kill.
void kill_marked(const std::string& run_id, std::vector<std::string>& lines) {
  const auto mark = "RAMPART_RUN=" + run_id;
  int killed = 0;
  for (const auto pid : all_processes()) {
    if (pid == getpid() || !has_variable(pid, mark)) continue;
    if (kill(pid, SIGKILL) == 0) ++killed;
  }
  if (killed > 0) lines.push_back(fmt::format("Killed {} more process(es) of its tasks.", killed));
}

void remove_containers(const std::string& socket, const std::string& run_id, std::vector<std::string>& lines) {
  const net::Endpoint engine{socket, {}, 0};
  const auto listed = net::fetch_and_wait(engine, {.target = list_target(run_id)});
  if (!listed || listed->status != 200) {
    lines.push_back(fmt::format("The container engine at {} doesn't answer: containers with label {} may be left.",
                                socket, run_label(run_id)));
    return;
  }
  for (const auto& id : container_ids(listed->body)) {
    const auto gone = net::fetch_and_wait(engine, {.method = "DELETE", .target = remove_target(id)});
    const bool removed = gone && (gone->status == 204 || gone->status == 200 || gone->status == 404);
    lines.push_back(fmt::format("{} container {}.", removed ? "Removed" : "Could not remove", id.substr(0, 12)));
  }
}

/// The lock of a dead run, held while it is cleared so that two starts don't clear it together; -1 when it lives.
int take_lock(const fs::path& run) {
  const int lock = open((run / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0) return lock;
  if (lock >= 0) close(lock);
  return -1;
}

void clear_run(const fs::path& run, std::vector<std::string>& lines) {
  const auto run_id = run.filename().string();
  lines.push_back(fmt::format("Run {} was killed and left things behind; clearing them.", run_id));
  const auto records = read_records(run / "records");
  kill_recorded(records, lines);
  kill_marked(run_id, lines);
  for (const auto& cgroup : records.cgroups) {
    std::error_code ignored;
    if (!fs::exists(cgroup, ignored)) continue;
    lines.push_back(
        fmt::format("{} {}.", remove_cgroup_tree(cgroup) ? "Removed" : "Could not remove", cgroup.string()));
  }
  for (const auto& engine : records.engines) remove_containers(engine, run_id, lines);
  std::error_code ignored;
  fs::remove_all(run, ignored);
}

}  // namespace

std::vector<std::string> clear_leftovers(const fs::path& root) {
  std::vector<std::string> lines;
  std::vector<fs::path> runs;
  std::error_code code;
  for (fs::directory_iterator entry(root, code), end; !code && entry != end; entry.increment(code)) {
    if (entry->is_directory(code) && !entry->is_symlink(code)) runs.push_back(entry->path());
  }
  std::sort(runs.begin(), runs.end());
  for (const auto& run : runs) {
    const int lock = take_lock(run);
    if (lock < 0) continue;
    clear_run(run, lines);
    close(lock);
  }
  return lines;
}

}  // namespace rampart::live::compute
