// How ws and socketio scenarios connect: config.ws, config.socketio, `connect` and a scenario's own `socketio`.
// Source: reference artillery.md §1.3, §3.1 and §3.2.
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// The engine of a scenario (or of before and after), or the one of config where it names none. Refuses those that
/// aren't built in.
Engine read_engine(const document::Node& scenario, const document::Node* default_engine);

/// The first step of a ws or socketio scenario. `scenario` and `config` are validated.
Step read_connect(const document::Node& scenario, const std::string& name, Engine engine, const document::Node& config,
                  Warnings& warnings);

}  // namespace rampart::script
