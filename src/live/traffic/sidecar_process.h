// SidecarProcess: the user's own Node.js, started with our module and one end of a socket pair as its descriptor 3. Its
// standard output and error are ours, so that a hook's console.log comes out line by line as it is written.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::traffic {

/// The Node.js to run: RAMPART_NODE, else `node` in PATH. Errors: unavailable, with what to install.
Result<std::string> find_node();

/// How long the user's modules may take to load: a TypeScript bundle on a busy machine takes seconds.
inline constexpr Duration longest_loading = std::chrono::seconds(120);

class SidecarProcess {
 public:
  /// Errors: unavailable. The calling thread must outlive the process: it is killed when that thread ends, so that no
  /// Node.js is left behind whatever happens to us.
  static Result<SidecarProcess> start(const std::string& node);
  SidecarProcess(SidecarProcess&& other) noexcept;
  SidecarProcess& operator=(SidecarProcess&&) = delete;
  SidecarProcess(const SidecarProcess&) = delete;
  SidecarProcess& operator=(const SidecarProcess&) = delete;
  /// end().
  ~SidecarProcess();

  /// Our end of the socket pair; doesn't block.
  [[nodiscard]] int descriptor() const { return fd_; }
  [[nodiscard]] pid_t pid() const { return pid_; }

  /// Closes the socket, whereupon the process ends by itself; kills it when it hasn't after `patience`. It is then
  /// gone from the process table.
  void end(Duration patience = std::chrono::seconds(2));

  /// Its wait status, once end() has been called.
  [[nodiscard]] std::optional<int> status() const { return status_; }

 private:
  SidecarProcess(int fd, pid_t pid) : fd_(fd), pid_(pid) {}
  int fd_ = -1;
  pid_t pid_ = -1;
  std::optional<int> status_;
};

/// "ended with exit code 1", "was killed by signal 9 (Killed)".
std::string describe_status(int status);

}  // namespace rampart::live::traffic
