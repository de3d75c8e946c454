// Requests as a flow over tasks: steady pieces of time, each with its latency, its CPU and what came to nothing.
//
// Below capacity latency is a G/G/c queue's (core/stats/queueing.h); above it a backlog grows, and drains later, in a
// straight line. One thread.
#pragma once

#include <utility>
#include <vector>

#include "sim/flow_record.h"
#include "sim/minute_metrics.h"
#include "sim/task_model.h"

namespace rampart::sim {

struct FlowOptions {
  double vcpu = 0.25;
  double timeout_s = 10;               ///< Of clients.
  double latency_target_s = 0;         ///< Above it a request counts as late; 0: none does.
  std::vector<double> quantiles = {};  ///< Of latency, to be kept for every minute.
  bool needs_response = false;         ///< TargetResponseTime is looked at.
  FlowRecorder* recorder = nullptr;    ///< Told of every request; must outlive the flow.
};

class RequestFlow {
 public:
  /// `task` must outlive it.
  RequestFlow(const TaskModel& task, FlowOptions options) : task_(task), options_(std::move(options)) {}

  /// `dt` seconds of `rate` requests a second, of `running` tasks `serving` answer.
  void flow(double dt, double rate, int running, int serving);
  /// Tasks have left: their share of the backlog has gone with them.
  void keep_backlog(double share) { backlog_ *= share; }

  [[nodiscard]] OpenPeriod take_minute() { return std::exchange(minute_, {}); }
  [[nodiscard]] OpenPeriod take_fine() { return std::exchange(fine_, {}); }
  /// The highest of each quantile since the last call; infinity where none answered.
  std::vector<double> take_latencies();

  double requests = 0;
  double late = 0;
  double failed = 0;

 private:
  void flow_stable(double dt);
  void flow_overloaded(double dt);
  template <class F>
  void both(F change) {
    change(minute_);
    change(fine_);
  }
  void record_cpu(double served_rate, double dt);
  void record_response(double seconds, double answered);
  template <class F>
  void keep_quantiles(F at);

  const TaskModel& task_;
  FlowOptions options_;
  OpenPeriod minute_;
  OpenPeriod fine_;
  std::vector<double> latencies_;
  double backlog_ = 0;
  // Of the last steady piece: the share that comes late.
  double tail_rate_ = -1;
  int tail_serving_ = 0;
  double tail_ = 0;

  // Of the piece that flows.
  double rate_ = 0;
  int serving_ = 0;
  double service_time_ = 0;
  double capacity_ = 0;
};

}  // namespace rampart::sim
