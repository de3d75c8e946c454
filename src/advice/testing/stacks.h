// Templates for tests of advice: one that is well made, and one line of it exchanged.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "advice/advise.h"

namespace rampart::advice::testing {

/// Cluster, Task, Balancer, Group, Listener, Service, Target (2 to 8), Tracking (300 requests a minute).
std::string well_made_template();

using Changes = std::vector<std::pair<std::string, std::string>>;
/// well_made_template() with each `first` (which must stand there) replaced by its `second`.
std::string changed(const Changes& changes);

/// A PolicyType StepScaling policy NAME with these StepAdjustments, and its alarm on CPUUtilization.
std::string step_policy(const std::string& name, const std::string& steps, const std::string& comparison, int threshold,
                        const std::string& metric = "CPUUtilization", int cooldown = 60);

/// What a subject points to, kept together.
struct Stack {
  control::Catalogue catalogue;
  Sources sources;
  Subject subject;
};
/// Fails the test where the template is wrong. `text` stands in "t.yml".
std::unique_ptr<Stack> stack_of(const std::string& text);

}  // namespace rampart::advice::testing
