// Everything that happens in a run, as typed values. Reports, verdicts and the console read nothing else.
//
// All instants in events are REAL time (the wiring converts from a scaled control plane's time before it writes).
// Latencies are whole MICROSECONDS in histograms. Strings are AWS's or Artillery's own texts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "core/stats/histogram.h"
#include "core/stats/statistic_set.h"

namespace rampart::ledger {

/// First event of every run.
struct RunStarted {
  std::string name;  ///< Plan or script.
  std::string test_run_id;
  std::uint64_t seed = 0;
  std::string compute;         ///< "process", "docker", or "" for a run without a fleet.
  std::string compute_detail;  ///< How limits are enforced: one line for the report.
  double aws_minute_s = 60;    ///< Real seconds in an AWS minute.
  std::string command;         ///< The command line, for the report.
  std::string plan = {};       ///< The plan's text, so that a recorded run can be judged again; "" without one.
};

struct PhaseStarted {
  int index = 0;
  std::string name;
  std::string duration_text;
};
struct PhaseCompleted {
  int index = 0;
  std::string name;
  std::string duration_text;
};

/// One second of load (or `span`), of one worker. Merged by the readers. Names of metrics are Artillery's
/// (reference artillery.md §5.1); histograms under `summaries` are in microseconds for times.
struct LoadSlot {
  Instant start;  ///< Of the second.
  int worker = 0;
  std::map<std::string, std::uint64_t>
      counters;  ///< "http.requests", "http.codes.200", "vusers.created", "errors.ETIMEDOUT", …
  std::map<std::string, std::uint64_t> rates;         ///< events of a rate metric: "http.request_rate"
  std::map<std::string, stats::Histogram> summaries;  ///< "http.response_time", "vusers.session_length", …
  stats::Histogram felt;               ///< Request latency from the instant it was due, to the end of the answer.
  stats::Histogram service;            ///< Request latency from the instant it was sent, to the end of the answer.
  stats::Histogram lateness;           ///< Of arrivals: start minus due.
  std::uint64_t arrivals_due = 0;      ///< That the schedule asked for in this second.
  std::uint64_t arrivals_started = 0;  ///< That became virtual users.
  std::uint64_t requests_sent = 0;
  std::uint64_t requests_answered = 0;
  std::uint64_t requests_failed = 0;  ///< Transport errors and answers ≥ 500.
  /// When the first and the last metric of this second was counted; the epoch = not kept, then readers take the
  /// second's edges (Artillery prints the span as a window's "width" and divides rates by it).
  Instant first_metric_at = {};
  Instant last_metric_at = {};
  /// How long the slot is: more than a second where load was simulated as a flow. All slots of a run are alike.
  Duration span = std::chrono::seconds(1);
};

/// How the generator itself did, at the end: is this run valid?
struct GeneratorAudit {
  double cpu_seconds = 0;
  double wall_seconds = 0;
  int workers = 0;
  std::uint64_t open_connections_peak = 0;
  std::uint64_t descriptors_limit = 0;
};

/// Desired and actual, whenever one of them changes.
struct ServiceState {
  std::string service;
  int desired = 0;
  int pending = 0;
  int running = 0;
  int healthy = 0;
};

/// A task's lastStatus changed. `reason` is AWS's stoppedReason; exit_code −1 while it runs.
struct TaskState {
  std::string service;
  std::string task;
  std::string status;
  std::string reason;
  int exit_code = -1;
};

/// A target's health changed.
struct TargetState {
  std::string target_group;
  std::string task;
  std::string state;
  std::string reason;
  std::string description;
};

/// An entry of the service's events list.
struct ServiceEvent {
  std::string service;
  std::string message;
};

/// What CloudWatch got for one period: for the "what the autoscaler saw" charts.
struct MetricPeriod {
  std::string metric;
  std::string unit;
  Instant start;
  double period_s = 60;
  stats::StatisticSet value;
};

struct AlarmTransition {
  std::string alarm;
  std::string from;
  std::string to;
  std::string reason;
  std::string reason_data;
  double threshold = 0;
  /// What the alarm watches, so that the report can draw its threshold over the metric; empty = not known.
  std::string metric = {};      ///< As MetricPeriod::metric.
  std::string statistic = {};   ///< "Average", "Sum", …
  std::string comparison = {};  ///< "GreaterThanThreshold", …
};

/// As DescribeScalingActivities shows it; a later event with the same id replaces the earlier.
struct ScalingActivity {
  std::string id;
  std::string resource_id;
  std::string description;
  std::string cause;
  Instant start;
  std::optional<Instant> end;
  std::string status_code;
  std::string status_message;
  int from_capacity = 0;
  int to_capacity = 0;
  std::string explanation;        ///< Ours: "6 instead of 4: 1,310 per target over 800; bounded by max 6".
  std::string not_scaled_reason;  ///< Code when nothing was done; else empty.
};

/// Something worth a line in the report: an unsupported resource type, an injected fault, a kill.
struct Note {
  std::string level;
  std::string text;
};

/// Last event of a run that ended by itself or by Ctrl-C.
struct RunEnded {
  bool interrupted = false;
};

using Event = std::variant<RunStarted, PhaseStarted, PhaseCompleted, LoadSlot, GeneratorAudit, ServiceState, TaskState,
                           TargetState, ServiceEvent, MetricPeriod, AlarmTransition, ScalingActivity, Note, RunEnded>;

struct Recorded {
  Instant at;
  Event event;
};

}  // namespace rampart::ledger
