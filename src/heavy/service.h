// The server put together: requests come in, /health and /stats are answered at once, all others wait for a worker,
// pay their burden and get the application's answer.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

#include "base/random.h"
#include "base/result.h"
#include "heavy/health.h"
#include "heavy/heavy.h"
#include "heavy/pool.h"
#include "heavy/routes.h"
#include "heavy/workload.h"
#include "live/net/http_server.h"

namespace rampart::heavy {

/// One thread (the loop's) but where said otherwise. Destroy it when the loop has stopped.
class Service {
 public:
  Service(boost::asio::io_context& io, const HeavyOptions& options);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  /// Opens the port. Errors: unavailable.
  Result<void> listen();
  [[nodiscard]] int port() const;
  /// /health turns 503, no new connections; `done` when all that came has been answered.
  void drain(std::function<void()> done);
  /// Requests at work or waiting for a worker.
  [[nodiscard]] std::size_t count_unfinished() const;

 private:
  using Answer = std::function<void(live::net::ServerResponse)>;
  void handle(live::net::ServerRequest request, Answer answer);
  bool handle_control(const live::net::ServerRequest& request, const Answer& answer);
  live::net::ServerResponse change_health(const live::net::ServerRequest& request);
  live::net::ServerResponse show_stats() const;
  live::net::ServerResponse work(const live::net::ServerRequest& request, const Burden& burden);
  Result<void> pay(const Burden& burden);
  Result<void> call_other(const Burden& burden, Reply& reply);
  bool draw_error(double rate);

  boost::asio::io_context& io_;
  const HeavyOptions options_;
  const std::chrono::steady_clock::time_point started_at_;
  Routes routes_;
  Health health_;
  Workload workload_;
  std::mutex draw_mutex_;
  Random draw_;
  std::atomic<std::uint64_t> requests_ = 0;
  std::atomic<std::uint64_t> rejected_ = 0;
  std::atomic<std::uint64_t> errors_ = 0;
  std::unique_ptr<live::net::Server> server_;
  Pool pool_;  ///< Last: its workers use all of the above.
};

}  // namespace rampart::heavy
