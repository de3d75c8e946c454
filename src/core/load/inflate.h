// gzip and deflate bodies, unpacked.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::load {

/// Unpacks a whole body of content-encoding `gzip` or `deflate` (with or without zlib's wrapper). Errors: invalid, when
/// it is cut short, broken, or longer than `limit` bytes unpacked.
Result<std::string> inflate_body(std::string_view packed, bool gzip, std::size_t limit = std::size_t{1} << 28);

}  // namespace rampart::load
