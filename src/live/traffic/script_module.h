// A test script that is a JavaScript or TypeScript module, read by the user's Node.js.
#pragma once

#include <string>

#include "base/result.h"

namespace rampart::live::traffic {

/// What the module exports, as JSON: `config`, `scenarios`, … Exported functions stand in it by name, and the module is
/// then named as config.processor, unless it names one itself. Errors: invalid, with what Node.js said; unavailable,
/// when there is no Node.js.
Result<std::string> read_script_module(const std::string& path);

}  // namespace rampart::live::traffic
