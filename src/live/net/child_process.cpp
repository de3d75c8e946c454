#include "live/net/child_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <map>

namespace rampart::live::net {
namespace {

/// All the child needs, made before the fork: between fork and exec only system calls are allowed.
struct ExecPlan {
  const char* file = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const char* directory = nullptr;
  int input = -1;
  int output = -1;
  int report = -1;  ///< errno is written here when the program can't be executed.
  const int* join = nullptr;
  std::size_t join_count = 0;
  pid_t parent = 0;
  bool outlives_us = false;
};

[[noreturn]] void refuse(const ExecPlan& plan) {
  const int code = errno;
  if (write(plan.report, &code, sizeof code) < 0) _exit(126);
  _exit(127);
}

void close_everything_on_exec() {
  constexpr unsigned int close_on_exec = 1U << 2U;  // CLOSE_RANGE_CLOEXEC; Asio's sockets would leak otherwise
  if (syscall(SYS_close_range, 3U, ~0U, close_on_exec) == 0) return;
  for (int descriptor = 3; descriptor < 4096; ++descriptor) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void become(const ExecPlan& plan) {
  for (int signal = 1; signal < 65; ++signal) {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, nullptr);
  }
  setsid();
  if (!plan.outlives_us) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != plan.parent) _exit(127);  // it died before we asked to follow it
  }
  for (std::size_t i = 0; i < plan.join_count; ++i) {
    if (write(plan.join[i], "0", 1) != 1) refuse(plan);
  }
  if (plan.directory != nullptr && chdir(plan.directory) != 0) refuse(plan);
  if (dup2(plan.input, 0) < 0 || dup2(plan.output, 1) < 0 || dup2(plan.output, 2) < 0) refuse(plan);
  close_everything_on_exec();
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(plan.file, plan.argv, plan.environment);
  refuse(plan);
}

/// vfork: the load engine's pages aren't marked copy-on-write, so its latencies don't show a task's start.
pid_t spawn(const ExecPlan& plan) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = vfork();
  if (pid == 0) become(plan);
  const int code = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = code;
  return pid;
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;
  [[nodiscard]] int get() const { return number_; }
  int release() { return std::exchange(number_, -1); }

 private:
  int number_;
};

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_of(const ChildPlan& plan) {
  std::map<std::string, std::string> last;
  for (const auto& [name, value] : plan.environment) last[name] = value;
  std::vector<std::string> texts;
  for (const auto& [name, value] : last) texts.push_back(name + "=" + value);
  return texts;
}

std::string system_reason(int code) { return std::error_code(code, std::system_category()).message(); }

/// A descriptor at which `text` can be read: a file in memory, so that nobody has to write while the child reads.
int readable(const std::string& text) {
  if (text.empty()) return open("/dev/null", O_RDONLY | O_CLOEXEC);
  const int file = memfd_create("input", MFD_CLOEXEC);
  std::size_t done = 0;
  while (file >= 0 && done < text.size()) {
    const ssize_t count = write(file, text.data() + done, text.size() - done);
    if (count < 0) {
      const int code = errno;
      close(file);
      errno = code;
      return -1;
    }
    done += static_cast<std::size_t>(count);
  }
  if (file >= 0) lseek(file, 0, SEEK_SET);
  return file;
}

/// The child's pid, once it has become its program.
Result<pid_t> execute(const ChildPlan& plan, const std::string& file) {
  std::array<int, 2> pipe_ends{};
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) return unavailable("No pipe: " + system_reason(errno) + ".");
  Descriptor report_in(pipe_ends[0]);
  Descriptor report_out(pipe_ends[1]);
  const Descriptor input(readable(plan.input));
  if (input.get() < 0) return unavailable("No input: " + system_reason(errno) + ".");
  const auto output_path = plan.output.empty() ? std::filesystem::path("/dev/null") : plan.output;
  const Descriptor output(open(output_path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  if (output.get() < 0) return unavailable(fmt::format("{}: {}.", output_path.string(), system_reason(errno)));
  std::vector<Descriptor> joined;
  std::vector<int> join;
  for (const auto& path : plan.join) {
    joined.emplace_back(open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (joined.back().get() < 0) return unavailable(fmt::format("{}: {}.", path.string(), system_reason(errno)));
    join.push_back(joined.back().get());
  }
  auto arguments = plan.argv;
  auto variables = environment_of(plan);
  const auto argv = pointers_to(arguments);
  const auto environment = pointers_to(variables);
  ExecPlan exec{file.c_str(),     argv.data(), environment.data(), nullptr,  input.get(),     output.get(),
                report_out.get(), join.data(), join.size(),        getpid(), plan.outlives_us};
  if (!plan.working_directory.empty()) exec.directory = plan.working_directory.c_str();
  const pid_t pid = spawn(exec);
  if (pid < 0) return unavailable("No process could be made: " + system_reason(errno) + ".");
  close(report_out.release());
  int code = 0;
  if (read(report_in.get(), &code, sizeof code) == static_cast<ssize_t>(sizeof code)) {
    waitpid(pid, nullptr, 0);
    return unavailable(fmt::format("{}: {}.", file, system_reason(code)));
  }
  return pid;
}

bool is_program(const std::filesystem::path& file) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(file, ignored) && access(file.c_str(), X_OK) == 0;
}

}  // namespace

