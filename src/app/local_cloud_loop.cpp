#include "app/local_cloud_loop.h"

#include <boost/asio/post.hpp>
#include <future>

#include "live/compute/docker_compute.h"
#include "live/compute/process_compute.h"
#include "live/compute/utilization.h"

namespace rampart::app {
namespace {

constexpr Duration turn_every = std::chrono::milliseconds(50);
/// ECS collects every 20 s (reference aws-scaling.md §1.7); below half a real second the readings are too coarse.
constexpr Duration usage_every_aws = std::chrono::seconds(20);
constexpr Duration usage_every_real_at_least = std::chrono::milliseconds(500);

/// Metrics whose value means "in a minute": in a scaled minute fewer requests are seen, so each counts for more.
bool counts_per_minute(const watch::Datum& datum) {
  return datum.unit == "Count" || datum.metric.name == "RequestCountPerTarget";
}

/// HealthyHostCount is a Count to CloudWatch, but a level and not a number of events.
bool is_level(const watch::Datum& datum) { return datum.metric.name.ends_with("HostCount"); }

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
    plane_.reset();
    balancer_.reset();
    if (driver_) driver_->clear();
    driver_.reset();
    run_directory_.reset();
    finished_.store(true);
  });
  auto result = answer.get();
  if (result.has_error()) thread_.join();
  return result;
}

Result<void> LocalCloud::Loop::make() {
  auto directory = live::compute::RunDirectory::create(live::compute::RunDirectory::default_root(), options_.run_id);
  if (directory.has_error()) return directory.error();
  run_directory_ = std::move(*directory);
  if (auto made = make_driver(); made.has_error()) return made;
  if (auto made = make_balancer(); made.has_error()) return made;
  control::ControlOptions control;
  control.seed = options_.seed;
  control.to_real = [this](Instant aws) { return scale_.to_real(aws); };
  auto plane = control::ControlPlane::create(catalogue_, *driver_, *balancer_, journal_, control, now());
  if (plane.has_error()) return plane.error();
  plane_ = std::move(*plane);
  return {};
}

Result<void> LocalCloud::Loop::make_driver() {
  const auto loop_time = [this] { return now(); };
  if (compute_.kind == "docker") {
    live::compute::DockerOptions docker;
    docker.run_id = options_.run_id;
    docker.log_directory = options_.log_directory;
    docker.socket = compute_.socket;
    docker.now = loop_time;
    docker.run_directory = run_directory_.get();
    auto driver = live::compute::DockerCompute::open(io_, docker);
    if (driver.has_error()) return driver.error();
    driver_ = std::move(*driver);
  } else {
    live::compute::ProcessOptions process;
    process.run_id = options_.run_id;
    process.log_directory = options_.log_directory;
    process.programs = options_.programs;
    process.now = loop_time;
    process.run_directory = run_directory_.get();
    auto driver = live::compute::ProcessCompute::open(io_, process);
    if (driver.has_error()) return driver.error();
    driver_ = std::move(*driver);
  }
  compute_description_ = driver_->description();
  return {};
}

Result<void> LocalCloud::Loop::make_balancer() {
  live::balancer::BalancerOptions balancer;
  balancer.run_directory = run_directory_->path();
  balancer.program = options_.haproxy;
  balancer.speed = scale_.speed();
  balancer.now = [this] { return now(); };
  balancer.record_process = [this](pid_t pid) { run_directory_->record_process(pid, "haproxy"); };
  auto started = live::balancer::Haproxy::start(
      io_, balancer, {catalogue_.load_balancers, catalogue_.listeners, catalogue_.target_groups});
  if (started.has_error()) return started.error();
  balancer_ = std::move(*started);
  listeners_ = balancer_->listeners();
  return {};
}

void LocalCloud::Loop::schedule() {
  timer_.expires_after(turn_every);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) turn();
  });
}

void LocalCloud::Loop::turn() {
  const Instant at = now();
  feed_metrics(at);
  plane_->tick(at);
  publish();
  if (shutting_down_) end_if_empty();
  if (!stopping_balancer_) schedule();
}

void LocalCloud::Loop::feed_metrics(Instant at) {
  for (watch::Datum& datum : balancer_->take_metrics()) {
    if (counts_per_minute(datum) && !is_level(datum)) {
      datum.value.sum *= scale_.speed();
      datum.value.minimum *= scale_.speed();
      datum.value.maximum *= scale_.speed();
    }
    plane_->put(datum);
  }
  const Instant real = clock_.now();
  const Duration every = std::max(scale_.to_real(usage_every_aws), usage_every_real_at_least);
  if (real - last_usage_at_ < every) return;
  auto usage = driver_->usage();
  if (last_usage_at_ != Instant{})
    for (const watch::Datum& datum : live::compute::utilization_between(last_usage_, usage, real - last_usage_at_, at))
      plane_->put(datum);
  last_usage_ = std::move(usage);
  last_usage_at_ = real;
}

void LocalCloud::Loop::publish() {
  CloudStatus status;
  for (const fleet::Service* service : plane_->fleet().services()) {
    const fleet::ServiceCounts counts = service->counts();
    status.services.push_back({service->spec().name, counts.desired, counts.pending, counts.running, counts.healthy});
  }
  status.stable = plane_->stable();
  status.failure = balancer_->failure();
  const std::lock_guard lock(status_mutex_);
  status_ = std::move(status);
}

void LocalCloud::Loop::end_if_empty() {
  if (!plane_->empty() || stopping_balancer_) return;
  stopping_balancer_ = true;
  balancer_->stop([this] { io_.stop(); });
}

CloudStatus LocalCloud::Loop::status() const {
  const std::lock_guard lock(status_mutex_);
  return status_;
}

void LocalCloud::Loop::ask_shutdown() {
  boost::asio::post(io_, [this] {
    shutting_down_ = true;
    plane_->shutdown(now());
  });
}

void LocalCloud::Loop::ask_kill() {
  boost::asio::post(io_, [this] {
    shutting_down_ = true;
    plane_->kill(now());
  });
}

}  // namespace rampart::app
