// ProcessTask, what has to be looked at again and again: output, containers that wait for others, health checks.
#include <algorithm>

#include "live/compute/process_task.h"

namespace rampart::live::compute {

bool ProcessTask::needs_tending() const {
  return containers_.size() > 1 || std::any_of(containers_.begin(), containers_.end(), [](const auto& one) {
           return one.output != nullptr || one.spec.health_check.has_value();
         });
}

void ProcessTask::tend(Duration elapsed) {
  for (auto& container : containers_)
    if (container.output) container.output->collect(host_.options.now());
  if (failure_ || ending_ || stop_asked_) return;
  for (std::size_t i = 0; i < containers_.size(); ++i) tend_health(i, elapsed);
  if (!all_started())
    if (auto started = start_ready(); !started) failure_ = started.error().message;
}

/// Intervals are the loop's time, which may be scaled; a check has its timeout in real time, as programs need it.
void ProcessTask::tend_health(std::size_t index, Duration elapsed) {
  Container& container = containers_[index];
  if (!container.health || container.process == nullptr || !container.process->alive()) return;
  if (container.check) {
    container.check_left -= elapsed;
    if (container.check_left > Duration::zero()) return;
    container.check.reset();  // killed, with all that it started
    return note_check(container, false);
  }
  if (!container.health->due(host_.options.now())) return;
  container.health->begin();
  container.check_left = container.spec.health_check->timeout;
  auto plan = plan_of(container, fleet::command_of(*container.spec.health_check));
  plan.output.clear();
  plan.outlives_us = false;
  auto check = net::ChildProcess::start(host_.io, plan, [this, index, here = here_](net::ChildExit ending) {
    if (!*here) return;
    note_check(containers_[index], ending.exit_code == 0);
    containers_[index].check.reset();
  });
  if (!check) return note_check(container, false);
  container.check = std::move(*check);
}

void ProcessTask::note_check(Container& container, bool good) {
  container.health->note(good, host_.options.now());
  const auto health = container.health->health();
  changed_ = changed_ || health != container.state.reading.health;
  container.state.reading.health = health;
}

}  // namespace rampart::live::compute
