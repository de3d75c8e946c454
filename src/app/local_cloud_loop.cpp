#include "app/local_cloud_loop.h"

#include <boost/asio/post.hpp>
#include <future>

namespace rampart::app {
namespace {

constexpr Duration turn_every = std::chrono::milliseconds(50);

}  // namespace

LocalCloud::Loop::Loop(const control::Catalogue& catalogue, ComputePlan compute, CloudOptions options,
                       const RealClock& clock, ledger::Journal& journal)
    : catalogue_(catalogue),
      compute_(std::move(compute)),
      options_(std::move(options)),
      clock_(clock),
      scale_(clock.now(), options_.aws_minute),
      journal_(journal),
      timer_(io_) {}

LocalCloud::Loop::~Loop() {
  if (thread_.joinable()) {
    ask_kill();
    thread_.join();
  }
}

Result<void> LocalCloud::Loop::start() {
  std::promise<Result<void>> made;
  auto answer = made.get_future();
  // Everything is made on the thread that will run it: children die with the thread that started them.
  thread_ = std::thread([this, &made] {
    auto result = make();
    const bool ok = result.has_value();
    if (ok) {
      publish();
      schedule();
    }
    made.set_value(std::move(result));
    if (ok) io_.run();
    region_.reset();
    finished_.store(true);
  });
  auto result = answer.get();
  if (result.has_error()) thread_.join();
  return result;
}

Result<void> LocalCloud::Loop::make() {
  auto region = LiveRegion::open(io_, compute_, options_, {}, catalogue_, clock_, scale_, journal_);
  if (region.has_error()) return region.error();
  region_ = std::move(*region);
  listeners_ = region_->balancer().listeners();
  compute_description_ = region_->driver().description();
  return {};
}

void LocalCloud::Loop::schedule() {
  timer_.expires_after(turn_every);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) turn();
  });
}

void LocalCloud::Loop::turn() {
  region_->turn();
  publish();
  if (shutting_down_) end_if_empty();
  if (!stopping_balancer_) schedule();
}

void LocalCloud::Loop::publish() {
  CloudStatus status;
  for (const fleet::Service* service : region_->plane().fleet().services()) {
    const fleet::ServiceCounts counts = service->counts();
    status.services.push_back({service->spec().name, counts.desired, counts.pending, counts.running, counts.healthy});
  }
  status.stable = region_->plane().stable();
  status.failure = region_->balancer().failure();
  const std::lock_guard lock(status_mutex_);
  status_ = std::move(status);
}

void LocalCloud::Loop::end_if_empty() {
  if (!region_->plane().empty() || stopping_balancer_) return;
  stopping_balancer_ = true;
  region_->balancer().stop([this] { io_.stop(); });
}

CloudStatus LocalCloud::Loop::status() const {
  const std::lock_guard lock(status_mutex_);
  return status_;
}

void LocalCloud::Loop::ask_shutdown() {
  boost::asio::post(io_, [this] {
    shutting_down_ = true;
    region_->plane().shutdown(now());
  });
}

void LocalCloud::Loop::ask_kill() {
  boost::asio::post(io_, [this] {
    shutting_down_ = true;
    region_->plane().kill(now());
  });
}

}  // namespace rampart::app
