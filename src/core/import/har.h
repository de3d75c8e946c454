// A browser's or proxy's recording (HAR 1.2) as a scenario: the same requests in order, with the pauses between them.
//
// What is the connection's own business is left out (host, content-length, accept-encoding, …). A cookie is sent by
// the script only where the recording sends one that no earlier answer in it had set: the others the engine keeps as a
// browser does. Nothing is captured: what a server gave out and a client sent back stands as recorded; a note says so
// where it looks like a token. Source of the format: HAR 1.2 (W3C Web Performance, 2012).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/import/imported.h"

namespace rampart::imports {

/// Errors: invalid with the place, when this is no HAR or holds no request that can be sent.
Result<Imported> import_har(std::string_view text, const std::string& file);

}  // namespace rampart::imports
