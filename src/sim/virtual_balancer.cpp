#include "sim/virtual_balancer.h"

#include <algorithm>
#include <utility>

namespace rampart::sim {

using State = fleet::TargetHealth::State;

void VirtualBalancer::configure(fleet::RoutingTable table) {
  if (fleet::complaint_about(table)) return;
  std::vector<Group> groups;
  for (const fleet::TargetGroup& spec : table.target_groups) {
    Group* old = find(spec.arn);
    groups.push_back(old != nullptr ? std::move(*old) : Group{});
    groups.back().spec = spec;
  }
  groups_ = std::move(groups);
  table_ = std::move(table);
  forwards_.clear();
  weights_ = 0;
  if (table_.listeners.empty()) return;
  if (const auto* forward = std::get_if<fleet::ForwardAction>(&table_.listeners.front().default_action)) {
    for (const auto& target : forward->target_groups) {
      if (Group* group = find(target.target_group_arn)) forwards_.emplace_back(group, target.weight);
      weights_ += target.weight;
    }
  }
  refresh();
}

VirtualBalancer::Group* VirtualBalancer::find(const std::string& arn) {
  for (Group& group : groups_)
    if (group.spec.arn == arn) return &group;
  return nullptr;
}

std::vector<fleet::BoundListener> VirtualBalancer::listeners() const {
  std::vector<fleet::BoundListener> out;
  for (const auto& listener : table_.listeners) out.push_back({listener.arn, "simulated", listener.port, ""});
  return out;
}

void VirtualBalancer::report(Member& member, State state, std::string reason, std::string description) {
  member.health.state = state;
  member.health.reason = std::move(reason);
  member.health.description = std::move(description);
  member.health.at = present_.aws();
  reports_.push_back(member.health);
}

void VirtualBalancer::add_target(const std::string& target_group_arn, const fleet::Target& target) {
  Group* group = find(target_group_arn);
  if (group == nullptr) return;
  Member member;
  member.target = target;
  member.health = {
      target_group_arn, target.task, State::initial, "Elb.InitialHealthChecking", "Initial health checks in progress",
      present_.aws()};
  member.next_check = present_.t;
  if (const VirtualTask* task = tasks_.find(target.task); task != nullptr && checks_at_once_)
    member.next_check = std::max(present_.t, task->listening_at);
  group->members.push_back(std::move(member));
}

void VirtualBalancer::deregister_target(const std::string& target_group_arn, const fleet::TaskId& task) {
  Group* group = find(target_group_arn);
  if (group == nullptr) return;
  for (Member& member : group->members) {
    if (member.target.task != task || member.drained_at) continue;
    member.drained_at = present_.t + present_.real_seconds(group->spec.deregistration_delay);
    member.health.state = State::draining;
    member.health.reason = "Target.DeregistrationInProgress";
    member.health.description = "Target deregistration is in progress";
  }
  refresh();
}

std::vector<fleet::RegisteredTarget> VirtualBalancer::targets(const std::string& target_group_arn) const {
  std::vector<fleet::RegisteredTarget> out;
  for (const Group& group : groups_)
    if (group.spec.arn == target_group_arn)
      for (const Member& member : group.members) out.push_back({member.target, member.health});
  return out;
}

std::vector<fleet::TargetHealth> VirtualBalancer::take_health() {
  check();
  for (Group& group : groups_) {
    for (auto member = group.members.begin(); member != group.members.end();) {
      const VirtualTask* task = tasks_.find(member->target.task);
      const bool idle = task == nullptr || task->station.in_flight() == 0;
      if (member->drained_at && (idle || present_.t >= *member->drained_at)) {
        report(*member, State::drained, "Target.NotRegistered", "Target is not registered to the target group");
        member = group.members.erase(member);
      } else {
        ++member;
      }
    }
  }
  refresh();
  return std::exchange(reports_, {});
}

void VirtualBalancer::check(Member& member, const Group& group) {
  const VirtualTask* task = tasks_.find(member.target.task);
  const auto& how = group.spec.health_check;
  const bool answers = task != nullptr && tasks_.answers(*task);
  const bool in_time = !model_.health_checks_wait || task == nullptr ||
                       task->station.wait_at(present_.t) <= present_.real_seconds(how.timeout);
  if (answers && in_time) {
    member.bad = 0;
    ++member.good;
    if (member.health.state == State::initial ||
        (member.health.state == State::unhealthy && member.good >= how.healthy_threshold))
      report(member, State::healthy, "", "");
    return;
  }
  member.good = 0;
  ++member.bad;
  if (member.health.state == State::unhealthy || member.bad < how.unhealthy_threshold) return;
  report(member, State::unhealthy, answers ? "Target.Timeout" : "Target.FailedHealthChecks",
         answers ? "Request timed out" : "Health checks failed");
}

void VirtualBalancer::check() {
  for (Group& group : groups_) {
    const double interval = std::max(0.01, present_.real_seconds(group.spec.health_check.interval));
    for (Member& member : group.members) {
      if (member.drained_at) continue;
      const VirtualTask* task = tasks_.find(member.target.task);
      // A task that answers and never makes its checks wait has nothing new to say.
      const bool settled = member.health.state == State::healthy && !model_.health_checks_wait && task != nullptr;
      if (settled || present_.t < member.next_check) continue;
      check(member, group);
      while (member.next_check <= present_.t) member.next_check += interval;
      if (checks_at_once_ && task != nullptr && present_.t < task->listening_at) member.next_check = task->listening_at;
    }
  }
}

void VirtualBalancer::refresh() {
  for (Group& group : groups_) {
    group.healthy.clear();
    for (const Member& member : group.members) {
      if (member.drained_at || member.health.state != State::healthy) continue;
      if (VirtualTask* task = tasks_.find(member.target.task)) group.healthy.push_back(task);
    }
    if (!group.healthy.empty()) continue;
    // As ALB: when none is healthy, all get requests, and some may be answered.
    for (const Member& member : group.members) {
      VirtualTask* task = tasks_.find(member.target.task);
      if (!member.drained_at && task != nullptr && tasks_.answers(*task)) group.healthy.push_back(task);
    }
  }
}

VirtualBalancer::Choice VirtualBalancer::choose(Random& random) {
  if (forwards_.empty()) return {};
  Group* group = forwards_.front().first;
  if (forwards_.size() > 1 && weights_ > 0) {
    auto drawn = static_cast<int>(random.between(0, weights_ - 1));
    for (const auto& [one, weight] : forwards_) {
      group = one;
      if ((drawn -= weight) < 0) break;
    }
  }
  auto& healthy = group->healthy;
  if (healthy.empty()) return {group, nullptr};
  if (group->spec.algorithm == fleet::Algorithm::least_outstanding_requests)
    return {group, *std::min_element(healthy.begin(), healthy.end(), [](const VirtualTask* a, const VirtualTask* b) {
              return a->station.in_flight() < b->station.in_flight();
            })};
  if (group->spec.algorithm == fleet::Algorithm::weighted_random)
    return {group, healthy[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(healthy.size()) - 1))]};
  if (group->turn >= healthy.size()) group->turn = 0;
  return {group, healthy[group->turn++]};
}

