// One task at work, request by request: a first-come line in front of equal workers.
//
// The future of a request is known when it arrives, because nobody overtakes: it starts when the first worker is free.
// So an arrival costs two small heaps and no event. Times are real seconds from the start of the run and never go
// back from call to call. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/task_model.h"

namespace rampart::sim {

using UserNumber = std::uint32_t;

/// A request on its way, as the one who asked sees it.
struct InFlight {
  double end = 0;  ///< Of the answer, or when the client gives up.
  double arrived = 0;
  UserNumber user = 0;
  std::uint32_t endpoint = 0;
  bool timed_out = false;
  bool last = false;  ///< The last thing that its user does.
};

class Station {
 public:
  explicit Station(const TaskModel& model) : model_(&model), free_at_(static_cast<std::size_t>(model.workers), 0.0) {}

  /// The answer comes at `end` unless the client's patience ends before; nothing: refused, its line is full. `after`:
  /// when what all tasks share has time for it, moved on by who gets it.
  std::optional<double> admit(double now, double service_s, double patience_s, UserNumber user, std::uint32_t endpoint,
                              double* shared_free_at, double shared_gap_s, bool last = false);

  /// Takes out what has ended by `now`, earliest first; nothing: no more.
  std::optional<InFlight> take_ended(double now);
  /// What is on its way; the task was killed and it all fails.
  std::vector<InFlight> take_all();

  [[nodiscard]] std::size_t in_flight() const { return ends_.size(); }
  [[nodiscard]] std::optional<double> next_end() const {
    return ends_.empty() ? std::nullopt : std::optional(ends_.front().end);
  }
  /// How long a request that came now would wait for a worker.
  [[nodiscard]] double wait_at(double now) const { return std::max(0.0, free_at_.front() - now); }
  /// CPU seconds of requests that were begun since the last call.
  double take_cpu(double now);

 private:
  void begin_until(double now);

  const TaskModel* model_;
  std::vector<double> free_at_;  // min-heap: when each worker is free
  std::deque<double> starts_;    // of those that wait, in order
  std::vector<InFlight> ends_;   // min-heap by end
  double begun_ = 0;             // requests, since take_cpu()
};

}  // namespace rampart::sim
