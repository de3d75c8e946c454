// The virtual world: simulated tasks behind a simulated load balancer, under simulated users, on a clock that jumps
// from one event to the next.
//
//   World world(model, std::move(programs), std::move(demand), options, journal);
//   auto plane = ControlPlane::create(catalogue, world.compute(), world.router(), …, world.now());
//   …as long as it goes:
//     world.advance(next);                       // never past world.next_event() or what the rules wait for
//     for (auto& datum : world.take_metrics()) plane->put(datum);
//     plane->tick(world.now());
//
// Same model, programs, demand and seed give the same ledger. One thread.
#pragma once

#include <memory>
#include <vector>

#include "sim/traffic.h"

namespace rampart::sim {

struct WorldOptions {
  Instant start;  ///< Real and control-plane time at the beginning.
  Duration aws_minute = std::chrono::seconds(60);
  std::uint64_t seed = 1;
  bool checks_at_once = true;  ///< As Rampart's own balancer; AWS waits for the next interval.
};

class World {
 public:
  World(TaskModel model, Programs programs, std::unique_ptr<Demand> demand, const WorldOptions& options,
        ledger::Journal& journal);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  [[nodiscard]] fleet::Compute& compute() { return tasks_; }
  [[nodiscard]] fleet::Router& router() { return balancer_; }
  [[nodiscard]] Traffic& traffic() { return traffic_; }
  [[nodiscard]] VirtualTasks& tasks() { return tasks_; }
  [[nodiscard]] const Present& present() const { return present_; }
  /// In the control plane's time.
  [[nodiscard]] Instant now() const { return present_.aws(); }

  /// When tasks, targets or metrics want the next look; in real seconds from the start.
  [[nodiscard]] double next_event() const;
  void advance(double t);
  /// What the load balancer and ECS publish, as far as it is due. Source of the cadence: reference aws-scaling.md §1.7
  /// (20 s) and §2.6 (a minute, here in six parts).
  std::vector<watch::Datum> take_metrics();

 private:
  void sample_tasks(std::vector<watch::Datum>& out);

  TaskModel model_;
  Present present_;
  VirtualTasks tasks_;
  VirtualBalancer balancer_;
  Traffic traffic_;
  double next_traffic_sample_;
  double next_task_sample_;
};

}  // namespace rampart::sim
