// HAProxy as an Application Load Balancer: fleet::Router's real implementation.
//
// Reading order: this file, configuration.h (what HAProxy is told), statistics.h (what it says), target_state.h
// (ALB's health rules), traffic_metrics.h (AWS/ApplicationELB).
#pragma once

#include <sys/types.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/fleet/ports.h"
#include "core/watch/metric.h"

namespace rampart::live::balancer {

struct BalancerOptions {
  std::filesystem::path run_directory = {};  ///< haproxy.cfg, .sock, .log are written here. Absolute, short (socket!).
  std::string program = {};           ///< Path of haproxy; empty: looked for in PATH, /usr/sbin, /usr/local/sbin.
  std::string address = "127.0.0.1";  ///< Listeners bind here.
  /// AWS seconds per real second (--aws-minute 6s → 10): health check intervals, deregistration delay and slow
  /// start are divided by it. Timeouts are not: requests and checks take real time.
  double speed = 1;
  std::function<Instant()> now = {};               ///< The loop's (control plane's) time.
  std::function<void(pid_t)> record_process = {};  ///< Told HAProxy's pid, so that leftovers can be found.
};

using fleet::BoundListener;

/// Never reloads: targets come and go through the runtime API. Everything runs on `io`'s one thread.
///
/// ALB's rules, and how they are kept:
/// - a new target is `initial` and gets no request before its first good check; ONE good check makes it healthy.
///   HAProxy's `rise` is HealthyThresholdCount for the server's whole life, so the target starts down, is
///   watched five times a second, and is set up on its first success;
/// - unhealthy after UnhealthyThresholdCount failures, healthy again after HealthyThresholdCount successes: HAProxy's
///   own fall and rise;
/// - deregistration: drain, until no request is left or the delay has passed (then those are cut), then removal.
/// Not emulated yet: fail-open when no target is healthy (503 here), ALB's error page bodies, stickiness, rules.
class Haproxy : public fleet::Router {
 public:
  /// Starts HAProxy and waits until it answers (start-up only; 5 s at most). Errors: unavailable (no haproxy, port
  /// taken, configuration refused: with HAProxy's own words), invalid (a listener names a target group that isn't
  /// here).
  static Result<std::unique_ptr<Haproxy>> start(boost::asio::io_context& io, BalancerOptions options,
                                                std::vector<fleet::LoadBalancer> load_balancers,
                                                std::vector<fleet::Listener> listeners,
                                                std::vector<fleet::TargetGroup> target_groups);

  /// AWS/ApplicationELB datums since the last look, one reading a second.
  virtual std::vector<watch::Datum> take_metrics() = 0;

  /// Set once HAProxy has ended by itself or stopped answering: the run can't go on.
  [[nodiscard]] virtual std::optional<Error> failure() const = 0;

  /// Lets requests in progress end (2 s at most), then kills; calls `done` when HAProxy is gone. The destructor kills
  /// at once.
  virtual void stop(std::function<void()> done) = 0;
};

/// The haproxy program: `wanted` when given, else the first found in PATH, /usr/sbin, /usr/local/sbin.
Result<std::string> find_haproxy(const std::string& wanted);

}  // namespace rampart::live::balancer
