// A program we started and answer for: its own session, dead when we die, its end noticed by pidfd. For tasks that are
// plain processes, for HAProxy, and for command lines that are told something.
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
  std::string input = {};             ///< What it can read at its standard input.
  /// The child writes "0" into each before it becomes its program: cgroup.procs files.
  std::vector<std::filesystem::path> join = {};
  bool outlives_us = false;  ///< It goes on when we die; the next one of us may adopt() it.
};

struct ChildExit {
  int exit_code = 0;  ///< 128 + n when signal n ended it, as shells and Docker say it. −1: nobody knows (adopted).
  int signal = 0;     ///< 0: it exited by itself.
};

/// Leads a session and process group of its own. Gets SIGKILL when the thread that started it ends
/// (PR_SET_PDEATHSIG; not if it outlives us), so start it on a thread that lives as long as the run. What it left in
/// its group when it ended is killed, as a container's processes are with their first one.
class ChildProcess {
 public:
  /// Calls `ended` once, on `io`, unless the object is destroyed before. Returns when the program has been executed
  /// (1–3 ms). Errors: unavailable, with the system's reason (no such program, not executable, no such directory).
  static Result<std::unique_ptr<ChildProcess>> start(boost::asio::io_context& io, const ChildPlan& plan,
                                                     std::function<void(ChildExit)> ended);

  /// One that an earlier process of ours started with `outlives_us`: the leader of its session. Its exit code can't be
  /// known. Errors: not_found when it isn't there any more.
  static Result<std::unique_ptr<ChildProcess>> adopt(boost::asio::io_context& io, pid_t pid,
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
  [[nodiscard]] bool is_readable(int timeout_ms) const;  // the pidfd: it has ended
  ChildExit reap();

  pid_t pid_;
  int pid_descriptor_;  // descriptor_ owns it
  bool adopted_ = false;
  boost::asio::posix::stream_descriptor descriptor_;
  std::function<void(ChildExit)> ended_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  bool reaped_ = false;
};

/// The file that would be executed: `name` itself when it has a '/', else the first executable in `path` (a PATH
/// list). Errors: unavailable, "x: not found in PATH".
Result<std::string> find_program(const std::string& name, const std::string& path);

}  // namespace rampart::live::net
