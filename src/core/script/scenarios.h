// The `scenarios` section, and before and after. Source: reference artillery.md §1.5.
#pragma once

#include <vector>

#include "core/document/document.h"
#include "core/script/config.h"
#include "core/script/load.h"

namespace rampart::script {

/// Reads the scenarios that --scenario-name leaves, with their weights evaluated, into `out`, and before and after.
void read_scenarios(const document::Node& script, const ConfigReading& config, const LoadOptions& options, Script& out,
                    Warnings& warnings);

}  // namespace rampart::script
