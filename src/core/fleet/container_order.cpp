#include "core/fleet/container_order.h"

#include <algorithm>

namespace rampart::fleet {
namespace {

using Condition = ContainerDependency::Condition;
using Kind = StartDecision::Kind;
using Status = ContainerReading::Status;

bool is_met(Condition condition, const ContainerReading& other) {
  switch (condition) {
    case Condition::start:
      return other.status != Status::pending;
    case Condition::complete:
      return other.status == Status::stopped;
    case Condition::success:
      return other.status == Status::stopped && other.exit_code == 0;
    case Condition::healthy:
      return other.status == Status::running && other.health == TaskHealth::healthy;
  }
  return true;
}

StartDecision decide(const std::string& name, const ContainerDependency& need, const StartingContainer& other,
                     Duration start_timeout, Instant now) {
  if (is_met(need.condition, other.reading)) return {};
  const std::string who = "Container " + name + " depends on container " + need.container + ", which ";
  if (other.reading.status == Status::stopped)
    return {Kind::never, who + (need.condition == Condition::success ? "did not exit successfully."
                                                                     : "exited before it was healthy.")};
  const bool waits_for_start = need.condition == Condition::start;
  if (!waits_for_start && other.started && start_timeout > Duration::zero() && now - *other.started >= start_timeout)
    return {Kind::never, who + "did not reach the condition within its startTimeout of " + brief(start_timeout) + "."};
  return {Kind::wait};
}

}  // namespace

StartDecision decide_start(const ContainerSpec& container, const TaskDefinition& definition,
                           const std::vector<StartingContainer>& all, Instant now) {
  StartDecision out;
  for (const ContainerDependency& need : container.depends_on) {
    const auto other = std::find_if(all.begin(), all.end(),
                                    [&](const StartingContainer& one) { return one.reading.name == need.container; });
    const auto spec = std::find_if(definition.containers.begin(), definition.containers.end(),
                                   [&](const ContainerSpec& one) { return one.name == need.container; });
    if (other == all.end() || spec == definition.containers.end()) continue;
    StartDecision one = decide(container.name, need, *other, spec->start_timeout, now);
    if (one.kind == Kind::never) return one;
    if (one.kind == Kind::wait) out = std::move(one);
  }
  return out;
}

}  // namespace rampart::fleet