Result<std::string> find_program(const std::string& name, const std::string& path) {
  if (name.find('/') != std::string::npos) return name;
  std::size_t from = 0;
  while (!name.empty() && from <= path.size()) {
    const auto end = std::min(path.find(':', from), path.size());
    const auto file = std::filesystem::path(path.substr(from, end - from)) / name;
    if (is_program(file)) return file.string();
    from = end + 1;
  }
  return unavailable(fmt::format("{}: not found in PATH.", name.empty() ? "(no program)" : name));
}

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(boost::asio::io_context& io, const ChildPlan& plan,
                                                          std::function<void(ChildExit)> ended) {
  const char* path = std::getenv("PATH");
  const auto file = find_program(plan.argv.empty() ? "" : plan.argv.front(), path == nullptr ? "/usr/bin:/bin" : path);
  if (!file) return file.error();
  const auto pid = execute(plan, *file);
  if (!pid) return pid.error();
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, *pid, 0));
  if (descriptor < 0) {
    const int code = errno;
    kill(-*pid, SIGKILL);
    waitpid(*pid, nullptr, 0);
    return unavailable("pidfd_open: " + system_reason(code) + " (Linux 5.4 or later is needed).");
  }
  std::unique_ptr<ChildProcess> child(new ChildProcess(io, *pid, descriptor, std::move(ended)));
  child->watch();
  return child;
}

ChildProcess::ChildProcess(boost::asio::io_context& io, pid_t pid, int pid_descriptor,
                           std::function<void(ChildExit)> ended)
    : pid_(pid), pid_descriptor_(pid_descriptor), descriptor_(io, pid_descriptor), ended_(std::move(ended)) {}

Result<std::unique_ptr<ChildProcess>> ChildProcess::adopt(boost::asio::io_context& io, pid_t pid,
                                                          std::function<void(ChildExit)> ended) {
  const auto descriptor = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (descriptor < 0) return not_found(fmt::format("Process {}: {}.", pid, system_reason(errno)));
  std::unique_ptr<ChildProcess> child(new ChildProcess(io, pid, descriptor, std::move(ended)));
  child->adopted_ = true;
  child->watch();
  return child;
}

ChildProcess::~ChildProcess() {
  *here_ = false;
  if (!reaped_) reap();
}

void ChildProcess::signal_group(int signal) const {
  if (!reaped_) kill(-pid_, signal);
}

bool ChildProcess::has_ended() const {
  if (reaped_) return true;
  if (adopted_) return is_readable(0);
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_;
}

void ChildProcess::watch() {
  descriptor_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                         [this, here = here_](boost::system::error_code code) {
                           if (code || !*here || reaped_) return;
                           const auto ending = reap();
                           const auto tell = std::move(ended_);
                           if (tell) tell(ending);
                         });
}

bool ChildProcess::is_readable(int timeout_ms) const {
  pollfd wanted{pid_descriptor_, POLLIN, 0};
  return poll(&wanted, 1, timeout_ms) > 0;
}

ChildExit ChildProcess::reap() {
  kill(-pid_, SIGKILL);  // before the wait, while the group's number can't be anybody else's
  if (adopted_) {
    while (!is_readable(1000)) {
    }
    reaped_ = true;
    return {-1, 0};
  }
  siginfo_t info{};
  while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED) != 0 && errno == EINTR) {
  }
  reaped_ = true;
  if (info.si_code == CLD_EXITED) return {info.si_status, 0};
  return {128 + info.si_status, info.si_status};
}

}  // namespace rampart::live::net
