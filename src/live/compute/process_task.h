// One task of the process driver: its containers' processes from their start to the last one's end.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "live/compute/cgroup.h"
#include "live/compute/driver.h"
#include "live/compute/pacing.h"
#include "live/compute/process_compute.h"
#include "live/net/child_process.h"
#include "live/net/port_claim.h"

namespace rampart::live::compute {

struct TaskEnd {
  int exit_code = 0;  ///< Of the essential container that ended first.
  bool out_of_memory = false;
  std::string reason;  ///< Empty when the end was asked for.
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
  /// All containers run when this returns. `ended` is called once, from the loop, when none runs any more; it may
  /// destroy the task. Errors: with ECS's words for stoppedReason.
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
  void stop(Duration timeout);
  TaskUsage usage();
  /// A tick of the pacing loop; does nothing where a cgroup holds the share.
  void keep_pace(Duration elapsed);

 private:
  struct Container {
    fleet::ContainerSpec spec;
    std::optional<net::PortClaim> port;
    std::unique_ptr<net::ChildProcess> process;  ///< nullptr: it had ended before it was adopted.
  };

  ProcessTask(TaskHost& host, const fleet::TaskLaunch& launch, std::function<void(const TaskEnd&)> ended);
  Result<void> join_cgroup();
  Result<void> start_container(const fleet::ContainerSpec& spec);
  Result<void> adopt_container(const fleet::ContainerSpec& spec, const std::vector<RecordedContainer>& there);
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

  Pace pace_;
  std::vector<pid_t> members_;
  Duration since_look_ = Duration::max();
  double cpu_seen_s_ = 0;
  bool standing_ = false;
};

}  // namespace rampart::live::compute
