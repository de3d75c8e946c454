// Requests of the query protocols: "Action=…&Names.member.1=…", and ec2's "Filter.1.Value.1=…". Driven by shapes alone.
//
// Lists are X.member.N (the shape's element name), flattened and ec2's X.N; maps X.entry.N.key and .value, flattened
// X.N.key. An empty list is sent as "X=". ec2 writes members with a capital. Source: reference aws-scaling.md §6 and
// captures of botocore 1.29 and 1.43.
#pragma once

#include <boost/json/object.hpp>

#include "aws/protocol/api_error.h"
#include "aws/protocol/form.h"
#include "aws/protocol/service.h"

namespace rampart::aws::protocol {

/// The canonical object of a request. Parameters the shape doesn't know are ignored, as AWS does; a value of the wrong
/// kind is MalformedInput. Its depth is bounded by deepest_form.
Decoded read_query(const Shape& input, const FormNode& form, Wire wire);

/// What a client sends for it, Action and Version first.
FormPairs write_query(const Service& service, const Operation& operation, const boost::json::object& input);

}  // namespace rampart::aws::protocol
