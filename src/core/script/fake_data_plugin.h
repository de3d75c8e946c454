// The plugin fake-data: its options, and which of its functions a script calls. Source: reference artillery.md §7.
#pragma once

#include <string_view>

#include "core/document/document.h"
#include "core/script/refusal.h"
#include "core/script/script.h"

namespace rampart::script {

/// Sets `out.fake_data` when config.plugins has it: config.fake-data's options, else those of its line there.
void read_fake_data(const document::Node& config, Config& out, Warnings& warnings);

/// A function that would be fake-data's: it isn't built in and begins with `$rand`.
bool may_be_fake_data(std::string_view function);

/// Adds the functions that templates anywhere in `tree` call, each once.
void collect_fake_data(const document::Node& tree, FakeDataPlugin& out);

}  // namespace rampart::script
