// A Router without traffic, moved by hand: a target becomes healthy a while after it was added, and is drained a
// while after it was deregistered, unless the test says otherwise.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::fleet::testing {

class FakeRouter : public Router {
 public:
  /// `transcript` gets "add ID", "deregister ID" and "drained ID"; may be shared with a FakeCompute.
  explicit FakeRouter(std::vector<std::string>* transcript = nullptr) : transcript_(transcript) {}

  Duration healthy_after = std::chrono::seconds(1);  ///< From add_target() to the first good check.
  Duration drain_time = std::chrono::seconds(1);     ///< From deregister_target() to drained.
  /// Targets added from now on fail their checks after healthy_after instead of passing them.
  bool new_targets_fail = false;

  void set_now(Instant now) { now_ = now; }
  /// Reports this state of a registered target; false if it isn't registered (or drains).
  bool set_health(const TaskId& task, bool healthy, std::string description = "");
  /// Registered and not draining, as (target group, task).
  [[nodiscard]] std::vector<std::pair<std::string, TaskId>> registered() const;
  /// Still draining.
  [[nodiscard]] std::vector<std::pair<std::string, TaskId>> draining() const;

  /// Listeners get 8080, 8081, …; this address stands before it.
  std::string address = "127.0.0.1";
  [[nodiscard]] const RoutingTable& table() const { return table_; }  ///< Of the last configure().

  void configure(RoutingTable table) override { table_ = std::move(table); }
  [[nodiscard]] std::vector<BoundListener> listeners() const override;
  void add_target(const std::string& target_group_arn, const Target& target) override;
  void deregister_target(const std::string& target_group_arn, const TaskId& task) override;
  [[nodiscard]] std::vector<RegisteredTarget> targets(const std::string& target_group_arn) const override;
  std::vector<TargetHealth> take_health() override;

 private:
  using Key = std::pair<std::string, TaskId>;
  struct Entry {
    std::optional<Instant> check_due;  // the first verdict
    bool will_pass = true;
    std::optional<Instant> drained_at;
    Target target = {};
    TargetHealth health = {};
  };
  void report(const Key& key, TargetHealth::State state, std::string reason, std::string description);

  std::vector<std::string>* transcript_;
  RoutingTable table_;
  Instant now_;
  std::map<Key, Entry> targets_;
  std::vector<TargetHealth> reports_;
};

}  // namespace rampart::fleet::testing
