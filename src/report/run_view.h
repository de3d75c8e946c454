// A run as the reports see it: the ledger's events, folded by service, task, alarm, metric and activity.
//
// The terminal view adds events as they come; the other reports fold a recorded run. Reading order: this file,
// run_summary.h (the load), verdict.h (what it means), then one file for each output.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "core/ledger/event.h"
#include "report/run_summary.h"

namespace rampart::report {

template <class T>
struct Timed {
  Instant at;
  T what;
};

struct ServiceView {
  std::string name;
  std::vector<Timed<ledger::ServiceState>> timeline;  ///< Ascending.

  [[nodiscard]] int max_running() const;
  [[nodiscard]] int final_running() const;  ///< 0 when nothing is known.
};

/// A task from its first state to its last, and what the load balancer thought of it.
struct TaskView {
  std::string id;
  std::string service;
  std::vector<Timed<ledger::TaskState>> states;
  std::vector<Timed<ledger::TargetState>> targets;

  /// First time it had this lastStatus.
  [[nodiscard]] std::optional<Instant> first(const std::string& status) const;
  /// First sign that it goes: DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED, or its target draining.
  [[nodiscard]] std::optional<Instant> leaving_at() const;
  /// The last reason that was given, or "".
  [[nodiscard]] std::string reason() const;
  /// Last exit code, −1 when unknown.
  [[nodiscard]] int exit_code() const;
};

struct MetricView {
  std::string metric;
  std::string unit;
  double period_s = 60;                            ///< Of the last period, in AWS seconds.
  std::map<Instant, stats::StatisticSet> periods;  ///< By start, real time.
};

/// Not thread-safe. Capacity, tasks and targets after RunEnded are the dismantling and left out.
class RunView {
 public:
  void add(const ledger::Recorded& recorded);
  static RunView of(const std::vector<ledger::Recorded>& run);

  /// RunStarted, or the first event when there is none yet.
  [[nodiscard]] Instant start() const;
  /// RunEnded, or the last event of a run that never ended.
  [[nodiscard]] Instant end() const;
  /// Ended by itself: neither interrupted nor killed.
  [[nodiscard]] bool complete() const { return ended && !ended->what.interrupted; }
  [[nodiscard]] const ServiceView* service(const std::string& name) const;
  /// Real seconds for a length given in AWS seconds.
  [[nodiscard]] double real_seconds(double aws_seconds) const;

  std::optional<Timed<ledger::RunStarted>> started;
  std::optional<Timed<ledger::RunEnded>> ended;
  std::optional<ledger::GeneratorAudit> audit;
  std::vector<Timed<ledger::PhaseStarted>> phases_started;
  std::vector<Timed<ledger::PhaseCompleted>> phases_completed;
  RunSummary load;
  std::vector<ServiceView> services;  ///< In order of appearance; so are the tasks.
  std::vector<TaskView> tasks;
  std::map<std::string, MetricView> metrics;
  std::vector<Timed<ledger::AlarmTransition>> alarms;
  std::vector<ledger::ScalingActivity> activities;  ///< The latest form of each, in order of first appearance.
  std::vector<Timed<ledger::ServiceEvent>> service_events;
  std::vector<Timed<ledger::Note>> notes;

 private:
  ServiceView& service_of(const std::string& name);
  TaskView& task_of(const std::string& id);
  void add_activity(const ledger::ScalingActivity& activity);

  std::optional<Instant> first_at_, last_at_;
  std::map<std::string, std::size_t, std::less<>> task_places_, activity_places_;  // a run of days has thousands
};

}  // namespace rampart::report
