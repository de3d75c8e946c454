// One task of the process driver: its containers' processes from their start to the last one's end.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/fleet/container_health.h"
#include "core/fleet/container_order.h"
#include "live/compute/cgroup.h"
#include "live/compute/driver.h"
#include "live/compute/pacing.h"
#include "live/compute/process_compute.h"
#include "live/compute/raw_output.h"
#include "live/net/child_process.h"
#include "live/net/port_claim.h"

namespace rampart::live::compute {

struct TaskEnd {
  int exit_code = 0;  ///< Of the essential container that ended first.
  bool out_of_memory = false;
  std::string reason;  ///< Empty when the end was asked for.
  std::vector<fleet::ContainerReading> containers = {};
};

/// What a task may use of its driver. Outlives it.
struct TaskHost {
  boost::asio::io_context& io;
  const ProcessOptions& options;
  CgroupTree* cgroups = nullptr;  ///< nullptr: paced.
  int next_port = 20000;          ///< Moves on, so that a port isn't another task's the moment its first one died.
};

class ProcessTask {
 public:
  /// Those containers that depend on nothing run when this returns, the others when tend() finds that they may. `ended`
  /// is called once, from the loop, when none runs any more; it may destroy the task. Errors: with ECS's words for
  /// stoppedReason.
  static Result<std::unique_ptr<ProcessTask>> start(TaskHost& host, const fleet::TaskLaunch& launch,
                                                    std::function<void(const TaskEnd&)> ended);
  /// A task that an earlier process started, with those of its containers that are still there. Errors: not_found, when
  /// an essential one isn't.
  static Result<std::unique_ptr<ProcessTask>> adopt(TaskHost& host, const fleet::TaskLaunch& launch,
                                                    const std::vector<RecordedContainer>& containers,
                                                    std::function<void(const TaskEnd&)> ended);
  ~ProcessTask();  ///< Kills what runs, removes the cgroup.
  ProcessTask(const ProcessTask&) = delete;
  ProcessTask& operator=(const ProcessTask&) = delete;

  [[nodiscard]] int port() const { return port_; }
  /// Every container has been started, whether or not it still runs.
  [[nodiscard]] bool all_started() const;
  /// Set when a container can't be started any more: nothing more happens, and the task is to be destroyed.
  [[nodiscard]] const std::optional<std::string>& failure() const { return failure_; }
  [[nodiscard]] bool ending() const { return ending_; }
  /// In the definition's order.
  [[nodiscard]] std::vector<fleet::ContainerReading> readings() const;
  /// Whether readings() changed since the last question.
  bool take_changed() { return std::exchange(changed_, false); }
  void stop(Duration timeout);
  TaskUsage usage();
  /// A tick of the pacing loop; does nothing where a cgroup holds the share.
  void keep_pace(Duration elapsed);
  /// Whether tend() has something to do.
  [[nodiscard]] bool needs_tending() const;
  /// What its containers have written is taken in, those that were waiting are started, health checks begun and ended
  /// (process_task_health.cpp). About ten times a second.
  void tend(Duration elapsed);

 private:
  struct Container {
    fleet::ContainerSpec spec;
    std::optional<net::PortClaim> port = {};
    std::unique_ptr<RawOutput> output = {};           ///< nullptr: it goes into the task's file.
    std::unique_ptr<net::ChildProcess> process = {};  ///< nullptr: not started, or ended before it was adopted.
    fleet::StartingContainer state = {};
    std::optional<fleet::HealthWatch> health = {};
    std::unique_ptr<net::ChildProcess> check = {};  ///< The health check that is under way …
    Duration check_left{};                          ///< … and the real time it still has.
  };

  ProcessTask(TaskHost& host, const fleet::TaskLaunch& launch, std::function<void(const TaskEnd&)> ended);
  Result<void> join_cgroup();
  Result<void> open_outputs();
  void reopen_outputs();
  Result<void> start_ready();
  Result<void> start_container(std::size_t index);
  void note_running(Container& container);
  void tend_health(std::size_t index, Duration elapsed);
  void note_check(Container& container, bool good);
  Result<void> adopt_container(std::size_t index, const std::vector<RecordedContainer>& there);
  [[nodiscard]] OutputStream stream_of(const fleet::ContainerSpec& spec) const;
  [[nodiscard]] std::filesystem::path raw_file_of(const fleet::ContainerSpec& spec) const;
  net::ChildPlan plan_of(const Container& container, std::vector<std::string> argv) const;
  void container_ended(std::size_t index, net::ChildExit ending);
  void begin_end(std::optional<Duration> timeout);
  void signal_all(int signal);
  void finish();
  /// CPU seconds and memory of all processes, from /proc.
  CgroupReading measure();

  TaskHost& host_;
  fleet::TaskLaunch launch_;
  std::function<void(const TaskEnd&)> ended_;
  std::vector<Container> containers_;
  std::optional<Cgroup> cgroup_;
  boost::asio::steady_timer kill_timer_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  TaskEnd end_;
  int port_ = 0;
  std::size_t running_ = 0;
  bool essential_ended_ = false;
  bool stop_asked_ = false;
  bool ending_ = false;
  bool changed_ = false;
  std::optional<std::string> failure_;

  Pace pace_;
  std::vector<pid_t> members_;
  Duration since_look_ = Duration::max();
  double cpu_seen_s_ = 0;
  bool standing_ = false;
};

}  // namespace rampart::live::compute
