#include "live/traffic/sidecar_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "live/traffic/clock.h"
#include "live/traffic/sidecar_module.h"

namespace rampart::live::traffic {
namespace {

using namespace std::chrono_literals;

constexpr int child_descriptor = 3;

bool is_executable(const std::string& path) { return ::access(path.c_str(), X_OK) == 0; }

// Between fork and exec only what is safe when other threads of the parent held locks.
[[noreturn]] void become_node(const char* const* arguments, int socket, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(127);  // it ended before we could ask to follow it
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  if (socket == child_descriptor)
    fcntl(socket, F_SETFD, 0);
  else
    dup2(socket, child_descriptor);
  execv(arguments[0], const_cast<char* const*>(arguments));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  _exit(127);
}

}  // namespace

Result<std::string> find_node() {
  if (const char* named = std::getenv("RAMPART_NODE"); named != nullptr && *named != '\0') {
    if (is_executable(named)) return std::string(named);
    return unavailable(fmt::format("RAMPART_NODE names {}, which can't be run", named));
  }
  const char* const path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    const std::string candidate = std::string(rest.substr(0, end)) + "/node";
    if (is_executable(candidate)) return candidate;
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return unavailable(
      "a script's JavaScript runs in Node.js 18 or later, and there is no \"node\" in PATH: install it (apt-get "
      "install "
      "nodejs), or name it in the environment variable RAMPART_NODE");
}

Result<SidecarProcess> SidecarProcess::start(const std::string& node) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return unavailable(fmt::format("no socket pair for Node.js: {}", std::strerror(errno)));
  const std::string module(sidecar_module());
  const char* const arguments[] = {node.c_str(), "--input-type=module", "-e", module.c_str(), nullptr};
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid == 0) become_node(arguments, ends[1], parent);
  const int failure = errno;
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return unavailable(fmt::format("no process for Node.js: {}", std::strerror(failure)));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return SidecarProcess(ends[0], pid);
}

SidecarProcess::SidecarProcess(SidecarProcess&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), pid_(std::exchange(other.pid_, -1)), status_(other.status_) {}

SidecarProcess::~SidecarProcess() { end(); }

void SidecarProcess::end(Duration patience) {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (pid_ < 0) return;
  const Instant give_up = wall_now() + patience;
  int status = 0;
  pid_t ended = 0;
  while ((ended = waitpid(pid_, &status, WNOHANG)) == 0 && wall_now() < give_up) ::poll(nullptr, 0, 2);
  if (ended == 0) {
    kill(pid_, SIGKILL);
    ended = waitpid(pid_, &status, 0);
  }
  if (ended == pid_) status_ = status;
  pid_ = -1;
}

std::string describe_status(int status) {
  if (WIFSIGNALED(status))
    return fmt::format("was killed by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

}  // namespace rampart::live::traffic
