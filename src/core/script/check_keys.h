// A script's keys against the language's description: what a reader says of them before it reads their values.
// Inside this room only.
#pragma once

#include <string>

#include "core/document/document.h"
#include "core/script/language.h"
#include "core/script/refusal.h"

namespace rampart::script {

/// Warns of keys that mean nothing ("did you mean") and of keys without effect; refuses those that aren't supported.
/// `name` is how messages call the mapping: "config.http".
void check_keys(const document::Node& mapping, const std::string& name, language::Part part, Warnings& warnings);

}  // namespace rampart::script