std::optional<double> VirtualBalancer::next_change() const {
  std::optional<double> out;
  const auto at = [&](double t) { out = std::min(out.value_or(t), t); };
  for (const Group& group : groups_) {
    for (const Member& member : group.members) {
      if (member.drained_at) {
        const VirtualTask* task = tasks_.find(member.target.task);
        const auto end = task == nullptr ? std::nullopt : task->station.next_end();
        at(std::min(*member.drained_at, end.value_or(present_.t)));
      } else if (member.health.state != State::healthy || model_.health_checks_wait) {
        at(member.next_check);
      }
    }
  }
  return out;
}

int VirtualBalancer::healthy_targets() const {
  std::size_t out = 0;
  for (const Group& group : groups_) out += group.healthy.size();
  return static_cast<int>(out);
}

std::vector<watch::Datum> VirtualBalancer::take_metrics() {
  std::vector<watch::Datum> out;
  for (const fleet::LoadBalancer& balancer : table_.load_balancers) {
    watch::AlbDatums publish(balancer.full_name, present_.aws() - Duration(1), out);  // of the period that ends here
    watch::AlbTraffic total;
    for (Group& group : groups_) {
      const bool ours = std::any_of(table_.listeners.begin(), table_.listeners.end(), [&](const auto& listener) {
        const auto arns = fleet::target_groups_of(listener);
        return listener.load_balancer_arn == balancer.arn &&
               std::find(arns.begin(), arns.end(), group.spec.arn) != arns.end();
      });
      if (!ours) continue;
      watch::HostCount hosts;
      for (const Member& member : group.members) {
        if (member.drained_at) continue;
        ++hosts.registered;
        ++(member.health.state == State::healthy ? hosts.healthy : hosts.unhealthy);
      }
      const watch::AlbTraffic traffic = std::exchange(group.traffic, {});
      if (hosts.registered == 0 && traffic.requests == 0) continue;
      publish.group(group.spec.full_name, traffic, hosts);
      total.add(traffic);
    }
    publish.total(total);
    publish.own_answers(5, std::exchange(refused, 0));
  }
  return out;
}

}  // namespace rampart::sim
