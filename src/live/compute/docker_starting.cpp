// DockerDriver: tasks begin, or are found again.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "core/fleet/task.h"
#include "live/compute/docker_driver.h"

namespace rampart::live::compute {

std::vector<fleet::ComputeEvent> DockerDriver::adopt(const std::vector<fleet::TaskLaunch>& tasks, Instant) {
  to_adopt_ = tasks.size();
  for (const auto& launch : tasks) {
    note(launch);
    open_logs(launch.id, true);
    ++starting_;
    find(launch.id)->holds_slot = true;
    find_again(launch.id, 0);
  }
  if (tasks.empty()) remove_strangers();
  return {};
}

void DockerDriver::find_again(const TaskId& id, std::size_t index) {
  const auto& task = *find(id);
  if (index == task.containers.size()) {
    note_adopted();
    return report_running(id);
  }
  client_.call("GET", inspect_target(container_name(task.launch, task.containers[index].spec)),
               [this, id, index](const Answer& answer) {
                 const auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
                 if (!inspection) {
                   note_adopted();
                   release_slot(*find(id));
                   report(id, Kind::stopped, [](auto& event) {
                     event.exit_code = -1;
                     event.reason = "Essential container in task exited while Rampart was not running";
                   });
                   return forget(id);
                 }
                 auto& found = find(id)->containers[index];
                 found.id = inspection->id;
                 if (found.log) found.log->follow(found.id);
                 take_started(id, index, *inspection);
                 if (found.health) found.health->look_now(options_.now());
                 owners_[inspection->id] = {id, index};
                 find_again(id, index + 1);
               });
}

void DockerDriver::note_adopted() {
  if (--to_adopt_ == 0) remove_strangers();
}

void DockerDriver::remove_strangers() {
  client_.call("GET", list_target(options_.run_id), [this](const Answer& answer) {
    if (!is_good(answer)) return;
    for (const auto& [container, task] : containers_with_tasks(answer->body)) {
      if (find(task) != nullptr) continue;
      spdlog::warn("Container {} of an unknown task was left by a killed Rampart; it is removed.",
                   container.substr(0, 12));
      client_.call("DELETE", remove_target(container), [](const Answer&) {});
    }
  });
}

void DockerDriver::start_next() {
  while (starting_ < options_.parallel_starts && !waiting_.empty()) {
    const auto id = waiting_.front();
    waiting_.pop_front();
    ++starting_;
    find(id)->holds_slot = true;
    start_ready(id);
  }
}

void DockerDriver::start_ready(const TaskId& id) {
  auto& task = *find(id);
  std::vector<fleet::StartingContainer> all;
  for (const auto& container : task.containers) all.push_back(container.state);
  const bool any_started = std::any_of(all.begin(), all.end(), [](const auto& one) { return one.started.has_value(); });
  if ((task.stop_asked || task.essential_ended) && any_started) return report_running(id);
  bool waits = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].started) continue;
    const auto decision = fleet::decide_start(task.containers[i].spec, task.launch.definition, all, options_.now());
    if (decision.kind == fleet::StartDecision::Kind::never) return fail(id, decision.reason);
    if (decision.kind == fleet::StartDecision::Kind::start) return create(id, i);
    waits = true;
  }
  if (!waits) return report_running(id);
  task.waiting = true;
  release_slot(task);  // others needn't wait for what this one waits for
  start_next();
  wait_to_tend();
}

void DockerDriver::create(const TaskId& id, std::size_t index) {
  auto& task = *find(id);
  task.busy = true;
  const auto& spec = task.containers[index].spec;
  const auto joined = task.has_network ? task.containers[task.network].id : std::string();
  client_.call("POST", create_target(container_name(task.launch, spec)),
               create_body(options_.run_id, task.launch, spec, joined, task.containers[index].log != nullptr),
               std::chrono::seconds(60), [this, id, index](const Answer& answer) {
                 if (!is_good(answer)) {
                   const bool missing = answer && answer->status == 404;
                   return fail(
                       id, fmt::format("{}: {}", missing ? "CannotPullContainerError" : "CannotCreateContainerError",
                                       complaint_of(answer)));
                 }
                 const auto container = created_id(answer->body);
                 find(id)->containers[index].id = container;
                 owners_[container] = {id, index};
                 client_.call("POST", start_target(container), [this, id, index](const Answer& started) {
                   if (!is_good(started)) return fail(id, "CannotStartContainerError: " + complaint_of(started));
                   auto& running = find(id)->containers[index];
                   if (running.log) running.log->follow(running.id);
                   look_at_started(id, index);
                 });
               });
}

void DockerDriver::look_at_started(const TaskId& id, std::size_t index) {
  client_.call("GET", inspect_target(find(id)->containers[index].id), [this, id, index](const Answer& answer) {
    const auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
    if (!inspection) return fail(id, "CannotInspectContainerError: " + complaint_of(answer));
    take_started(id, index, *inspection);
    find(id)->busy = false;
    start_ready(id);
  });
}

void DockerDriver::take_started(const TaskId& id, std::size_t index, const Inspection& inspection) {
  using Status = fleet::ContainerReading::Status;
  auto& task = *find(id);
  auto& container = task.containers[index];
  container.last = inspection;
  if (inspection.pid > 0) container.cgroup = Cgroup::of_process(inspection.pid, mounts_);
  container.state.started = options_.now();
  container.state.reading.status = inspection.running ? Status::running : Status::stopped;
  if (!inspection.running) container.state.reading.exit_code = inspection.exit_code;
  if (container.spec.health_check) container.health.emplace(*container.spec.health_check, *container.state.started);
  if (task.has_network || is_waited_out(task.launch.definition, container.spec.name)) return;
  task.has_network = true;
  task.network = index;
}

void DockerDriver::release_slot(ContainerTask& task) {
  if (std::exchange(task.holds_slot, false)) --starting_;
}

void DockerDriver::report_running(const TaskId& id) {
  auto& task = *find(id);
  const auto& first = task.containers[task.network].last;
  if (first.running && first.ip_address.empty()) {
    return fail(id,
                "ResourceInitializationError: the engine gave the container no address of its own on a bridge "
                "(a rootless engine?), so it can't be reached.");
  }
  release_slot(task);
  const bool waited = std::exchange(task.waiting, false);
  task.running = true;
  if (first.running && !task.essential_ended) {
    report(id, Kind::running, [&](auto& event) {
      event.host = first.ip_address;
      event.port = first_port(task.launch.definition);
      event.containers = readings_of(task);
    });
  }
  std::vector<TaskContainer> seen = task.containers;  // note_end may forget the task
  for (std::size_t i = 0; i < seen.size() && find(id) != nullptr; ++i) {
    if (!seen[i].id.empty() && !seen[i].last.running) note_end(id, i, seen[i].last);
  }
  if (auto* still = find(id); still != nullptr && (still->stop_asked || (waited && still->essential_ended))) {
    still->stopping = false;  // one may have been started since
    stop_containers(id, still->stop_asked ? still->stop_timeout : fleet::stop_timeout_of(still->launch.definition));
    if (is_over(*still)) report_end(id);
  }
  start_next();
  wait_to_tend();
}

void DockerDriver::fail(const TaskId& id, const std::string& reason) {
  release_slot(*find(id));
  report(id, Kind::failed_to_start, [&](auto& event) { event.reason = reason; });
  forget(id);
  start_next();
}

}  // namespace rampart::live::compute
