// What `rampart limit` found out: the target, every trial, and the search's answer. Plain values.
//
// Reading order: this file, limit_findings.h (what follows from the trials), then limit_text.h, limit_json.h and
// limit_html.h, which say it. Rates are arrivals of virtual users a second; latencies are felt ones, in milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/stats/limit_search.h"

namespace rampart::report {

struct LimitTarget {
  double percentile = 99;
  double latency_ms = 0;
  double errors = 0.01;  ///< Allowed share of requests that fail: transport errors and answers ≥ 500.

  [[nodiscard]] double allowed_over() const { return 1 - percentile / 100; }
};

/// One trial. Counts and latencies are those after its lead-in.
struct LimitTrialRow {
  int number = 0;       ///< From 1.
  std::string purpose;  ///< bracket, narrow, check, check above
  double rate = 0;
  double asked_s = 0;   ///< Length that was asked for, the lead-in included.
  double lasted_s = 0;  ///< Less when the outcome was clear before.
  double fullness = 0;  ///< In trial-equivalents.
  double requests_per_second = 0;
  std::uint64_t requests = 0;
  std::uint64_t over = 0;  ///< Over the target, or without an answer at the end.
  std::uint64_t errors = 0;
  double p50_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double at_percentile_ms = 0;  ///< The target's percentile.
  double mean_service_ms = 0;   ///< From being sent: R of Little's law.
  double badness = 0;           ///< stats::LimitOutcome
  bool passed = false;
  bool valid = true;
  std::string remark;            ///< Why it isn't valid, or what to know; "" for nothing.
  double inside = 0;             ///< Mean number of requests in progress, counted at the end of each second.
  std::optional<double> little;  ///< |N − X·R| / N where the trial was long enough to say it.
  bool little_holds = true;      ///< Within 5 %, or within what so few looks at N can tell.
  std::optional<double> cpu;     ///< Percent of the task's CPU, mean of the periods inside the trial.
  std::optional<bool> steady;    ///< MSER-5 on the latency of each second; nothing when it was too short.
  double recovery_s = 0;         ///< Until the service answered as at the start.
};

struct LimitRun {
  std::string name;  ///< URL, template or script.
  std::string command;
  std::string subject;  ///< "http://…" or "one task of service web (0.25 vCPU, 512 MiB) behind HAProxy".
  bool one_task = false;
  std::string compute;
  std::uint64_t seed = 0;
  LimitTarget target;
  double width = 0.03;
  double budget = 12;
  double full_trial_s = 10;
  double head_room = 0.3;
  double took_s = 0;
  std::vector<LimitTrialRow> trials;
  stats::LimitResult result;
  std::vector<std::string> remarks;
};

}  // namespace rampart::report
