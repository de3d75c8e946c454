// config.plugins.publish-metrics: where metrics are sent. Source: reference artillery.md §7 "publish-metrics".
#pragma once

#include <string>
#include <vector>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// A list of reporters. Refuses those that Rampart doesn't have, and options it can't follow (traces).
std::vector<MetricsReporter> read_reporters(const document::Node& list, Warnings& warnings);

}  // namespace rampart::script
