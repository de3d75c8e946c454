// HAProxy as an Application Load Balancer: fleet::Router's real implementation.
//
// Reading order: this file, configuration.h (what HAProxy is told), statistics.h (what it says), target_state.h
// (ALB's health rules), registrations.h (targets), lifeline.h (a HAProxy on its way out), traffic_metrics.h
// (AWS/ApplicationELB).
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
  std::function<void(pid_t)> record_process = {};  ///< Told each HAProxy's pid, so that leftovers can be found.
  /// A HAProxy that ended by itself is started again, its targets are checked anew; else that is a failure().
  bool restart = false;
};

using fleet::BoundListener;

/// Starts with the first listener. configure() replaces the process: the new one takes over the listening sockets, the
/// targets and their health, the old one ends when its last request has. New connections never fail; of a client's
/// idle keep-alive connections the old process closes each at some moment of 5 s, as ALB's nodes do when they are
/// replaced. Targets come and go through the runtime API. Everything runs on `io`'s one thread.
///
/// ALB's rules, and how they are kept:
/// - a new target is `initial` and gets no request before its first good check; ONE good check makes it healthy.
///   HAProxy's `rise` is HealthyThresholdCount for the server's whole life, so the target starts down, is
///   watched five times a second, and is set up on its first success;
/// - unhealthy after UnhealthyThresholdCount failures, healthy again after HealthyThresholdCount successes: HAProxy's
///   own fall and rise;
/// - all targets unhealthy: requests go to all of them, within a second of the last one's fall;
/// - deregistration: drain, until no request is left or the delay has passed (then those are cut), then removal;
/// - rules, weights, stickiness, redirects, fixed responses: frontend_text.h, backend_text.h, action_text.h.
/// Not emulated: ALB's error page bodies, authentication, minimum healthy targets other than one, zones.
class Haproxy : public fleet::Router {
 public:
  /// Starts nothing yet. Errors: invalid (the run directory's name is too long for a socket).
  static Result<std::unique_ptr<Haproxy>> create(boost::asio::io_context& io, BalancerOptions options);

  /// The same with a table, and waits until HAProxy answers (5 s at most). Errors: unavailable (no haproxy, port taken,
  /// configuration refused: with HAProxy's own words), invalid (the table doesn't fit together).
  static Result<std::unique_ptr<Haproxy>> start(boost::asio::io_context& io, BalancerOptions options,
                                                fleet::RoutingTable table);

  /// A configure() is still being put into force (some 100 ms).
  [[nodiscard]] virtual bool configuring() const = 0;

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
