// Waiting in line: what queueing theory says of a service before anything is run.
//
// Servers are the requests that are worked on at once (workers of a task, times the tasks). Times are seconds, rates
// are per second. Sources: Erlang's B and C, and the M/M/c response time, in any textbook (Gross & Harris, ch. 2);
// the approximation for other distributions is Allen and Cunneen's (reference autoscaling.md §6).
#pragma once

namespace rampart::stats {

/// The share of arrivals that find all servers busy and leave. `offered` = arrival rate × mean service time, ≥ 0.
double erlang_b(double offered, int servers);

/// The share of arrivals that have to wait; 1 where the servers can't keep up (offered ≥ servers).
double erlang_c(double offered, int servers);

/// One line in front of equal servers: exponential service exact (M/M/c), else approximate (G/G/c): the wait is
/// stretched by (ca² + cs²) / 2.
struct Queue {
  double arrival_rate = 0;
  double service_time = 1;  ///< Mean, of one server; above 0.
  int servers = 1;
  double arrival_cv2 = 1;  ///< Squared coefficient of variation of the gaps; 1: Poisson.
  double service_cv2 = 1;  ///< Of the service times; 1: exponential, 0: all alike.

  [[nodiscard]] double offered() const { return arrival_rate * service_time; }
  [[nodiscard]] double utilization() const { return offered() / servers; }
  /// utilization < 1: the line doesn't grow for ever. What is below needs it; else it answers infinity.
  [[nodiscard]] bool stable() const { return utilization() < 1; }

  [[nodiscard]] double mean_wait() const;
  [[nodiscard]] double mean_response() const { return mean_wait() + service_time; }
  /// The share of responses that take longer than `t`. Service counts as exponential, behind a
  /// fixed part where it varies less.
  [[nodiscard]] double response_tail(double t) const;
  /// The response time that a share `q` in (0, 1) doesn't exceed.
  [[nodiscard]] double response_quantile(double q) const;
  [[nodiscard]] double wait_quantile(double q) const;
};

/// Queue::response_tail() of a stable queue for many `t`: what doesn't depend on it is worked out once.
class ResponseTail {
 public:
  explicit ResponseTail(const Queue& queue);

  [[nodiscard]] double operator()(double t) const;
  /// No response is faster: the fixed part of the service.
  [[nodiscard]] double least() const { return least_; }
  /// The share that takes longer than the fixed part.
  [[nodiscard]] double at_least() const { return rest_ > 0 ? 1 : waits_; }

 private:
  double waits_;
  double decay_;
  double rest_;
  double least_;
};

}  // namespace rampart::stats
