// Loads scripts from texts for tests: no file is touched.
#pragma once

#include <map>
#include <string>

#include "core/script/load.h"

namespace rampart::script::testing {

/// Files by path. "t.yml" is the script that load_text() writes.
using Files = std::map<std::string, std::string>;

Result<Script> load_files(const Files& files, LoadOptions options = {});
Result<Script> load_text(const std::string& text, LoadOptions options = {});
/// The error of a script that must be refused, as "file:line:column: message"; "accepted" when it wasn't.
std::string refusal_of(const std::string& text, const LoadOptions& options = {});
/// The script that must load; throws std::runtime_error with the message when it doesn't.
Script loaded(const std::string& text, const LoadOptions& options = {});
/// A script with a target and one GET, to which `config` (lines under config:, indented by two) is added.
std::string with_config(const std::string& config);
/// A script with a target whose only scenario has these steps (indented by six).
std::string with_flow(const std::string& steps);
/// True when some warning contains `part`.
bool warns(const Script& script, const std::string& part);

}  // namespace rampart::script::testing
