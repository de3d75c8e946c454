#include "core/fleet/balancer_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace rampart::fleet {
namespace {

void add_target_groups(const Action& action, std::vector<std::string>& arns) {
  const auto* forward = std::get_if<ForwardAction>(&action);
  if (forward == nullptr) return;
  for (const auto& group : forward->target_groups)
    if (std::find(arns.begin(), arns.end(), group.target_group_arn) == arns.end())
      arns.push_back(group.target_group_arn);
}

template <class Thing>
bool has(const std::vector<Thing>& all, const std::string& arn) {
  return std::any_of(all.begin(), all.end(), [&](const Thing& thing) { return thing.arn == arn; });
}

}  // namespace

Action forward_to(const std::string& target_group_arn) { return ForwardAction{{{target_group_arn, 1}}, {}}; }

std::vector<std::string> target_groups_of(const Listener& listener) {
  std::vector<std::string> arns;
  add_target_groups(listener.default_action, arns);
  for (const auto& rule : listener.rules) add_target_groups(rule.action, arns);
  return arns;
}

std::optional<std::string> complaint_about(const RoutingTable& table) {
  std::set<std::pair<std::string, int>> ports;
  for (const auto& listener : table.listeners) {
    if (!has(table.load_balancers, listener.load_balancer_arn))
      return fmt::format("The listener on port {} belongs to load balancer {}, which isn't here.", listener.port,
                         listener.load_balancer_arn);
    if (!ports.insert({listener.load_balancer_arn, listener.port}).second)
      return fmt::format("Two listeners of load balancer {} have port {}.", listener.load_balancer_arn, listener.port);
    for (const auto& arn : target_groups_of(listener))
      if (!has(table.target_groups, arn))
        return fmt::format("The listener on port {} forwards to target group {}, which isn't here.", listener.port,
                           arn);
  }
  return std::nullopt;
}

}  // namespace rampart::fleet
