// One AWS region on this machine: tasks that run, a load balancer that routes, and the rules over both.
//
// The only place where core/control meets live/compute and live/balancer. `rampart up` has one, on a thread of its own;
// `rampart serve` has one for each region that is asked for. One thread: that of `io`, which must outlive it.
#pragma once

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/local_cloud.h"
#include "base/scaled_clock.h"
#include "core/control/control_plane.h"
#include "live/compute/driver.h"
#include "live/compute/output_catalogue.h"
#include "live/compute/run_directory.h"

namespace rampart::app {

struct RegionOptions {
  std::string name = "us-east-1";
  std::string account = "123456789012";
  bool is_served = false;  ///< By rampart serve: its balancer starts with the first listener, and again if it ends.
  live::compute::OutputCatalogue* outputs = nullptr;  ///< Where awslogs containers write; nullptr: as every other.
  bool outlives_us = false;  ///< After kill -9 its tasks go on, for the next region of this run id to adopt.
};

class LiveRegion {
 public:
  /// Makes what the catalogue holds (nothing, for rampart serve). Errors: unavailable (no HAProxy, no engine, port
  /// taken), invalid (the catalogue can't be made). References must outlive it.
  static Result<std::unique_ptr<LiveRegion>> open(boost::asio::io_context& io, const ComputePlan& compute,
                                                  const CloudOptions& options, const RegionOptions& region,
                                                  const control::Catalogue& catalogue, const RealClock& clock,
                                                  const ScaledClock& scale, ledger::Journal& journal);
  /// Kills what is left.
  ~LiveRegion();
  LiveRegion(const LiveRegion&) = delete;
  LiveRegion& operator=(const LiveRegion&) = delete;

  [[nodiscard]] control::ControlPlane& plane() { return *plane_; }
  [[nodiscard]] live::balancer::Haproxy& balancer() { return *balancer_; }
  [[nodiscard]] live::compute::Driver& driver() { return *driver_; }
  [[nodiscard]] const std::filesystem::path& directory() const { return run_directory_->path(); }
  /// What the balancer and the tasks were measured at goes in, then the rules take their turn. 20 times a second or so.
  void turn();

 private:
  LiveRegion(const CloudOptions& options, const RegionOptions& region, const RealClock& clock, const ScaledClock& scale)
      : options_(options), region_(region), clock_(clock), scale_(scale) {}
  Result<void> make_driver(boost::asio::io_context& io, const ComputePlan& compute);
  Result<void> make_balancer(boost::asio::io_context& io, const control::Catalogue& catalogue);
  [[nodiscard]] Instant now() const { return scale_.to_aws(clock_.now()); }
  void feed_metrics(Instant at);

  CloudOptions options_;
  RegionOptions region_;
  const RealClock& clock_;
  const ScaledClock& scale_;
  std::unique_ptr<live::compute::RunDirectory> run_directory_;
  std::unique_ptr<live::compute::Driver> driver_;
  std::unique_ptr<live::balancer::Haproxy> balancer_;
  std::unique_ptr<control::ControlPlane> plane_;
  std::vector<live::compute::TaskUsage> last_usage_;
  Instant last_usage_at_{};  // real time
};

}  // namespace rampart::app
