// JSON bodies, of JSON 1.0, JSON 1.1 and rest-json alike. Driven by shapes alone.
//
// Unknown members are ignored and null ones are absent; a wrong type is a SerializationException. Timestamps are epoch
// seconds, blobs base64, NaN and infinities the strings "NaN", "Infinity", "-Infinity".
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "aws/protocol/api_error.h"
#include "aws/protocol/shape.h"

namespace rampart::aws::protocol {

constexpr std::size_t deepest_json = 64;
constexpr std::size_t most_json_values = 200'000;  ///< Values, or more exactly commas and opening brackets.

/// Text → canonical value; an empty text is {} as AWS takes it.
Decoded read_json(const Shape& shape, std::string_view text);

/// Parsed JSON → canonical value. Members of a structure that rest-json puts elsewhere are not looked for.
Decoded from_json(const Shape& shape, const boost::json::value& value);

/// A canonical value that fits the shape → JSON. Members that rest-json puts elsewhere are left out.
boost::json::value to_json(const Shape& shape, const boost::json::value& value);

}  // namespace rampart::aws::protocol
