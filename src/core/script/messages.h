// Steps of the engines ws and socketio. Source: reference artillery.md §3.1 and §3.2.
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/flow.h"
#include "core/script/script.h"

namespace rampart::script {

/// Reads `send`, `wait` or `emit` into `step`. False: it's a step that HTTP scenarios have too and this engine allows.
/// Anything else is refused; Artillery would fail every user with "invalid_step".
bool read_message_step(const document::Node& node, const std::string& name, const FlowContext& context, Step& step);

/// What Artillery's validation asks of them; true when the step needs no more checks.
bool validate_message_step(const document::Node& node, const std::string& name, Engine engine);

}  // namespace rampart::script
