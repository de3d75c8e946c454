// Requests of a flow as whole numbers: how many came to what, and a histogram of their latencies.
//
// A piece of flow hands over shares of requests; a whole one is counted each time that the shares add up to it, so
// nothing is lost or made up between pieces. Those of a piece stand evenly in its distribution, from piece to piece at
// another place, so that small pieces don't always give the same quantile. One thread.
#pragma once

#include <cstdint>
#include <utility>

#include "core/stats/histogram.h"
#include "core/stats/queueing.h"

namespace rampart::sim {

struct FlowRecord {
  std::uint64_t answered = 0;   ///< With 200.
  std::uint64_t refused = 0;    ///< With 503 at once: no task answers, or their lines are full.
  std::uint64_t timed_out = 0;  ///< The client gave up.
  stats::Histogram answers;     ///< Latency of answers of both kinds, µs.
  stats::Histogram all;         ///< With the patience of those that gave up.

  [[nodiscard]] std::uint64_t requests() const { return answered + refused + timed_out; }
  void merge(const FlowRecord& other);
};

class FlowRecorder {
 public:
  /// `n` requests whose latencies are those of a queue in balance, to about 2 % each.
  void answered(double n, const stats::Queue& queue);
  /// `n` requests whose latencies go evenly from one value to another, in seconds.
  void answered(double n, double from_s, double to_s);
  void refused(double n);
  void timed_out(double n, double patience_s);

  [[nodiscard]] FlowRecord take() { return std::exchange(record_, {}); }

 private:
  struct Share {
    double sum = 0;
    std::uint64_t whole = 0;
    /// Whole requests that are complete with `n` more.
    std::uint64_t add(double n);
  };
  /// Whole requests, spread evenly over a piece's distribution.
  class Spread;
  void answered_at(std::uint64_t n, double seconds);

  FlowRecord record_;
  std::uint64_t pieces_ = 0;
  Share answered_;
  Share refused_;
  Share timed_out_;
};

}  // namespace rampart::sim
