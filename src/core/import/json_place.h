// Where something stands in a JSON text: for messages about files too large for a positioned tree.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace rampart::imports {

/// Line and column of the byte at `offset`.
Place place_at(std::string_view text, std::size_t offset, const std::string& file);

/// The place of the value at `path` (keys, or indices as digits: {"log", "entries", "3"}) in valid JSON; as far along
/// the path as it goes.
Place place_of(std::string_view text, const std::vector<std::string>& path, const std::string& file);

}  // namespace rampart::imports
