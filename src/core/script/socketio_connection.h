// How a socketio scenario connects: config.socketio and the scenario's own options (reference artillery.md §3.2).
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `name`: the scenario's path in messages.
Connection read_socketio_connection(const document::Node& scenario, const std::string& name,
                                    const document::Node& config, Warnings& warnings);

}  // namespace rampart::script
