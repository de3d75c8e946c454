// Flows: the steps of scenarios, before and after. Source: reference artillery.md §2.1, §2.6 and §2.7.
#pragma once

#include <vector>

#include "core/document/document.h"
#include "core/script/plugins.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// What the readers of steps need to know beside the step.
struct FlowContext {
  const Config& config;
  const PluginOptions& plugins;
  bool measured;  ///< False in before and after: expectations don't apply there.
  Warnings& warnings;
  Engine engine = Engine::http;
  bool of_socketio = false;  ///< HTTP steps of a socketio scenario: the endpoint plugin doesn't see them.
  std::vector<Template> before_request = {};  ///< Hooks of the scenario, for each of its requests.
  std::vector<Template> after_response = {};
};

/// `flow` is validated. `name` is how messages call it.
std::vector<Step> read_flow(const document::Node& flow, const std::string& name, const FlowContext& context);

/// A warning for each template in the tree that calls an unknown function or holds braces Artillery leaves as text.
/// `fake_data`: whether its plugin is there, whose functions are known later only.
void warn_about_templates(const document::Node& tree, bool fake_data, Warnings& warnings);

}  // namespace rampart::script
