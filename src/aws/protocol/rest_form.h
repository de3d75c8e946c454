// rest-json: members in the path, the query, headers, and a JSON body or a payload. Driven by shapes alone.
//
// A payload member is the body itself: raw bytes of a blob or string, JSON of anything else. Lists in headers are
// comma-separated, in the query repeated. Timestamps in headers are HTTP dates.
#pragma once

#include <boost/json/object.hpp>

#include "aws/protocol/api_error.h"
#include "aws/protocol/http_message.h"
#include "aws/protocol/rest_path.h"
#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

/// The canonical object of a request whose path gave `labels`; `query` is decoded.
Decoded read_rest(const Shape& input, const WireRequest& request, const RestPath::Labels& labels,
                  const FormPairs& query);

/// What a client sends: method, target, headers and body.
WireRequest write_rest(const Operation& operation, const boost::json::object& input);

/// Puts a canonical object that fits the shape into headers and body; sets Content-Type.
void write_rest_response(WireResponse& response, const Shape& output, const boost::json::object& value);

}  // namespace rampart::aws::protocol
