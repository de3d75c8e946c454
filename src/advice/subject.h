// What advice looks at: a stack's scaled services with everything that belongs to each, and what else is known.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advice/sources.h"
#include "advice/trace.h"
#include "core/control/catalogue.h"
#include "report/finding.h"
#include "report/run_view.h"

namespace rampart::advice {

using report::Finding;
using report::Severity;
using Findings = std::vector<Finding>;

/// AWS's own figures for a scale-out with 60 s metrics: 363 s until it is triggered, 23 s until the task runs; with
/// 20 s metrics 86 s and 23 s. Source: reference autoscaling.md §0 (aws/containers-roadmap#2113).
inline constexpr double standard_trigger_s = 363;
inline constexpr double high_resolution_trigger_s = 86;
inline constexpr double provisioning_s = 23;

/// A policy with its place in the template.
struct PolicyView {
  const scaling::Policy* policy = nullptr;
  std::string id;  ///< Logical.

  [[nodiscard]] const scaling::TargetTracking* tracking() const;
  [[nodiscard]] const scaling::StepScaling* step() const;
};

/// An alarm of the template that has this step policy as an action.
struct StepAlarm {
  const watch::AlarmSpec* alarm = nullptr;
  std::string id;
  /// Greater-than alarms ask for more, less-than alarms for less.
  [[nodiscard]] bool high() const;
};

/// A service under auto scaling. Points into the catalogue.
struct ScaledService {
  const scaling::ScalableTarget* target = nullptr;
  const control::ScalableTargetEntry* entry = nullptr;
  const fleet::ServiceSpec* service = nullptr;
  std::vector<const fleet::TargetGroup*> groups;
  std::vector<PolicyView> policies;
  std::string target_id;  ///< Logical ids.
  std::string service_id;
  std::vector<std::string> group_ids;
};

/// Everything that is known. Whoever makes it keeps alive what it points to.
struct Subject {
  const control::Catalogue* catalogue = nullptr;  ///< nullptr: only a run.
  const Sources* sources = nullptr;               ///< Beside the catalogue, always.
  std::vector<ScaledService> services = {};
  /// Requests a second that one task holds; nothing when nobody said and no run shows it.
  std::optional<double> capacity_per_task = std::nullopt;
  std::string capacity_from = {};  ///< "--capacity", "the run": where that figure comes from.
  const report::RunView* run = nullptr;
  std::optional<double> latency_limit_ms = std::nullopt;  ///< The plan's: what counts as too slow.
  double budget = 0.01;                                   ///< Share of a run's requests that may be too slow or fail.
  const Trace* trace = nullptr;

  [[nodiscard]] std::vector<StepAlarm> alarms_of(const PolicyView& policy) const;
  /// 100 for CPU and memory utilisation, nothing where the metric has no bound that is known.
  [[nodiscard]] static std::optional<double> bound_of(const scaling::TargetTracking& tracking);
};

/// Joins what belongs together. Both must outlive the subject.
Subject subject_of(const control::Catalogue& catalogue, const Sources& sources);

/// Is this target tracking on ALBRequestCountPerTarget, ECS CPU, ECS memory, whichever way it is written?
bool tracks_requests(const scaling::TargetTracking& tracking);
bool tracks_cpu(const scaling::TargetTracking& tracking);
bool tracks_memory(const scaling::TargetTracking& tracking);
/// 60 s, or 20 s for the high-resolution metrics.
double period_of(const scaling::TargetTracking& tracking);
/// Time from overload to the new task running: 386 s or 109 s.
double reaction_of(const scaling::TargetTracking& tracking);
/// "CPUUtilization": what a policy looks at, for sentences.
std::string metric_of(const scaling::TargetTracking& tracking);

/// "300", "0.83", "62.5": at most two decimals, none that say nothing.
std::string figure(double value);
/// "+18 task-hours a day", "saves 2.5 task-hours a day", "no price".
std::string task_hours(double per_day);

}  // namespace rampart::advice
