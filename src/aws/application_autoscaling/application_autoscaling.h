// Application Auto Scaling on the AWS endpoint: all 14 operations over control::ScalableTargets.
//
//   ApplicationAutoScaling scaling(account);     // puts back what the State holds, into the control planes too
//   services.push_back(scaling.service());
//   …every turn, after the planes' ticks: scaling.tick(now);   // remembers activities, cooldowns, new bounds
//
// Namespace ecs acts. Every other namespace is recorded: Describe works, nothing scales, no alarm is made, and a note
// in the ledger says so. Construct it after what puts services and alarms back (Ecs, CloudWatch); alarms of a policy
// that nobody put back are made anew under their old names. Records: "target", "policy" and "action" in the form of the
// API (id NAMESPACE|RESOURCE|DIMENSION[|NAME]), "activity" by its id, "memory" of each ECS target (memory_json.h).
// Source: reference aws-scaling.md §4. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "aws/account/account.h"
#include "aws/account/records.h"
#include "aws/protocol/service.h"

namespace rampart::aws {

class ApplicationAutoScaling {
 public:
  explicit ApplicationAutoScaling(Account& account);

  protocol::Service service();
  /// Writes down what the rules did since the last call.
  void tick(Instant now);

  // The operations, by noun. `call.input` fits its shape.
  protocol::Answer register_target(const protocol::Call& call);  // targets.cpp
  protocol::Answer describe_targets(const protocol::Call& call);
  protocol::Answer deregister_target(const protocol::Call& call);
  protocol::Answer tag(const protocol::Call& call);
  protocol::Answer untag(const protocol::Call& call);
  protocol::Answer list_tags(const protocol::Call& call);
  protocol::Answer put_policy(const protocol::Call& call);  // policies.cpp
  protocol::Answer describe_policies(const protocol::Call& call);
  protocol::Answer delete_policy(const protocol::Call& call);
  protocol::Answer get_forecast(const protocol::Call& call);
  protocol::Answer put_action(const protocol::Call& call);  // scheduled_actions.cpp
  protocol::Answer describe_actions(const protocol::Call& call);
  protocol::Answer delete_action(const protocol::Call& call);
  protocol::Answer describe_activities(const protocol::Call& call);  // activities.cpp

  [[nodiscard]] const Records& records() const { return records_; }

 private:
  // restore.cpp
  void restore(const std::string& region);

  // activities.cpp
  void keep_up(const std::string& region, Instant now);
  void keep_up(const std::string& region, const std::string& target_id, const control::ScaledService& scaled);

  control::ScalableTargets& scaling(const std::string& region) const { return account_.plane(region).scaling(); }
  void note_recorded(const protocol::Call& call) const;
  /// Of a target tracking policy, those that were made for it; of a step policy, the user's that name it.
  [[nodiscard]] boost::json::array alarms_of(const std::string& region, const boost::json::object& policy) const;
  protocol::Answer put_typed_policy(const protocol::Call& call, boost::json::object& record);

  Account& account_;
  Records records_;
  std::map<std::string, std::uint64_t> kept_;  // REGION/target id → revision that the records hold
  std::map<std::string, Instant> swept_;       // by region: when old activities were last looked for
};

}  // namespace rampart::aws
