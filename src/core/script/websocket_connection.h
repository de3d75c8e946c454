// How a ws scenario connects: `connect` and config.ws (reference artillery.md §3.1).
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `connect`: of the first step; nullptr: it has none. `name`: its path in messages.
Connection read_websocket_connection(const document::Node* connect, const std::string& name,
                                     const document::Node& config, Warnings& warnings);

}  // namespace rampart::script
