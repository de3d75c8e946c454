// Writes a whole file, or says why not.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::app {

/// Replaces the file at `path` in one step (written beside it, then renamed). Errors: unavailable.
Result<void> write_file(const std::string& path, std::string_view text);

/// Makes the folder and its parents. Errors: unavailable.
Result<void> make_folder(const std::string& path);

}  // namespace rampart::app
