// Worker: one thread's loop of load: one epoll, one timer queue, one crowd of users. Nothing is shared on the way of a
// request.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/timer_queue.h"
#include "core/load/crowd.h"
#include "core/script/fake_data.h"
#include "core/script/script.h"
#include "live/traffic/message_channels.h"
#include "live/traffic/sidecar.h"
#include "live/traffic/sockets.h"

namespace rampart::live::traffic {

/// What a worker's thread used.
struct WorkerUse {
  double cpu_seconds = 0;
  std::uint64_t connections_peak = 0;
};

class Worker {
 public:
  /// What the worker is given must outlive it. `sidecar`: its own, none without a processor.
  Worker(const script::Script& script, load::CrowdOptions options, SocketOptions sockets, Resolver& resolver,
         const TlsContext& tls, ledger::Journal& journal, load::Population& population, Sidecar* sidecar = nullptr);

  /// Runs the phases, which begin at `start`, on the calling thread until all users have ended, stop() is called, or
  /// the sidecar has died.
  void run(Instant start);

  /// Ends run() soon. Any thread.
  void stop();

  /// After run(): the sidecar has died.
  [[nodiscard]] bool lost_hooks() const {
    return (sidecar_ != nullptr && !sidecar_->death().empty()) ||
           (fake_data_ != nullptr && !fake_data_->death().empty());
  }
  [[nodiscard]] load::CrowdTotals totals() const { return crowd_.totals(); }
  [[nodiscard]] WorkerUse use() const { return use_; }

 private:
  void turn();
  void say_good_bye();
  [[nodiscard]] Duration time_to_wait(Instant now);
  [[nodiscard]] bool must_stop() const;

  std::atomic<bool> stop_{false};
  TimerQueue timers_;
  Reactor reactor_;
  Sockets sockets_;
  std::optional<Sockets> direct_;  // with proxies: for Engine.IO, which takes no notice of them
  Sidecar* sidecar_;
  script::FakeData* fake_data_;
  WebSockets websockets_;
  MessageChannels channels_;
  load::Crowd crowd_;
  WorkerUse use_;
};

/// Runs one user through `steps` on the calling thread: `before` and `after`. Nothing is recorded. Returns how it ended
/// and leaves its variables in `variables`. `stop` is looked at ten times a second. A hook that hasn't ended after ten
/// minutes fails.
load::UserEnd run_alone(const script::Script& script, const std::vector<script::Step>& steps,
                        SocketOptions socket_options, script::Variables& variables, std::uint64_t seed,
                        Resolver& resolver, const TlsContext& tls, std::function<void(std::string)> log_line,
                        const std::atomic<bool>& stop, Sidecar* sidecar = nullptr);

}  // namespace rampart::live::traffic
