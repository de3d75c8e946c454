// CBOR bodies of rpc-v2-cbor, by libcbor's streaming decoder and its encoders. Driven by shapes alone.
//
// Nothing is allocated on a length that the bytes only claim; depth is bounded. Definite and indefinite lengths, half
// floats and both widths are read; timestamps are tag 1. Unknown members are skipped. Source:
// smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "aws/protocol/api_error.h"
#include "aws/protocol/shape.h"

namespace rampart::aws::protocol {

constexpr int deepest_cbor = 64;
/// PutMetricData of 1 MB, AWS's limit, holds some 110,000 doubles. Two million empty lists took 1.3 s of the one
/// thread.
constexpr std::size_t most_cbor_items = 200'000;

/// Bytes → canonical value; no bytes at all are {}. What is wrong is a SerializationException.
Decoded read_cbor(const Shape& shape, std::string_view bytes);

/// A canonical value that fits the shape → CBOR with definite lengths.
std::string write_cbor(const Shape& shape, const boost::json::value& value);

}  // namespace rampart::aws::protocol
