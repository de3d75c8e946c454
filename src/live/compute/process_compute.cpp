#include "live/compute/process_compute.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <set>

#include "live/compute/process_table.h"
#include "live/compute/process_task.h"

namespace rampart::live::compute {
namespace {

constexpr auto kPaceTick = std::chrono::milliseconds(10);
constexpr auto kTendTick = std::chrono::milliseconds(100);

class ProcessDriver final : public ProcessCompute {
 public:
  ProcessDriver(boost::asio::io_context& io, ProcessOptions options, std::unique_ptr<CgroupTree> cgroups)
      : options_(std::move(options)),
        cgroups_(std::move(cgroups)),
        host_{io, options_, cgroups_.get()},
        pace_timer_(io),
        tend_timer_(io) {
    if (cgroups_ == nullptr || options_.run_directory == nullptr) return;
    for (const auto& directory : cgroups_->directories()) options_.run_directory->record_cgroup(directory);
  }
  ~ProcessDriver() override {
    *here_ = false;
    ProcessDriver::clear();
  }
  ProcessDriver(const ProcessDriver&) = delete;
  ProcessDriver& operator=(const ProcessDriver&) = delete;

  void start(const fleet::TaskLaunch& launch) override {
    take_in(launch.id, ProcessTask::start(host_, launch, end_of(launch.id)),
            fleet::ComputeEvent::Kind::failed_to_start);
  }

  std::vector<fleet::ComputeEvent> adopt(const std::vector<fleet::TaskLaunch>& tasks, Instant now) override {
    if (options_.run_directory == nullptr) return fleet::Compute::adopt(tasks, now);
    const auto records = options_.run_directory->records();
    std::set<pid_t> ours;
    for (const auto& launch : tasks) {
      std::vector<RecordedContainer> containers;
      for (const auto& container : records.containers)
        if (container.task == launch.id && is_alive(container.process)) containers.push_back(container);
      for (const auto& container : containers) ours.insert(container.process.pid);
      take_in(launch.id, ProcessTask::adopt(host_, launch, containers, end_of(launch.id)),
              fleet::ComputeEvent::Kind::stopped);
    }
    // Those that are written down, by their number; in the moment of an exec a process doesn't show its environment.
    for (const auto& container : records.containers) {
      if (ours.contains(container.process.pid) || !is_alive(container.process)) continue;
      spdlog::warn("Task {} was left by a killed Rampart and is nobody's; it is ended.", container.task);
      kill(-container.process.pid, SIGKILL);
    }
    kill_strangers(ours);
    return take_events();
  }

  void stop(const fleet::TaskId& task, Duration timeout) override {
    if (const auto found = tasks_.find(task); found != tasks_.end()) found->second->stop(timeout);
  }

  std::vector<fleet::ComputeEvent> take_events() override { return std::exchange(events_, {}); }
  bool checks_health() const override { return true; }

  std::string description() const override {
    return fmt::format("process (CPU share by {})", cgroups_ ? cgroups_->name() : "SIGSTOP/SIGCONT pacing");
  }

  std::vector<TaskUsage> usage() override {
    std::vector<TaskUsage> readings;
    for (const auto& [id, task] : tasks_) readings.push_back(task->usage());
    return readings;
  }

  void clear() override {
    starting_.clear();
    tasks_.clear();
    events_.clear();
  }

 private:
  fleet::ComputeEvent event_of(const fleet::TaskId& id) const {
    fleet::ComputeEvent event;
    event.task = id;
    event.at = options_.now();
    return event;
  }

  std::function<void(const TaskEnd&)> end_of(const fleet::TaskId& id) {
    return [this, id](const TaskEnd& end) { note_end(id, end); };
  }

  void take_in(const fleet::TaskId& id, Result<std::unique_ptr<ProcessTask>> task,
               fleet::ComputeEvent::Kind otherwise) {
    if (!task) return tell_failure(id, otherwise, task.error().message);
    ProcessTask& taken = *(tasks_[id] = std::move(*task));
    starting_.insert(id);
    tell_progress(id, taken);
    keep_pace();
    if (!tending_) wait_to_tend();
  }

  void tell_failure(const fleet::TaskId& id, fleet::ComputeEvent::Kind kind, std::string reason) {
    auto event = event_of(id);
    event.kind = kind;
    event.reason = std::move(reason);
    events_.push_back(std::move(event));
  }

