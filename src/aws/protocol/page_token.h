// Opaque pagination tokens: a position, tied to the request that it continues.
//
// A token is good only for the same operation, region, account and parameters (those that page left out): one that was
// made up, cut short or meant for another request is the service's own error. It is not a secret and not signed.
#pragma once

#include <string>
#include <string_view>

#include "aws/protocol/api_error.h"
#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

/// The token that continues `call` after `position` (what it means is the handler's business; any bytes).
std::string page_token(const Call& call, std::string_view position);

/// The position in `token` if it continues `call`.
Answered<std::string> page_position(const Call& call, std::string_view token, const ErrorStyle& style);

}  // namespace rampart::aws::protocol
