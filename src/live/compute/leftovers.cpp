#include "live/compute/leftovers.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "live/compute/cgroup.h"
#include "live/compute/docker_messages.h"
#include "live/compute/engine_client.h"
#include "live/compute/process_table.h"
#include "live/compute/run_directory.h"
#include "live/compute/run_records.h"

namespace rampart::live::compute {
namespace fs = std::filesystem;
namespace {

/// False when it is still there after five seconds.
template <class Gone>
bool wait_until(Gone gone) {
  for (int attempt = 0; attempt < 500; ++attempt) {
    if (gone()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

void kill_recorded(const RunRecords& records, std::vector<std::string>& lines) {
  for (const auto& process : records.processes) {
    if (!is_alive(process)) continue;
    kill(-process.pid, SIGKILL);  // the group it leads …
    kill(process.pid, SIGKILL);   // … or itself, should it lead none
    const bool gone = wait_until([&] { return !is_alive(process); });
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

void sweep_engine(const std::string& socket, const std::string& run_id, std::vector<std::string>& lines) {
  const auto removed = remove_containers(socket, run_id, [](const std::string&, const std::string&) {});
  if (!removed) {
    lines.push_back(
        fmt::format("The container engine at {} can't be swept, so containers with label {} may be left: {}", socket,
                    run_label(run_id), removed.error().message));
    return;
  }
  for (const auto& id : *removed) lines.push_back(fmt::format("Removed container {}.", id.substr(0, 12)));
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
  for (const auto& engine : records.engines) sweep_engine(engine, run_id, lines);
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
    if (fs::exists(run / kept_mark, code)) continue;
    const int lock = take_lock(run);
    if (lock < 0) continue;
    clear_run(run, lines);
    close(lock);
  }
  return lines;
}

}  // namespace rampart::live::compute
