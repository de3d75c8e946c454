#include "live/compute/process_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "live/compute/process_table.h"
#include "live/compute/program.h"

namespace rampart::live::compute {
namespace {

const char* const kOutOfMemory = "OutOfMemoryError: Container killed due to memory usage";

/// Fargate caps the task; a container's own limit counts when it is the only one.
int memory_limit_mib(const fleet::TaskDefinition& definition) {
  if (definition.containers.size() == 1 && definition.containers.front().memory_mib > 0) {
    return std::min(definition.containers.front().memory_mib, definition.memory_mib);
  }
  return definition.memory_mib;
}

}  // namespace

ProcessTask::ProcessTask(TaskHost& host, const fleet::TaskLaunch& launch, std::function<void(const TaskEnd&)> ended)
    : host_(host),
      launch_(launch),
      ended_(std::move(ended)),
      kill_timer_(host.io),
      pace_(launch.definition.cpu_units / 1024.0) {
  for (const auto& spec : launch.definition.containers) {
    Container container{.spec = spec};
    container.state.reading.name = spec.name;
    containers_.push_back(std::move(container));
  }
}

ProcessTask::~ProcessTask() {
  *here_ = false;
  if (cgroup_) cgroup_->kill_all();
  for (auto& container : containers_) {
    container.check.reset();
    container.process.reset();
    if (container.output) container.output->finish(host_.options.now());
  }
  containers_.clear();
  if (cgroup_) cgroup_->remove();
}

Result<std::unique_ptr<ProcessTask>> ProcessTask::start(TaskHost& host, const fleet::TaskLaunch& launch,
                                                        std::function<void(const TaskEnd&)> ended) {
  std::unique_ptr<ProcessTask> task(new ProcessTask(host, launch, std::move(ended)));
  const auto& definition = launch.definition;
  if (definition.containers.empty()) return invalid("The task definition has no container.");
  if (auto joined = task->join_cgroup(); !joined) return joined.error();
  for (const auto& spec : definition.containers)
    if (auto program = program_of(spec, host.options.programs); !program) return program.error();
  if (auto opened = task->open_outputs(); !opened) return opened.error();
  if (auto started = task->start_ready(); !started) return started.error();
  return task;
}

Result<std::unique_ptr<ProcessTask>> ProcessTask::adopt(TaskHost& host, const fleet::TaskLaunch& launch,
                                                        const std::vector<RecordedContainer>& containers,
                                                        std::function<void(const TaskEnd&)> ended) {
  std::unique_ptr<ProcessTask> task(new ProcessTask(host, launch, std::move(ended)));
  if (auto joined = task->join_cgroup(); !joined) return joined.error();
  task->reopen_outputs();
  for (std::size_t i = 0; i < task->containers_.size(); ++i)
    if (auto adopted = task->adopt_container(i, containers); !adopted) return adopted.error();
  task->signal_all(SIGCONT);  // it may have stood still when the last one of us was killed
  return task;
}

Result<void> ProcessTask::adopt_container(std::size_t index, const std::vector<RecordedContainer>& there) {
  Container& container = containers_[index];
  const auto found = std::find_if(there.begin(), there.end(), [&](const RecordedContainer& recorded) {
    return recorded.container == container.spec.name;
  });
  if (found != there.end()) {
    auto process = net::ChildProcess::adopt(host_.io, found->process.pid,
                                            [this, index](net::ChildExit ending) { container_ended(index, ending); });
    if (process) {
      container.process = std::move(*process);
      container.port = net::PortClaim::of_our_own(found->port);
      if (port_ == 0) port_ = found->port;
      note_running(container);
      if (container.health) container.health->look_now(host_.options.now());
    }
  }
  if (container.process == nullptr) {
    container.state.reading.status = fleet::ContainerReading::Status::stopped;
    container.state.reading.exit_code = -1;
  }
  if (container.process == nullptr && container.spec.essential)
    return not_found("Essential container in task exited while Rampart was not running");
  return {};
}

OutputStream ProcessTask::stream_of(const fleet::ContainerSpec& spec) const {
  return {.log = *spec.log, .service = launch_.service, .task = launch_.id, .container = spec.name};
}

std::filesystem::path ProcessTask::raw_file_of(const fleet::ContainerSpec& spec) const {
  return host_.options.log_directory / fmt::format("{}-{}-{}.out", launch_.service, launch_.id, spec.name);
}

Result<void> ProcessTask::open_outputs() {
  for (auto& container : containers_) {
    if (host_.options.outputs == nullptr || !container.spec.log) continue;
    auto file = host_.options.outputs->open(stream_of(container.spec));
    if (!file) return file.error();
    container.output = std::make_unique<RawOutput>(raw_file_of(container.spec), std::move(*file));
  }
  return {};
}

void ProcessTask::reopen_outputs() {
  for (auto& container : containers_) {
    if (host_.options.outputs == nullptr || !container.spec.log) continue;
    if (auto file = host_.options.outputs->reopen(stream_of(container.spec)))
      container.output = std::make_unique<RawOutput>(raw_file_of(container.spec), std::move(file));
  }
}

Result<void> ProcessTask::join_cgroup() {
  if (host_.cgroups == nullptr) return {};
  auto cgroup = host_.cgroups->add(launch_.id, launch_.definition.cpu_units, memory_limit_mib(launch_.definition));
  if (!cgroup) return unavailable("ResourceInitializationError: " + cgroup.error().message);
  cgroup_ = std::move(*cgroup);
  return {};
}

Result<void> ProcessTask::start_container(std::size_t index) {
  Container& container = containers_[index];
  const auto& spec = container.spec;
  auto argv = program_of(spec, host_.options.programs);
  if (!argv) return argv.error();
  if (!spec.ports.empty()) {
    auto claim = net::PortClaim::first_free("127.0.0.1", host_.next_port);
    if (!claim) claim = net::PortClaim::first_free("127.0.0.1");
    if (!claim) return unavailable("ResourceInitializationError: " + claim.error().message);
    host_.next_port = claim->port() >= 32767 ? 20000 : claim->port() + 1;
    container.port = std::move(*claim);
    if (port_ == 0) port_ = container.port->port();
  }
  auto process = net::ChildProcess::start(host_.io, plan_of(container, std::move(*argv)),
                                          [this, index](net::ChildExit ending) { container_ended(index, ending); });
  if (!process) return unavailable("CannotStartContainerError: " + process.error().message);
  container.process = std::move(*process);
  if (host_.options.run_directory != nullptr) {
    host_.options.run_directory->record_container(container.process->pid(), container.port ? container.port->port() : 0,
                                                  launch_.id, spec.name);
  }
  note_running(container);
  return {};
}

void ProcessTask::note_running(Container& container) {
  ++running_;
  changed_ = true;
  container.state.reading.status = fleet::ContainerReading::Status::running;
  container.state.started = host_.options.now();
  if (container.spec.health_check) container.health.emplace(*container.spec.health_check, *container.state.started);
}

Result<void> ProcessTask::start_ready() {
  for (bool grows = true; grows;) {
    grows = false;
    for (std::size_t i = 0; i < containers_.size(); ++i) {
      if (containers_[i].state.started) continue;
      std::vector<fleet::StartingContainer> all;
      for (const auto& container : containers_) all.push_back(container.state);
      const auto decision = fleet::decide_start(containers_[i].spec, launch_.definition, all, host_.options.now());
      if (decision.kind == fleet::StartDecision::Kind::never) return unavailable(decision.reason);
      if (decision.kind == fleet::StartDecision::Kind::wait) continue;
      if (auto started = start_container(i); !started) return started;
      grows = true;
    }
  }
  return {};
}

bool ProcessTask::all_started() const {
  return std::none_of(containers_.begin(), containers_.end(), [](const auto& one) {
    return one.state.reading.status == fleet::ContainerReading::Status::pending;
  });
}

std::vector<fleet::ContainerReading> ProcessTask::readings() const {
  std::vector<fleet::ContainerReading> out;
  for (const auto& container : containers_) out.push_back(container.state.reading);
  return out;
}

net::ChildPlan ProcessTask::plan_of(const Container& container, std::vector<std::string> argv) const {
  net::ChildPlan plan;
  plan.argv = std::move(argv);
  for (const char* name : {"PATH", "HOME", "LANG", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) plan.environment.emplace_back(name, value);
  }
  for (const auto& variable : container.spec.environment) plan.environment.push_back(variable);
  if (container.port) plan.environment.emplace_back("PORT", std::to_string(container.port->port()));
  plan.environment.emplace_back("RAMPART_RUN", host_.options.run_id);
  plan.working_directory = container.spec.working_directory;
  plan.output = container.output ? container.output->path()
                                 : host_.options.log_directory / fmt::format("{}-{}.log", launch_.service, launch_.id);
  if (cgroup_) plan.join = cgroup_->entries();
  plan.outlives_us = host_.options.tasks_outlive_us;
  return plan;
}

void ProcessTask::container_ended(std::size_t index, net::ChildExit ending) {
  --running_;
  auto& container = containers_[index];
  if (container.output) container.output->finish(host_.options.now());
  container.output.reset();
  container.check.reset();
  container.state.reading.status = fleet::ContainerReading::Status::stopped;
  container.state.reading.exit_code = ending.exit_code;
  changed_ = true;
  if (container.spec.essential && !essential_ended_) {
    essential_ended_ = true;
    end_.exit_code = ending.exit_code;
    const bool killed = ending.signal == SIGKILL;
    end_.out_of_memory = end_.out_of_memory || (killed && cgroup_ && cgroup_->had_memory_kill());
    if (end_.out_of_memory) {
      end_.reason = kOutOfMemory;
    } else if (!stop_asked_) {
      end_.reason = "Essential container in task exited";
    }
  }
  if (!essential_ended_ && !stop_asked_ && !failure_)
    if (auto started = start_ready(); !started) failure_ = started.error().message;
  if (failure_) return;
  if (running_ == 0) return finish();
  if (essential_ended_ && !ending_) begin_end(std::nullopt);
}

void ProcessTask::stop(Duration timeout) {
  stop_asked_ = true;
  if (!ending_) begin_end(timeout);
}

void ProcessTask::begin_end(std::optional<Duration> timeout) {
  ending_ = true;
  signal_all(SIGTERM);
  if (standing_) signal_all(SIGCONT);  // else it couldn't even hear the SIGTERM
  auto longest = timeout.value_or(Duration::zero());
  if (!timeout) {
    for (const auto& container : containers_) longest = std::max(longest, container.spec.stop_timeout);
  }
  kill_timer_.expires_after(longest);
  kill_timer_.async_wait([this, here = here_](boost::system::error_code code) {
    if (!code && *here) signal_all(SIGKILL);
  });
}

void ProcessTask::signal_all(int signal) {
  for (const auto& container : containers_)
    if (container.process != nullptr) container.process->signal_group(signal);
}

void ProcessTask::finish() {
  if (cgroup_) cgroup_->kill_all();  // those that left their group
  const auto ended = std::move(ended_);
  end_.containers = readings();
  const auto end = end_;
  if (ended) ended(end);
}

CgroupReading ProcessTask::measure() {
  CgroupReading sum;
  for (const auto pid : members_) {
    const auto row = read_process(pid);
    if (!row) continue;
    sum.cpu_seconds += row->cpu_seconds;
    sum.memory_bytes += static_cast<double>(row->memory_bytes);
  }
  sum.cpu_seconds = std::max(sum.cpu_seconds, cpu_seen_s_);  // a member that ended takes its time with it
  return sum;
}

void ProcessTask::keep_pace(Duration elapsed) {
  if (cgroup_ || running_ == 0) return;
  since_look_ = since_look_ > std::chrono::hours(1) ? since_look_ : since_look_ + elapsed;
  const bool look = since_look_ >= std::chrono::milliseconds(500);
  if (look) {
    since_look_ = Duration::zero();
    members_.clear();
    for (const auto& container : containers_) {
      if (container.process == nullptr || !container.process->alive()) continue;
      const auto session = processes_of_session(container.process->pid());
      members_.insert(members_.end(), session.begin(), session.end());
    }
  }
  const auto now = measure();
  const bool run = pace_.allow(elapsed, from_seconds(now.cpu_seconds - cpu_seen_s_));
  cpu_seen_s_ = now.cpu_seconds;
  if (look && now.memory_bytes > memory_limit_mib(launch_.definition) * 1048576.0) {
    end_.out_of_memory = true;
    return signal_all(SIGKILL);
  }
  if (run != standing_) return;
  standing_ = !run;
  signal_all(run ? SIGCONT : SIGSTOP);
}

TaskUsage ProcessTask::usage() {
  const auto reading = cgroup_ ? cgroup_->read().value_or(CgroupReading{}) : measure();
  return {launch_.id,
          launch_.service,
          launch_.cluster,
          reading.cpu_seconds,
          reading.memory_bytes,
          launch_.definition.cpu_units,
          memory_limit_mib(launch_.definition)};
}

}  // namespace rampart::live::compute
