// A loosely written object made to fit an operation's input: how CloudFormation's properties become an API call.
//
// CloudFormation writes the same names as the API, but in PascalCase whatever the API does, and takes "256" for a
// number, true for "true" and a mapping where the API wants a policy document as text. What fits is kept, what the
// shape doesn't know is left out. Values that can't be read as what the shape wants are left as they are, for check.h
// and misfit() to complain about. Pure.
#pragma once

#include <boost/json/value.hpp>

#include "aws/protocol/shape.h"

namespace rampart::aws::protocol {

/// `value` under the shape's own names and in its kinds.
boost::json::value fit(const Shape& shape, const boost::json::value& value);

}  // namespace rampart::aws::protocol
