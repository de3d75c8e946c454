// What the options of ws and socketio have in common: how they are looked up, checked and read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "core/document/document.h"

namespace rampart::script {

/// Of a mapping that may be missing itself; null counts as not written.
const document::Node* find_option(const document::Node* mapping, std::string_view key);

/// A known option of Artillery's client that isn't ours, or a slip: either way the run would be another one.
void refuse_other_options(const document::Node& node, const std::string& name,
                          const std::vector<std::string_view>& known);

Duration read_milliseconds(const document::Node& node, const std::string& name);

/// How long an answer is waited for: config.timeout, else the engine's own, else 10 seconds; 0 counts as not written.
Duration read_reply_timeout(const document::Node& config, const document::Node* engine_options);

}  // namespace rampart::script
