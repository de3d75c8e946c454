// The thread behind LocalCloud: one io_context on which tasks, balancer and rules take their turns.
#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/live_region.h"
#include "app/local_cloud.h"
#include "base/scaled_clock.h"

namespace rampart::app {

class LocalCloud::Loop {
 public:
  Loop(const control::Catalogue& catalogue, ComputePlan compute, CloudOptions options, const RealClock& clock,
       ledger::Journal& journal);
  ~Loop();

  Result<void> start();

  // From any thread.
  [[nodiscard]] CloudStatus status() const;
  void ask_shutdown();
  void ask_kill();
  [[nodiscard]] bool finished() const { return finished_.load(); }
  [[nodiscard]] const std::vector<live::balancer::BoundListener>& listeners() const { return listeners_; }
  [[nodiscard]] const std::string& compute_description() const { return compute_description_; }

 private:
  // From here on: the loop's thread only.
  Result<void> make();
  [[nodiscard]] Instant now() const { return scale_.to_aws(clock_.now()); }
  void schedule();
  void turn();
  void publish();
  void end_if_empty();

  control::Catalogue catalogue_;
  ComputePlan compute_;
  CloudOptions options_;
  const RealClock& clock_;
  ScaledClock scale_;
  ledger::Journal& journal_;

  boost::asio::io_context io_;
  boost::asio::steady_timer timer_;
  std::unique_ptr<LiveRegion> region_;
  bool shutting_down_ = false;
  bool stopping_balancer_ = false;

  std::vector<live::balancer::BoundListener> listeners_;
  std::string compute_description_;
  mutable std::mutex status_mutex_;
  CloudStatus status_;
  std::atomic<bool> finished_{false};
  std::thread thread_;
};

}  // namespace rampart::app
