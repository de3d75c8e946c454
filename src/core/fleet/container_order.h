// dependsOn: which containers of a task may start now. A rule that a compute driver carries out.
//
// START: the other one was started. COMPLETE: it has ended. SUCCESS: it has ended with exit code 0. HEALTHY: its health
// check says so. What can't come any more (ended with another code, ended before it was healthy, its startTimeout over)
// keeps the container from ever starting, and with it the task. Source:
// docs.aws.amazon.com/AmazonECS/latest/APIReference API_ContainerDependency and API_ContainerDefinition (dependsOn,
// startTimeout); the reference is silent.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fleet/ports.h"

namespace rampart::fleet {

/// A container of a task that is being started, and since when it runs.
struct StartingContainer {
  ContainerReading reading;
  std::optional<Instant> started = {};
};

struct StartDecision {
  enum class Kind { start, wait, never };
  Kind kind = Kind::start;
  std::string reason = {};  ///< never: why, for stoppedReason.
};

/// Whether `container`, which hasn't started, may. `all` has those of the definition; names that aren't among them are
/// passed over, as RegisterTaskDefinition refuses them.
StartDecision decide_start(const ContainerSpec& container, const TaskDefinition& definition,
                           const std::vector<StartingContainer>& all, Instant now);

}  // namespace rampart::fleet
