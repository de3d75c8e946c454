#include "core/fleet/testing/fake_router.h"

namespace rampart::fleet::testing {

using State = TargetHealth::State;

void FakeRouter::report(const Key& key, State state, std::string reason, std::string description) {
  reports_.push_back({key.first, key.second, state, std::move(reason), std::move(description), now_});
  if (const auto it = targets_.find(key); it != targets_.end()) it->second.health = reports_.back();
}

void FakeRouter::add_target(const std::string& target_group_arn, const Target& target) {
  if (transcript_ != nullptr) transcript_->push_back("add " + target.task);
  Entry entry;
  entry.check_due = now_ + healthy_after;
  entry.will_pass = !new_targets_fail;
  entry.target = target;
  entry.health = {target_group_arn,
                  target.task,
                  State::initial,
                  "Elb.RegistrationInProgress",
                  "Target registration is in progress",
                  now_};
  targets_[{target_group_arn, target.task}] = entry;
}

void FakeRouter::deregister_target(const std::string& target_group_arn, const TaskId& task) {
  if (transcript_ != nullptr) transcript_->push_back("deregister " + task);
  const auto it = targets_.find({target_group_arn, task});
  if (it == targets_.end() || it->second.drained_at) return;
  it->second.check_due.reset();
  it->second.drained_at = now_ + drain_time;
  it->second.health.state = State::draining;
  it->second.health.reason = "Target.DeregistrationInProgress";
  it->second.health.description = "Target deregistration is in progress";
}

bool FakeRouter::set_health(const TaskId& task, bool healthy, std::string description) {
  bool any = false;
  for (auto& [key, entry] : targets_) {
    if (key.second != task || entry.drained_at) continue;
    any = true;
    entry.check_due.reset();
    report(key, healthy ? State::healthy : State::unhealthy, healthy ? "" : "Target.ResponseCodeMismatch",
           healthy ? "" : description);
  }
  return any;
}

std::vector<std::pair<std::string, TaskId>> FakeRouter::registered() const {
  std::vector<Key> out;
  for (const auto& [key, entry] : targets_) {
    if (!entry.drained_at) out.push_back(key);
  }
  return out;
}

std::vector<std::pair<std::string, TaskId>> FakeRouter::draining() const {
  std::vector<Key> out;
  for (const auto& [key, entry] : targets_) {
    if (entry.drained_at) out.push_back(key);
  }
  return out;
}

std::vector<BoundListener> FakeRouter::listeners() const {
  std::vector<BoundListener> out;
  for (const auto& listener : table_.listeners)
    out.push_back({listener.arn, address, 8080 + static_cast<int>(out.size()), ""});
  return out;
}

std::vector<RegisteredTarget> FakeRouter::targets(const std::string& target_group_arn) const {
  std::vector<RegisteredTarget> out;
  for (const auto& [key, entry] : targets_) {
    if (key.first == target_group_arn) out.push_back({entry.target, entry.health});
  }
  return out;
}

std::vector<TargetHealth> FakeRouter::take_health() {
  for (auto it = targets_.begin(); it != targets_.end();) {
    auto& [key, entry] = *it;
    if (entry.drained_at && *entry.drained_at <= now_) {
      if (transcript_ != nullptr) transcript_->push_back("drained " + key.second);
      report(key, State::drained, "Target.NotRegistered", "Target is not registered to the target group");
      it = targets_.erase(it);
      continue;
    }
    if (entry.check_due && *entry.check_due <= now_) {
      entry.check_due.reset();
      report(key, entry.will_pass ? State::healthy : State::unhealthy,
             entry.will_pass ? "" : "Target.ResponseCodeMismatch",
             entry.will_pass ? "" : "Health checks failed with these codes: [503]");
    }
    ++it;
  }
  return std::exchange(reports_, {});
}

}  // namespace rampart::fleet::testing
