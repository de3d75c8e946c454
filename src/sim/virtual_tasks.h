// Compute without a machine: tasks that start, answer, finish what they have and end, as the model says.
//
// Reading order of this room: task_model.h, station.h, this file, virtual_balancer.h, demand.h, user_program.h,
// request_traffic.h, world.h. One thread.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/scaled_clock.h"
#include "core/fleet/ports.h"
#include "sim/station.h"

namespace rampart::sim {

/// The simulated present, in real seconds from the start, and how the control plane counts time.
struct Present {
  Instant start;
  ScaledClock scale;
  double t = 0;

  [[nodiscard]] Instant real(double at) const { return start + from_seconds(at); }
  [[nodiscard]] Instant aws() const { return scale.to_aws(real(t)); }
  /// Real seconds of a length that the control plane counts.
  [[nodiscard]] double real_seconds(Duration aws) const { return seconds(scale.to_real(aws)); }
};

struct VirtualTask {
  fleet::TaskLaunch launch;
  double running_at = 0;
  double listening_at = 0;
  bool running = false;             ///< Told.
  std::optional<double> killed_at;  ///< After SIGTERM: what is left then is killed.
  std::optional<double> asked_at;   ///< SIGTERM
  Station station;
};

class VirtualTasks : public fleet::Compute {
 public:
  /// Both must outlive it.
  VirtualTasks(const TaskModel& model, const Present& present) : model_(model), present_(present) {}

  void start(const fleet::TaskLaunch& task) override;
  void stop(const fleet::TaskId& task, Duration timeout) override;
  std::vector<fleet::ComputeEvent> take_events() override;
  [[nodiscard]] std::string description() const override { return "simulated tasks"; }

  /// nullptr: it isn't there any more. Valid until it ends.
  [[nodiscard]] VirtualTask* find(const fleet::TaskId& task);
  [[nodiscard]] std::map<fleet::TaskId, std::unique_ptr<VirtualTask>>& all() { return tasks_; }
  /// It answers requests now.
  [[nodiscard]] bool answers(const VirtualTask& task) const {
    return task.running && present_.t >= task.listening_at && !task.asked_at;
  }
  /// When the next of them changes by itself.
  [[nodiscard]] std::optional<double> next_change() const;
  /// SIGKILL from outside, for faults and for overload.
  void kill(const fleet::TaskId& task) { killed_.push_back(task); }
  /// Requests that failed because their task ended under them, since the last call.
  std::vector<InFlight> take_cut_off();

 private:
  void end(VirtualTask& task, int exit_code);

  const TaskModel& model_;
  const Present& present_;
  std::map<fleet::TaskId, std::unique_ptr<VirtualTask>> tasks_;
  std::vector<fleet::TaskId> order_;  // of their starts
  std::vector<fleet::TaskId> killed_;
  std::vector<fleet::ComputeEvent> events_;
  std::vector<InFlight> cut_off_;
  int next_port_ = 20000;
};

}  // namespace rampart::sim
