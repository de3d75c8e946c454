// A program we started and answer for: its own session, dead when we die, its end noticed by pidfd. For tasks that are
// plain processes and for HAProxy.
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::net {

struct ChildPlan {
  std::vector<std::string> argv = {};  ///< argv[0] is looked for in PATH (the caller's) when it has no '/'.
  std::vector<std::pair<std::string, std::string>> environment = {};  ///< All of it; of two equal names the last wins.
  std::string working_directory = {};                                 ///< Empty: the caller's.
  std::filesystem::path output = {};  ///< stdout and stderr, appended; empty: /dev/null.
  /// The child writes "0" into each before it becomes its program: cgroup.procs files.
  std::vector<std::filesystem::path> join = {};
};

struct ChildExit {
  int exit_code = 0;  ///< 128 + n when signal n ended it, as shells and Docker say it.
  int signal = 0;     ///< 0: it exited by itself.
};

/// Leads a session and process group of its own. Gets SIGKILL when the thread that started it ends
/// (PR_SET_PDEATHSIG), so start it on a thread that lives as long as the run. What it left in its group when it ended
/// is killed, as a container's processes are with their first one.
class ChildProcess {
 public:
  /// Calls `ended` once, on `io`, unless the object is destroyed before. Returns when the program has been executed
  /// (1–3 ms). Errors: unavailable, with the system's reason (no such program, not executable, no such directory).
  static Result<std::unique_ptr<ChildProcess>> start(boost::asio::io_context& io, const ChildPlan& plan,
                                                     std::function<void(ChildExit)> ended);

  /// Kills the group and waits for the process when it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool alive() const { return !reaped_; }
  /// Whether it has ended, asked of the kernel: also before the loop runs and `ended` is called.
  [[nodiscard]] bool has_ended() const;
  void signal_group(int signal) const;

 private:
  ChildProcess(boost::asio::io_context& io, pid_t pid, int pid_descriptor, std::function<void(ChildExit)> ended);
  void watch();
  ChildExit reap();

  pid_t pid_;
  boost::asio::posix::stream_descriptor descriptor_;
  std::function<void(ChildExit)> ended_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  bool reaped_ = false;
};

/// The file that would be executed: `name` itself when it has a '/', else the first executable in `path` (a PATH
/// list). Errors: unavailable, "x: not found in PATH".
Result<std::string> find_program(const std::string& name, const std::string& path);

}  // namespace rampart::live::net
