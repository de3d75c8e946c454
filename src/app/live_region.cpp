#include "app/live_region.h"

#include "app/zone_file.h"
#include "core/watch/ecs_datums.h"
#include "live/compute/docker_compute.h"
#include "live/compute/process_compute.h"
#include "live/compute/utilization.h"

namespace rampart::app {
namespace {

/// ECS collects every 20 s (reference aws-scaling.md §1.7); below half a real second the readings are too coarse.
constexpr Duration usage_every_aws = std::chrono::seconds(20);
constexpr Duration usage_every_real_at_least = std::chrono::milliseconds(500);

}  // namespace

LiveRegion::~LiveRegion() {
  plane_.reset();
  balancer_.reset();
  if (driver_) driver_->clear();
  driver_.reset();
}

Result<std::unique_ptr<LiveRegion>> LiveRegion::open(boost::asio::io_context& io, const ComputePlan& compute,
                                                     const CloudOptions& options, const RegionOptions& region,
                                                     const control::Catalogue& catalogue, const RealClock& clock,
                                                     const ScaledClock& scale, ledger::Journal& journal) {
  std::unique_ptr<LiveRegion> out(new LiveRegion(options, region, clock, scale));
  auto directory = live::compute::RunDirectory::create(live::compute::RunDirectory::default_root(), options.run_id);
  if (directory.has_error()) return directory.error();
  out->run_directory_ = std::move(*directory);
  if (region.outlives_us) out->run_directory_->keep();
  if (auto made = out->make_driver(io, compute); made.has_error()) return made.error();
  if (auto made = out->make_balancer(io, catalogue); made.has_error()) return made.error();
  control::ControlOptions control;
  control.seed = options.seed;
  control.region = region.name;
  control.account = region.account;
  control.to_real = [&scale](Instant aws) { return scale.to_real(aws); };
  control.read_zone = [](const std::string& name) { return read_zone_file(name); };
  auto plane =
      control::ControlPlane::create(catalogue, *out->driver_, *out->balancer_, journal, std::move(control), out->now());
  if (plane.has_error()) return plane.error();
  out->plane_ = std::move(*plane);
  return out;
}

Result<void> LiveRegion::make_driver(boost::asio::io_context& io, const ComputePlan& compute) {
  const auto loop_time = [this] { return now(); };
  if (compute.kind == "docker") {
    live::compute::DockerOptions docker;
    docker.run_id = options_.run_id;
    docker.log_directory = options_.log_directory;
    docker.socket = compute.socket;
    docker.now = loop_time;
    docker.run_directory = run_directory_.get();
    docker.outputs = region_.outputs;
    auto driver = live::compute::DockerCompute::open(io, docker);
    if (driver.has_error()) return driver.error();
    driver_ = std::move(*driver);
  } else {
    live::compute::ProcessOptions process;
    process.run_id = options_.run_id;
    process.log_directory = options_.log_directory;
    process.programs = options_.programs;
    process.now = loop_time;
    process.run_directory = run_directory_.get();
    process.outputs = region_.outputs;
    process.tasks_outlive_us = region_.outlives_us;
    auto driver = live::compute::ProcessCompute::open(io, process);
    if (driver.has_error()) return driver.error();
    driver_ = std::move(*driver);
  }
  return {};
}

Result<void> LiveRegion::make_balancer(boost::asio::io_context& io, const control::Catalogue& catalogue) {
  live::balancer::BalancerOptions balancer;
  balancer.run_directory = run_directory_->path();
  balancer.program = options_.haproxy;
  balancer.speed = scale_.speed();
  balancer.now = [this] { return now(); };
  balancer.record_process = [this](pid_t pid) { run_directory_->record_process(pid, "haproxy"); };
  balancer.restart = region_.is_served;
  auto started = region_.is_served
                     ? live::balancer::Haproxy::create(io, balancer)
                     : live::balancer::Haproxy::start(
                           io, balancer, {catalogue.load_balancers, catalogue.listeners, catalogue.target_groups});
  if (started.has_error()) return started.error();
  balancer_ = std::move(*started);
  return {};
}

void LiveRegion::turn() {
  const Instant at = now();
  feed_metrics(at);
  plane_->tick(at);
}

void LiveRegion::feed_metrics(Instant at) {
  for (watch::Datum& datum : balancer_->take_metrics()) plane_->put(watch::per_aws_minute(datum, scale_.speed()));
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

}  // namespace rampart::app
