// Simulated tasks behind a simulated load balancer, without a control plane: the test starts and stops them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/ledger/testing/memory_journal.h"
#include "sim/world.h"

namespace rampart::sim::testing {

inline constexpr const char* group_arn = "arn:group/a";

/// A table of one load balancer, "lb", whose only listener spreads over the groups by their weights.
fleet::RoutingTable table_of(std::vector<fleet::TargetGroup> groups, std::vector<int> weights = {});
/// A group of that ARN with AWS's defaults.
fleet::TargetGroup group_of(const std::string& arn = group_arn);
fleet::TaskLaunch launch_of(const std::string& id);

/// Users of one request each.
Programs one_request(double timeout_s = 10);
/// Users at these instants.
std::unique_ptr<Demand> arrivals_at(std::vector<double> instants);

class SmallWorld {
 public:
  SmallWorld(const TaskModel& model, int tasks, Programs programs, std::unique_ptr<Demand> demand,
             fleet::TargetGroup group = group_of(), std::uint64_t seed = 1);

  /// Tasks run and are healthy at 0 where the model lets them; load begins at 0.
  void run_to(double t);
  void finish() { world.traffic().finish(); }
  /// Over all slots so far, by Artillery's name.
  [[nodiscard]] std::uint64_t counter(const std::string& name) const;
  [[nodiscard]] std::vector<ledger::LoadSlot> slots() const { return journal.all<ledger::LoadSlot>(); }
  [[nodiscard]] stats::Histogram latency() const;
  /// Every member of every slot, in words.
  [[nodiscard]] std::string ledger_text() const;

  ledger::MemoryJournal journal;
  World world;

 private:
  void turn();
};

}  // namespace rampart::sim::testing
