// ensure: what must be true at the end of a run. Source: reference artillery.md §7 "ensure".
#pragma once

#include <vector>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// The checks of config.ensure where it is written, else of config.plugins.ensure.
std::vector<EnsureCheck> read_ensure(const document::Node& config, Warnings& warnings);

}  // namespace rampart::script
