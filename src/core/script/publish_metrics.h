// config.plugins.publish-metrics: where metrics are sent. Source: reference artillery.md §7 "publish-metrics".
#pragma once

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// A list of reporters, and the traces of the first that has some, into `out`. What each may hold is in
/// language_reporters.cpp. Refuses what Rampart doesn't have.
void read_reporters(const document::Node& list, Config& out, Warnings& warnings);

}  // namespace rampart::script
