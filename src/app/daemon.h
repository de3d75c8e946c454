// What `rampart serve` runs: every AWS service on one port, over regions that really run tasks and route requests.
//
// One thread, the one that calls run(): HTTP, services, rules, tasks and balancers take their turns on it. Before an
// answer leaves, what it says is in the state (state_file.h). After kill -9 the next daemon of the same state takes up
// its tasks; at a clean end they are drained and stopped, and what was asked for stays in the state.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/aws_services.h"
#include "app/live_region.h"
#include "aws/protocol/endpoint.h"
#include "live/net/http_server.h"
#include "store/state_file.h"

namespace rampart::app {

struct DaemonOptions {
  std::string address = "127.0.0.1";
  int port = 4566;
  std::string state_path;             ///< Empty: nothing outlives the process.
  bool allow_reset = false;           ///< POST /moto-api/reset forgets everything.
  bool allow_commands = false;        ///< SNS subscriptions may be command lines, run as this user.
  NoticeCourierOptions courier = {};  ///< Whose mail server sends SNS's mails; none by default.
  std::string account = "123456789012";
  std::string region = "us-east-1";                         ///< Of requests that aren't signed.
  std::vector<aws::protocol::Credential> credentials = {};  ///< Any: every request must be signed by one of them.
  CloudOptions cloud;                                       ///< run_id is the state's, where there is one.
};

class Daemon {
 public:
  /// Listens, and takes up what the state holds. Errors: unavailable (port taken, state can't be written, no HAProxy),
  /// conflict (the state is in use), invalid. `clock` and `journal` must outlive it.
  static Result<std::unique_ptr<Daemon>> open(DaemonOptions options, ComputePlan compute, const RealClock& clock,
                                              ledger::Journal& journal);
  ~Daemon();
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  [[nodiscard]] int port() const { return server_->port(); }
  /// Until an interrupt (interrupts.h): the first drains and stops every task, the second kills them. `each_turn` is
  /// called 20 times a second. An error when it couldn't go on.
  Result<void> run(const std::function<void()>& each_turn);

 private:
  Daemon(DaemonOptions options, ComputePlan compute, const RealClock& clock, ledger::Journal& journal);
  Result<void> start();
  /// Over an empty or an older state. Errors: unavailable (no region can be made), invalid (another account's state).
  Result<void> make_services();
  void put_services_together();
  [[nodiscard]] Instant now() const { return scale_->to_aws(clock_.now()); }
  control::ControlPlane& plane(const std::string& region);
  live::net::ServerResponse answer(const live::net::ServerRequest& request);
  live::net::ServerResponse answer_reset();
  [[nodiscard]] live::net::ServerResponse answer_health() const;
  void schedule();
  void turn();
  void keep_time();
  void end_if_asked();

  DaemonOptions options_;
  ComputePlan compute_;
  const RealClock& clock_;
  ledger::Journal& journal_;
  std::optional<ScaledClock> scale_;
  boost::asio::io_context io_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<store::StateFile> state_;
  std::unique_ptr<TaskLogFiles> task_logs_;
  std::map<std::string, std::unique_ptr<LiveRegion>> regions_;
  std::optional<aws::Account> account_;
  std::unique_ptr<AwsServices> services_;
  std::unique_ptr<aws::protocol::Endpoint> endpoint_;
  std::unique_ptr<live::net::Server> server_;
  std::function<void()> each_turn_;
  std::optional<Error> failure_;
  Instant time_kept_{};
  bool shutting_down_ = false;
};

}  // namespace rampart::app
