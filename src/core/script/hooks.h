// What a script says of its processor: the module, and the names of hooks in scenarios, steps and loops.
//
// Without config.processor no name can be found: request hooks are then left out with a warning, and a `function` step
// counts its error, as Artillery does. Source: reference artillery.md §1.1 rows 7 and 16, §2.1, §2.6 and §4.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/document/document.h"
#include "core/script/flow.h"
#include "core/script/load.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `config.processor`. With -c its path is relative to the config file, if such a file is there; else to the script.
std::optional<Processor> read_processor(const document::Node& config, const LoadOptions& options,
                                        const ReadFile& read_file, Warnings& warnings);

/// `beforeRequest` or `afterResponse` of a scenario or a request: a name or a list. The names are templates.
std::vector<Template> read_request_hooks(const document::Node& parent, std::string_view key, const std::string& name,
                                         const Config& config, Warnings& warnings);

/// `beforeScenario` or `afterScenario`, as the function steps they are.
std::vector<Step> read_scenario_hooks(const document::Node& scenario, std::string_view key, const std::string& name,
                                      const FlowContext& context);

/// `onError` of a scenario.
std::vector<std::string> read_error_hooks(const document::Node& scenario, const std::string& name, const Config& config,
                                          Warnings& warnings);

/// A `function` step.
Function read_function(const document::Node& value, const std::string& name, const FlowContext& context);

/// `whileTrue` of a loop; empty when there is no processor to have it, and the count decides.
std::string read_while_true(const document::Node& value, const std::string& loop, const FlowContext& context);

}  // namespace rampart::script
