// A request and its response as this room sees them: bytes that somebody else read from a socket.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/signature/sigv4.h"

namespace rampart::aws::protocol {

using Headers = signature::Headers;  ///< Name and value in the order they came; names in any case.

struct WireRequest {
  std::string method;
  std::string target;  ///< Path and query as sent: "/?Action=…".
  Headers headers;
  std::string body;
};

struct WireResponse {
  int status = 200;
  Headers headers;  ///< Without Content-Length, which the server sets.
  std::string body;
};

/// The first header of that name, case ignored; nullptr when there is none.
const std::string* header(const Headers& headers, std::string_view name);

/// Are they the same but for ASCII case?
bool same_word(std::string_view a, std::string_view b);

/// "application/json" of "Application/JSON; charset=utf-8": lower case, without parameters.
std::string media_type(const Headers& headers);

}  // namespace rampart::aws::protocol
