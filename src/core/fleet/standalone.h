// Tasks that no service keeps: what RunTask starts. They run once, are never replaced, and are shown an hour longer.
// Source: reference aws-scaling.md §1.6.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "core/fleet/change.h"
#include "core/fleet/ports.h"
#include "core/fleet/task.h"

namespace rampart::fleet {

/// What RunTask asks for, one task's worth.
struct TaskRequest {
  std::string cluster;
  std::string group;          ///< "family:NAME" unless the caller names another.
  std::string started_by;     ///< The caller's own mark; may be empty.
  TaskDefinition definition;  ///< With the overrides in it.
};

struct StandaloneTask {
  std::string cluster;
  std::string group;
  TaskDefinition definition;
  bool launched = false;  ///< Compute was asked to start it.
  Task task;              ///< Its deployment_id is startedBy.
};

/// All of a fleet. The same inputs at the same instants give the same commands. One thread: the control loop's.
class StandaloneTasks {
 public:
  StandaloneTasks(Compute& compute, Random& ids, std::vector<FleetEvent>& changes)
      : compute_(compute), ids_(ids), changes_(changes) {}

  /// PROVISIONING; started in the next tick(). Valid until the next call that isn't const.
  const StandaloneTask& run(TaskRequest request, Instant now);
  /// False: unknown. One that is stopping already stays as it is.
  bool stop(const TaskId& id, const std::string& reason, Instant now);
  /// False: not one of these.
  bool take(const ComputeEvent& event);
  void tick(Instant now);
  void kill(Instant now);

  /// As it was before a restart; see Service.
  void restore(StandaloneTask task);
  [[nodiscard]] std::vector<TaskLaunch> launches() const;
  void rejoin();

  /// In the order they were created.
  [[nodiscard]] const std::vector<StandaloneTask>& list() const { return tasks_; }
  [[nodiscard]] const StandaloneTask* find(const TaskId& id) const;
  [[nodiscard]] bool empty() const;
  /// Moves at each change.
  [[nodiscard]] std::uint64_t revision() const { return revision_; }

 private:
  StandaloneTask* find(const TaskId& id);
  void advance(StandaloneTask& one, TaskStatus to, Instant at);
  void begin_stop(StandaloneTask& one, const std::string& reason, Instant now);
  void forget_stopped(Instant now);

  Compute& compute_;
  Random& ids_;
  std::vector<FleetEvent>& changes_;
  std::vector<StandaloneTask> tasks_;
  std::uint64_t next_sequence_ = 0;
  std::uint64_t revision_ = 0;
};

}  // namespace rampart::fleet
