// DockerDriver: health checks, and containers that wait for others.
#include <algorithm>
#include <chrono>

#include "live/compute/docker_driver.h"
#include "live/compute/exec_check.h"

namespace rampart::live::compute {
namespace {

constexpr auto kTendEvery = std::chrono::milliseconds(100);

bool needs_tending(const ContainerTask& task) {
  return task.waiting || std::any_of(task.containers.begin(), task.containers.end(),
                                     [](const auto& one) { return one.health.has_value() && !one.ended; });
}

}  // namespace

void DockerDriver::report_containers(const TaskId& id) {
  const auto& task = *find(id);
  if (task.stopping || !(task.running || task.waiting)) return;
  report(id, Kind::health, [&](auto& event) { event.containers = readings_of(task); });
}

void DockerDriver::wait_to_tend() {
  const bool needed =
      std::any_of(tasks_.begin(), tasks_.end(), [](const auto& one) { return needs_tending(one.second); });
  if (tending_ || cleared_ || !needed) return;
  tending_ = true;
  tend_timer_.expires_after(kTendEvery);
  tend_timer_.async_wait([this, here = here_](boost::system::error_code code) {
    if (!code && *here && !cleared_) tend();
  });
}

void DockerDriver::tend() {
  tending_ = false;
  std::vector<TaskId> all;
  for (const auto& [id, task] : tasks_) all.push_back(id);
  for (const TaskId& id : all) {
    auto& task = *find(id);
    for (std::size_t i = 0; i < task.containers.size(); ++i) tend_health(id, i);
    if (task.waiting && !task.busy && !task.stop_asked && !task.essential_ended) start_ready(id);
  }
  wait_to_tend();
}

void DockerDriver::tend_health(const TaskId& id, std::size_t index) {
  auto& task = *find(id);
  auto& container = task.containers[index];
  const bool runs = container.state.reading.status == fleet::ContainerReading::Status::running;
  if (!container.health || container.ended || !runs || task.stopping || !container.health->due(options_.now())) return;
  container.health->begin();
  const auto& check = *container.spec.health_check;
  run_check(client_, container.id, fleet::command_of(check), check.timeout, [this, id, index](bool good) {
    auto* checked = find(id);
    if (checked == nullptr) return;
    auto& one = checked->containers[index];
    one.health->note(good, options_.now());
    if (std::exchange(one.state.reading.health, one.health->health()) != one.health->health()) report_containers(id);
  });
}

}  // namespace rampart::live::compute
