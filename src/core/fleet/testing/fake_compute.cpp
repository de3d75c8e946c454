#include "core/fleet/testing/fake_compute.h"

#include <algorithm>
#include <utility>

namespace rampart::fleet::testing {

void FakeCompute::write(std::string line) {
  if (transcript_ != nullptr) transcript_->push_back(std::move(line));
}

void FakeCompute::start(const TaskLaunch& task) {
  write("start " + task.id);
  Program program;
  program.launch = task;
  program.port = next_port_++;
  program.due = now_ + start_delay;
  if (failing_ > 0) {
    --failing_;
    program.fails = failing_reason_;
  }
  programs_.emplace(task.id, std::move(program));
  start_order_.push_back(task.id);
}

void FakeCompute::stop(const TaskId& task, Duration timeout) {
  write("stop " + task + " " + brief(timeout));
  const auto it = programs_.find(task);
  if (it == programs_.end()) return;
  const bool in_time = stop_delay <= timeout;
  const Instant ends = now_ + std::min(stop_delay, timeout);
  if (it->second.ends && *it->second.ends <= ends) return;
  it->second.ends = ends;
  it->second.exit_code = in_time ? graceful_exit_code : 137;
}

void FakeCompute::end(const TaskId& task, int exit_code, bool out_of_memory) {
  events_.push_back({.kind = ComputeEvent::Kind::stopped,
                     .task = task,
                     .at = now_,
                     .host = "",
                     .exit_code = exit_code,
                     .out_of_memory = out_of_memory,
                     .reason = ""});
  programs_.erase(task);
  std::erase(start_order_, task);
}

bool FakeCompute::kill(const TaskId& task, bool out_of_memory) {
  if (!programs_.contains(task)) return false;
  end(task, 137, out_of_memory);
  return true;
}

bool FakeCompute::exit(const TaskId& task, int exit_code) {
  if (!programs_.contains(task)) return false;
  end(task, exit_code, false);
  return true;
}

void FakeCompute::report_health(const TaskId& task, bool healthy) {
  const auto found = programs_.find(task);
  if (found == programs_.end()) return;
  ComputeEvent event{.kind = ComputeEvent::Kind::health, .task = task, .at = now_, .host = "", .reason = ""};
  for (const auto& container : found->second.launch.definition.containers) {
    ContainerReading one{.name = container.name, .status = ContainerReading::Status::running};
    if (container.health_check) one.health = healthy ? TaskHealth::healthy : TaskHealth::unhealthy;
    event.containers.push_back(std::move(one));
  }
  events_.push_back(std::move(event));
}

std::vector<TaskId> FakeCompute::living() const {
  std::vector<TaskId> out;
  for (const auto& [id, program] : programs_) out.push_back(id);
  return out;
}

const TaskLaunch* FakeCompute::launch_of(const TaskId& task) const {
  const auto it = programs_.find(task);
  return it == programs_.end() ? nullptr : &it->second.launch;
}

std::vector<ComputeEvent> FakeCompute::take_events() {
  const auto order = start_order_;
  for (const auto& id : order) {
    auto& program = programs_.at(id);
    if (program.ends && *program.ends <= now_) {
      end(id, program.exit_code, false);
    } else if (!program.running && program.due <= now_ && program.fails) {
      events_.push_back(
          {.kind = ComputeEvent::Kind::failed_to_start, .task = id, .at = now_, .host = "", .reason = *program.fails});
      programs_.erase(id);
      std::erase(start_order_, id);
    } else if (!program.running && program.due <= now_) {
      program.running = true;
      events_.push_back({.kind = ComputeEvent::Kind::running,
                         .task = id,
                         .at = now_,
                         .host = "127.0.0.1",
                         .port = program.port,
                         .reason = ""});
    }
  }
  return std::exchange(events_, {});
}

}  // namespace rampart::fleet::testing
