// A request step. Source: reference artillery.md §2.2.
#pragma once

#include "core/script/flow.h"

namespace rampart::script {

/// `node` is what stands under `get:`, `post:` …; `name` is how messages call it.
Request read_request(Method method, const document::Node& node, const std::string& name, const FlowContext& context);

}  // namespace rampart::script
