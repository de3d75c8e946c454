// Filter policies: which messages a subscription wants.
//
// {"store": ["shop", {"prefix": "out"}], "price": [{"numeric": [">=", 100]}]}: every key must fit one of its values.
// Done: texts, numbers, true, false, null, prefix, suffix, equals-ignore-case, anything-but (a text, a list, a prefix),
// numeric, exists; nested keys when the message body is looked at. Not done: wildcard, cidr, $or; they are refused.
// Source: docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "base/result.h"

namespace rampart::aws::sns {

/// Errors: invalid, with SNS's reason.
Result<boost::json::object> read_filter_policy(std::string_view text);

/// Of message attributes, {"store": {"DataType": "String", "StringValue": "shop"}}.
bool wants_attributes(const boost::json::object& policy, const boost::json::object& attributes);

/// Of the message itself; one that is no JSON object is not wanted.
bool wants_body(const boost::json::object& policy, std::string_view message);

}  // namespace rampart::aws::sns
