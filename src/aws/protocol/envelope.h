// What stands around an answer on each wire: content types, request ids, query's wrappers, and the forms of errors.
#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "aws/protocol/api_error.h"
#include "aws/protocol/http_message.h"
#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

/// A success. `output` is an object that fits the operation's output shape (check.h's misfit).
WireResponse success(Wire wire, const Service& service, const Operation& operation, const boost::json::value& output,
                     std::string_view request_id);

/// An error. `service` may be unknown (nullptr). In query mode (`x-amzn-query-mode: true`, which clients of a service
/// that once spoke query send) the header x-amzn-query-error says the older code too.
WireResponse failure(Wire wire, const Service* service, const ApiError& error, bool query_mode,
                     std::string_view request_id);

}  // namespace rampart::aws::protocol
