// gzip, deflate and brotli bodies, unpacked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::load {

/// Unpacks a whole body of content-encoding `gzip` or `deflate` (with or without zlib's wrapper). Errors: invalid, when
/// it is cut short, broken, or longer than `limit` bytes unpacked.
Result<std::string> inflate_body(std::string_view packed, bool gzip, std::size_t limit = std::size_t{1} << 28);

/// The same of content-encoding `br`.
Result<std::string> unpack_brotli(std::string_view packed, std::size_t limit = std::size_t{1} << 28);

/// The body of an answer with this content-encoding (any case; `br`, `gzip`, `x-gzip`, `deflate`). Nothing when it
/// isn't packed so, or can't be unpacked.
std::optional<std::string> unpack_body(std::string_view packed, std::string_view encoding);

}  // namespace rampart::load
