// config.phases. Source: reference artillery.md §1.4.
#pragma once

#include <vector>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// `phases` may be nullptr. `poisson`: config.mode. None, an empty list or --solo: one arrival in one second.
std::vector<Phase> read_phases(const document::Node* phases, bool solo, bool poisson, Warnings& warnings);

/// "poisson" is true, "uniform" false; refuses anything else.
bool read_mode(const document::Node& mode, std::string_view name);

/// A duration in Artillery's grammar; `name` as messages call it. Refuses text and fractions it can't read.
Duration read_duration(const document::Node& node, std::string_view name);

}  // namespace rampart::script