  /// That it runs, once; and what changed of its containers.
  void tell_progress(const fleet::TaskId& id, ProcessTask& task) {
    if (task.all_started() && starting_.erase(id) > 0) {
      auto event = event_of(id);
      event.host = "127.0.0.1";
      event.port = task.port();
      event.containers = task.readings();
      task.take_changed();
      events_.push_back(std::move(event));
    }
    if (task.ending() || !task.needs_tending() || !task.take_changed()) return;
    auto event = event_of(id);
    event.kind = fleet::ComputeEvent::Kind::health;
    event.containers = task.readings();
    events_.push_back(std::move(event));
  }

  /// Processes of this run whose session none of `leaders` leads: started in the moment of the kill, and forgotten.
  void kill_strangers(const std::set<pid_t>& leaders) const {
    const auto mark = "RAMPART_RUN=" + options_.run_id;
    for (const auto pid : all_processes()) {
      const auto row = read_process(pid);
      if (pid == getpid() || !row || leaders.contains(row->session) || !has_variable(pid, mark)) continue;
      spdlog::warn("Process {} of an unknown task was left by a killed Rampart; it is ended.", pid);
      kill(pid, SIGKILL);
    }
  }

  void note_end(const fleet::TaskId& id, const TaskEnd& end) {
    auto event = event_of(id);
    event.kind = fleet::ComputeEvent::Kind::stopped;
    event.exit_code = end.exit_code;
    event.out_of_memory = end.out_of_memory;
    event.reason = end.reason;
    event.containers = end.containers;
    events_.push_back(std::move(event));
    starting_.erase(id);
    tasks_.erase(id);
  }

  void keep_pace() {
    if (cgroups_ != nullptr || pacing_) return;
    pacing_ = true;
    paced_at_ = std::chrono::steady_clock::now();
    wait_for_tick();
  }

  void wait_for_tick() {
    pace_timer_.expires_after(kPaceTick);
    pace_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (code || !*here) return;
      const auto now = std::chrono::steady_clock::now();
      for (const auto& [id, task] : tasks_) task->keep_pace(now - paced_at_);
      paced_at_ = now;
      pacing_ = !tasks_.empty();
      if (pacing_) wait_for_tick();
    });
  }

  void wait_to_tend() {
    const auto needed = [](const auto& one) { return one.second->needs_tending(); };
    tending_ = std::any_of(tasks_.begin(), tasks_.end(), needed);
    if (!tending_) return;
    tended_at_ = std::chrono::steady_clock::now();
    tend_timer_.expires_after(kTendTick);
    tend_timer_.async_wait([this, here = here_](boost::system::error_code code) {
      if (!code && *here) tend();
    });
  }

  void tend() {
    const auto elapsed = std::chrono::steady_clock::now() - tended_at_;
    std::vector<std::pair<fleet::TaskId, std::string>> failed;
    for (const auto& [id, task] : tasks_) {
      task->tend(elapsed);
      tell_progress(id, *task);
      if (task->failure()) failed.emplace_back(id, *task->failure());
    }
    for (auto& [id, reason] : failed) {
      tell_failure(id, fleet::ComputeEvent::Kind::failed_to_start, std::move(reason));
      starting_.erase(id);
      tasks_.erase(id);
    }
    wait_to_tend();
  }

  ProcessOptions options_;
  std::unique_ptr<CgroupTree> cgroups_;
  TaskHost host_;
  std::map<fleet::TaskId, std::unique_ptr<ProcessTask>> tasks_;
  std::set<fleet::TaskId> starting_;  ///< Not yet told as running.
  std::vector<fleet::ComputeEvent> events_;
  std::chrono::steady_clock::time_point tended_at_;
  boost::asio::steady_timer pace_timer_;
  boost::asio::steady_timer tend_timer_;
  std::chrono::steady_clock::time_point paced_at_;
  std::shared_ptr<bool> here_ = std::make_shared<bool>(true);
  bool pacing_ = false;
  bool tending_ = false;
};

}  // namespace

Result<std::unique_ptr<ProcessCompute>> ProcessCompute::open(boost::asio::io_context& io, ProcessOptions options) {
  std::error_code code;
  std::filesystem::create_directories(options.log_directory, code);
  if (code) return unavailable(fmt::format("{}: {}.", options.log_directory.string(), code.message()));
  std::unique_ptr<CgroupTree> cgroups;
  if (options.cpu_share != CpuShare::pacing) {
    auto made = CgroupTree::make(options.run_id, read_cgroup_mounts());
    if (made) cgroups = std::move(*made);
    if (!made && options.cpu_share == CpuShare::cgroup) return made.error();
  }
  return std::make_unique<ProcessDriver>(io, std::move(options), std::move(cgroups));
}

}  // namespace rampart::live::compute
