// Router without sockets: listeners, target groups and what their health checks would find.
//
// Traffic goes where the first listener's default action sends it; its rules need requests that say something, which
// simulated ones don't. Health checks run at their interval from a target's registration on; with `checks_at_once` a
// target is found as soon as it answers, as Rampart's own balancer finds it. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "core/watch/alb_datums.h"
#include "sim/virtual_tasks.h"

namespace rampart::sim {

class VirtualBalancer : public fleet::Router {
 public:
  struct Member {
    fleet::Target target;
    fleet::TargetHealth health;
    double next_check = 0;
    int good = 0;
    int bad = 0;
    std::optional<double> drained_at;  ///< When the deregistration delay has passed.
  };
  struct Group {
    fleet::TargetGroup spec;
    std::vector<Member> members;
    std::vector<VirtualTask*> healthy;  ///< Who gets requests; see refresh().
    std::size_t turn = 0;
    watch::AlbTraffic traffic;  ///< Since the last take_metrics().
  };
  /// Both must outlive it.
  VirtualBalancer(VirtualTasks& tasks, const TaskModel& model, const Present& present, bool checks_at_once)
      : tasks_(tasks), model_(model), present_(present), checks_at_once_(checks_at_once) {}

  void configure(fleet::RoutingTable table) override;
  [[nodiscard]] std::vector<fleet::BoundListener> listeners() const override;
  void add_target(const std::string& target_group_arn, const fleet::Target& target) override;
  void deregister_target(const std::string& target_group_arn, const fleet::TaskId& task) override;
  [[nodiscard]] std::vector<fleet::RegisteredTarget> targets(const std::string& target_group_arn) const override;
  std::vector<fleet::TargetHealth> take_health() override;

  struct Choice {
    Group* group = nullptr;
    VirtualTask* task = nullptr;  ///< nullptr: nobody is there, the load balancer answers 503 itself.
  };
  /// Where the next request goes.
  Choice choose(Random& random);
  /// Health checks that are due; afterwards groups know whom they may send requests to.
  void check();
  void refresh();
  [[nodiscard]] std::optional<double> next_change() const;
  std::vector<watch::Datum> take_metrics();
  std::int64_t refused = 0;  ///< 503 of its own since the last take_metrics().
  [[nodiscard]] int healthy_targets() const;
  [[nodiscard]] std::vector<Group>& groups() { return groups_; }

 private:
  Group* find(const std::string& arn);
  void check(Member& member, const Group& group);
  void report(Member& member, fleet::TargetHealth::State state, std::string reason, std::string description);

  VirtualTasks& tasks_;
  const TaskModel& model_;
  const Present& present_;
  bool checks_at_once_;
  fleet::RoutingTable table_;
  std::vector<Group> groups_;
  std::vector<std::pair<Group*, int>> forwards_;  // of the first listener, with their weights
  int weights_ = 0;
  std::vector<fleet::TargetHealth> reports_;
};

}  // namespace rampart::sim
