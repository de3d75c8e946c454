// Scalars as text: what query parameters, XML elements, headers and path labels hold.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "aws/protocol/shape.h"

namespace rampart::aws::protocol {

/// Headers write timestamps as HTTP dates, all other text as ISO 8601. Both and epoch seconds are read everywhere.
enum class TimestampText : std::uint8_t { iso8601, http_date };

/// A canonical scalar as text: numbers in their shortest digits, blobs in base64. `shape` must be a scalar's.
std::string text_of(const Shape& shape, const boost::json::value& value,
                    TimestampText timestamps = TimestampText::iso8601);

/// The canonical scalar; nothing when `text` isn't one of that kind.
std::optional<boost::json::value> value_of(const Shape& shape, std::string_view text);

/// Epoch seconds rounded to milliseconds; nothing outside the years 1 to 9999.
std::optional<double> canonical_timestamp(double epoch_seconds);

std::string base64(std::string_view bytes);
/// Nothing when `text` isn't base64 with its padding.
std::optional<std::string> from_base64(std::string_view text);

/// `bytes` when it is UTF-8; else with '?' for what isn't ASCII: what error texts may repeat.
std::string printable(std::string_view bytes);

}  // namespace rampart::aws::protocol
