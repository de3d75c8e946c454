#include "app/local_cloud.h"

#include <fmt/format.h>

#include "app/local_cloud_loop.h"
#include "live/compute/engine.h"

namespace rampart::app {

std::optional<ComputeChoice> compute_named(const std::string& name) {
  if (name == "auto") return ComputeChoice::automatic;
  if (name == "process") return ComputeChoice::process;
  if (name == "docker") return ComputeChoice::docker;
  return std::nullopt;
}

Result<ComputePlan> choose_compute(ComputeChoice choice) {
  if (choice == ComputeChoice::process) return ComputePlan{"process", "", "tasks are plain processes"};
  auto engine = live::compute::detect_engine();
  if (engine.has_value())
    return ComputePlan{"docker", engine->socket,
                       fmt::format("{} {} answers: tasks are containers", engine->name, engine->version)};
  if (choice == ComputeChoice::docker) return engine.error();
  return ComputePlan{"process", "", "no container engine answers: tasks are plain processes"};
}

LocalCloud::LocalCloud(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
LocalCloud::~LocalCloud() = default;

Result<std::unique_ptr<LocalCloud>> LocalCloud::start(const control::Catalogue& catalogue, const ComputePlan& compute,
                                                      CloudOptions options, const RealClock& clock,
                                                      ledger::Journal& journal) {
  auto loop = std::make_unique<Loop>(catalogue, compute, std::move(options), clock, journal);
  if (auto started = loop->start(); started.has_error()) return started.error();
  return std::unique_ptr<LocalCloud>(new LocalCloud(std::move(loop)));
}

const std::vector<live::balancer::BoundListener>& LocalCloud::listeners() const { return loop_->listeners(); }
std::string LocalCloud::compute_description() const { return loop_->compute_description(); }
CloudStatus LocalCloud::status() const { return loop_->status(); }
void LocalCloud::shutdown() { loop_->ask_shutdown(); }
void LocalCloud::kill() { loop_->ask_kill(); }
bool LocalCloud::finished() const { return loop_->finished(); }

}  // namespace rampart::app
