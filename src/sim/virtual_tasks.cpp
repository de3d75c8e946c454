#include "sim/virtual_tasks.h"

#include <algorithm>
#include <utility>

namespace rampart::sim {

using Kind = fleet::ComputeEvent::Kind;

void VirtualTasks::start(const fleet::TaskLaunch& task) {
  const double running = present_.t + model_.start_s;
  tasks_.emplace(task.id, std::make_unique<VirtualTask>(VirtualTask{.launch = task,
                                                                    .running_at = running,
                                                                    .listening_at = running + model_.warm_up_s,
                                                                    .killed_at = {},
                                                                    .asked_at = {},
                                                                    .station = Station(model_)}));
  order_.push_back(task.id);
}

void VirtualTasks::stop(const fleet::TaskId& task, Duration timeout) {
  VirtualTask* found = find(task);
  if (found == nullptr) return;
  if (!found->asked_at) found->asked_at = present_.t;
  const double at = present_.t + seconds(timeout);  // a task's life is in real time
  found->killed_at = std::min(found->killed_at.value_or(at), at);
}

VirtualTask* VirtualTasks::find(const fleet::TaskId& task) {
  const auto it = tasks_.find(task);
  return it == tasks_.end() ? nullptr : it->second.get();
}

void VirtualTasks::end(VirtualTask& task, int exit_code) {
  for (const InFlight& request : task.station.take_all()) cut_off_.push_back(request);
  const fleet::TaskId id = task.launch.id;
  fleet::ComputeEvent event;
  event.kind = Kind::stopped;
  event.task = id;
  event.at = present_.aws();
  event.exit_code = exit_code;
  events_.push_back(std::move(event));
  std::erase(order_, id);
  tasks_.erase(id);
}

std::vector<fleet::ComputeEvent> VirtualTasks::take_events() {
  for (const fleet::TaskId& id : std::exchange(killed_, {}))
    if (VirtualTask* task = find(id)) end(*task, 137);
  for (const fleet::TaskId& id : std::vector<fleet::TaskId>(order_)) {
    VirtualTask& task = *find(id);
    if (task.asked_at) {
      const bool idle = task.station.in_flight() == 0 && present_.t >= *task.asked_at + model_.stop_s;
      if (idle || present_.t >= *task.killed_at) end(task, idle ? 0 : 137);
    } else if (!task.running && present_.t >= task.running_at) {
      task.running = true;
      fleet::ComputeEvent event;
      event.kind = Kind::running;
      event.task = id;
      event.at = present_.aws();
      event.host = "10.0.0.1";
      event.port = next_port_++;
      events_.push_back(std::move(event));
    }
  }
  return std::exchange(events_, {});
}

std::optional<double> VirtualTasks::next_change() const {
  std::optional<double> out;
  const auto at = [&](double t) { out = std::min(out.value_or(t), t); };
  for (const auto& [id, task] : tasks_) {
    if (task->asked_at) {
      // It ends when its last request does, which no later than the kill.
      at(std::min(*task->killed_at,
                  std::max(*task->asked_at + model_.stop_s, task->station.next_end().value_or(present_.t))));
    } else if (!task->running) {
      at(task->running_at);
    } else if (present_.t < task->listening_at) {
      at(task->listening_at);
    }
  }
  return out;
}

std::vector<InFlight> VirtualTasks::take_cut_off() { return std::exchange(cut_off_, {}); }

}  // namespace rampart::sim
