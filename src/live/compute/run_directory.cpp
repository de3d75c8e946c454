#include "live/compute/run_directory.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "live/compute/process_table.h"

namespace rampart::live::compute {
namespace fs = std::filesystem;
namespace {

std::string system_reason(int code) { return std::error_code(code, std::system_category()).message(); }

/// /tmp is everybody's: a directory that somebody else made there first must not be trusted.
Result<void> make_own_directory(const fs::path& path) {
  if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
    return unavailable(fmt::format("{} can't be made: {}.", path.string(), system_reason(errno)));
  }
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0 || !S_ISDIR(found.st_mode) || found.st_uid != geteuid()) {
    return unavailable(
        fmt::format("{} isn't a directory of this user: remove it or set XDG_RUNTIME_DIR.", path.string()));
  }
  return {};
}

}  // namespace

fs::path RunDirectory::default_root() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  const fs::path above = runtime != nullptr && *runtime != '\0' && fs::is_directory(runtime) ? runtime : "/tmp";
  return above / fmt::format("rampart-{}", geteuid());
}

Result<std::unique_ptr<RunDirectory>> RunDirectory::create(const fs::path& root, const std::string& run_id) {
  if (run_id.empty() || run_id.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") !=
                            std::string::npos) {
    return invalid(fmt::format("\"{}\" can't be a run id: letters, digits, '-' and '_' only.", run_id));
  }
  if (auto made = make_own_directory(root); !made) return made.error();
  const auto path = root / run_id;
  if (auto made = make_own_directory(path); !made) return made.error();
  const int lock = open((path / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock < 0) return unavailable(fmt::format("{}/lock: {}.", path.string(), system_reason(errno)));
  if (flock(lock, LOCK_EX | LOCK_NB) != 0) {
    close(lock);
    return conflict(fmt::format("Run {} is still going on.", run_id));
  }
  const int records = open((path / "records").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (records < 0) {
    close(lock);
    return unavailable(fmt::format("{}/records: {}.", path.string(), system_reason(errno)));
  }
  return std::unique_ptr<RunDirectory>(new RunDirectory(run_id, path, lock, records));
}

RunDirectory::RunDirectory(std::string run_id, fs::path path, int lock, int records)
    : run_id_(std::move(run_id)), path_(std::move(path)), lock_(lock), records_(records) {}

RunDirectory::~RunDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);  // before the lock goes, so that nobody takes it for a dead run's
  close(records_);
  close(lock_);
}

void RunDirectory::record_process(pid_t pid, const std::string& name) {
  const auto row = read_process(pid);
  record(fmt::format("process {} {} {}", pid, row ? row->start_time : 0, name));
}

void RunDirectory::record_container(pid_t pid, int port, const std::string& task, const std::string& container) {
  const auto row = read_process(pid);
  record(fmt::format("container {} {} {} {} {}", pid, row ? row->start_time : 0, port, task, container));
}

void RunDirectory::keep() {
  const int mark = open((path_ / kept_mark).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  if (mark >= 0) close(mark);
}

void RunDirectory::record_cgroup(const fs::path& directory) { record("cgroup " + directory.string()); }

void RunDirectory::record_docker(const std::string& socket) { record("docker " + socket); }

void RunDirectory::record(const std::string& line) {
  const auto text = line + "\n";
  // One write of a short line to a file opened with O_APPEND: whole or not at all.
  if (write(records_, text.data(), text.size()) < 0) return;  // a full disk: the environment scan still finds it
}

}  // namespace rampart::live::compute
