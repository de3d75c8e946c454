// Does a decoded input keep what its shapes demand? The answer is AWS's own sentence.
//
//   1 validation error detected: Value '0' at 'maxResults' failed to satisfy constraint: Member must have value greater
//   than or equal to 1
//
// Several are joined with "; ", at most most_complaints of them. A list of scalars is complained about as a whole.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "aws/protocol/api_error.h"
#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

constexpr std::size_t most_complaints = 50;

/// Nothing when `input` is right; else the service's validation error.
std::optional<ApiError> check(const Shape& shape, const boost::json::object& input, const ErrorStyle& style);

/// Where a canonical value doesn't even have its shape's kinds: the path to the first such member. For handlers'
/// answers; a decoder's output always fits.
std::optional<std::string> misfit(const Shape& shape, const boost::json::value& value);

}  // namespace rampart::aws::protocol
