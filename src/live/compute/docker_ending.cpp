// DockerDriver: tasks end, which an event, the answer to a stop or a look at the list tells.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <fstream>

#include "live/compute/docker_driver.h"

namespace rampart::live::compute {
namespace {

constexpr auto kReconcileEvery = std::chrono::seconds(2);
// The engine tells of a kill for memory in a message of its own, on some kernels after the container's end.
constexpr auto kMemoryWordComesWithin = std::chrono::milliseconds(500);
const char* const kOutOfMemory = "OutOfMemoryError: Container killed due to memory usage";

std::string log_name(const fleet::TaskLaunch& task) { return fmt::format("{}-{}.log", task.service, task.id); }

}  // namespace

void DockerDriver::stop_containers(const TaskId& id, Duration timeout) {
  auto& task = *find(id);
  if (task.stopping) return;
  task.stopping = true;
  for (const auto& container : task.containers) {
    if (container.ended || container.id.empty()) continue;
    client_.call("POST", stop_target(container.id, timeout), "", timeout + std::chrono::seconds(60),
                 [this, name = container.id](const Answer& answer) {
                   if (!is_good(answer) && !(answer && (answer->status == 304 || answer->status == 404))) {
                     spdlog::warn("Container {} could not be stopped: {}", name.substr(0, 12), complaint_of(answer));
                   }
                   look(name);
                 });
  }
}

void DockerDriver::look(const std::string& container) {
  const auto owner = owners_.find(container);
  if (owner == owners_.end()) return;
  const auto [id, index] = owner->second;
  auto* task = find(id);
  if (task == nullptr || !(task->running || task->waiting) || task->containers[index].ended ||
      task->containers[index].asking)
    return;
  task->containers[index].asking = true;
  client_.call("GET", inspect_target(container), "", engine_answers_within,
               [this, container, id = id, index = index](const Answer& answer) {
                 auto* asked = find(id);
                 if (asked == nullptr) return;
                 asked->containers[index].asking = false;
                 const bool vanished = answer && answer->status == 404;  // somebody else removed it
                 auto inspection = is_good(answer) ? parse_inspection(answer->body) : std::nullopt;
                 if (vanished) inspection = Inspection{.exit_code = 137, .ip_address = {}};
                 if (!inspection || inspection->running) return;
                 if (!vanished && may_be_memory(*asked, asked->containers[index], *inspection))
                   return look_again(container);
                 note_end(id, index, *inspection);
               });
}

bool DockerDriver::may_be_memory(const ContainerTask& task, TaskContainer& container, const Inspection& inspection) {
  if (inspection.exit_code != 137 || task.stopping) return false;
  if (inspection.out_of_memory || container.reported_memory) return false;
  return !std::exchange(container.asked_about_kill, true);
}

void DockerDriver::look_again(const std::string& container) {
  auto timer = std::make_shared<boost::asio::steady_timer>(reconcile_timer_.get_executor(), kMemoryWordComesWithin);
  timer->async_wait([this, timer, here = here_, container](boost::system::error_code code) {
    if (!code && *here && !cleared_) look(container);
  });
}

void DockerDriver::note_end(const TaskId& id, std::size_t index, const Inspection& inspection) {
  auto& task = *find(id);
  auto& container = task.containers[index];
  if (container.ended) return;
  container.ended = true;
  container.state.reading.status = fleet::ContainerReading::Status::stopped;
  container.state.reading.exit_code = inspection.exit_code;
  if (container.spec.essential && !task.essential_ended) {
    task.essential_ended = true;
    task.exit_code = inspection.exit_code;
    // Podman never says OOMKilled; its cgroup and a SIGKILL nobody here sent tell the same.
    task.out_of_memory = inspection.out_of_memory || (container.reported_memory && inspection.exit_code == 137);
  }
  if (is_over(task)) return report_end(id);
  if (!task.essential_ended && !task.stop_asked) {
    report_containers(id);
    if (task.waiting && !task.busy) start_ready(id);
    return;
  }
  if (!task.essential_ended || task.stopping) return;
  auto longest = Duration::zero();
  for (const auto& one : task.containers) longest = std::max(longest, one.spec.stop_timeout);
  stop_containers(id, longest);
}

void DockerDriver::report_end(const TaskId& id) {
  const auto& task = *find(id);
  report(id, Kind::stopped, [&](auto& event) {
    event.exit_code = task.exit_code;
    event.containers = readings_of(task);
    event.out_of_memory = task.out_of_memory;
    event.reason = task.out_of_memory ? kOutOfMemory : task.stop_asked ? "" : "Essential container in task exited";
  });
  forget(id);
}

void DockerDriver::forget(const TaskId& id) {
  auto task = std::move(tasks_.at(id));
  tasks_.erase(id);
  for (auto one = task.containers.rbegin(); one != task.containers.rend(); ++one) {
    if (one->id.empty()) continue;
    owners_.erase(one->id);
    log_files_[one->id] = log_name(task.launch);
    if (one->log) one->log->stop();
    if (one->log) resting_[one->id] = one->log;
    const auto rest = one->log ? one->log->rest_target(one->id) : logs_target(one->id);
    client_.call("GET", rest, [this, container = one->id, log = one->log](const Answer& answer) {
      if (is_good(answer) && log) log->take_rest(answer->body);
      resting_.erase(container);
      if (is_good(answer) && !log) keep_log(container, plain_log(answer->body));
      client_.call("DELETE", remove_target(container), [container](const Answer& removed) {
        if (is_good(removed) || (removed && removed->status == 404)) return;
        spdlog::warn("Container {} could not be removed: {}", container.substr(0, 12), complaint_of(removed));
      });
    });
  }
}

/// At the end of all, waiting: before the container is removed.
void DockerDriver::keep_last(const std::string& container, const std::string& text) {
  std::shared_ptr<EngineLog> log;
  if (const auto resting = resting_.find(container); resting != resting_.end()) log = resting->second;
  if (const auto owner = owners_.find(container); owner != owners_.end())
    if (const auto* task = find(owner->second.first)) log = task->containers[owner->second.second].log;
  if (!log) return keep_log(container, text);
  log->stop();
  const auto rest = net::fetch_and_wait({options_.socket, {}, 0}, {.target = log->rest_target(container)});
  if (is_good(rest)) log->take_rest(rest->body);
}

void DockerDriver::keep_log(const std::string& container, const std::string& text) {
  auto file = log_files_[container];
  if (const auto owner = owners_.find(container); file.empty() && owner != owners_.end()) {
    const auto* task = find(owner->second.first);
    if (task != nullptr) file = log_name(task->launch);
  }
  if (file.empty()) return;
  std::ofstream(options_.log_directory / file, std::ios::app | std::ios::binary) << text;
  log_files_.erase(container);
}

void DockerDriver::note_memory(const std::string& container) {
  const auto owner = owners_.find(container);
  if (owner == owners_.end()) return;
  if (auto* task = find(owner->second.first)) task->containers[owner->second.second].reported_memory = true;
}

void DockerDriver::wait_to_reconcile() {
  reconcile_timer_.expires_after(kReconcileEvery);
  reconcile_timer_.async_wait([this, here = here_](boost::system::error_code code) {
    if (code || !*here || cleared_) return;
    if (tasks_.empty()) return wait_to_reconcile();
    client_.call("GET", list_target(options_.run_id), "", engine_answers_within, [this](const Answer& answer) {
      if (is_good(answer)) {
        const auto alive = running_container_ids(answer->body);
        std::vector<std::string> silent;
        for (const auto& [container, owner] : owners_) {
          if (std::find(alive.begin(), alive.end(), container) == alive.end()) silent.push_back(container);
        }
        for (const auto& container : silent) look(container);
      }
      wait_to_reconcile();
    });
  });
}

}  // namespace rampart::live::compute
