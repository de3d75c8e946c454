// Small readings of properties and answers that the resource types share.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "aws/cloudformation/resource_type.h"

namespace rampart::aws::cloudformation {

/// "LoadBalancers.0.DNSName" → the value there, or nullptr.
const boost::json::value* find_path(const boost::json::object& object, std::string_view path);

/// The text at `path`; numbers and truth values as CloudFormation writes them; empty when there is none.
std::string text_at(const boost::json::object& object, std::string_view path);

/// The list of that name, or an empty one.
boost::json::array list_at(const boost::json::object& object, std::string_view path);

/// What stands after `mark` in `arn`, mark included: "…:loadbalancer/app/web/50dc" and "app/" → "app/web/50dc".
std::string from(const std::string& arn, std::string_view mark);

/// The subject's Tags and those of its stack that it doesn't set itself, as {"Key", "Value"}.
boost::json::array merged_tags(const Subject& subject);

/// Has this property changed? Always so while creating when it is there.
bool changed(const Subject& subject, std::string_view property);

/// Asks; an operation that nobody has is no error: what it would do has no effect on a local run.
Done ask_if_known(const Subject& subject, std::string_view service, std::string_view operation,
                  boost::json::object input);

/// The same for an operation that must be there.
Done ask_all(const Subject& subject, std::string_view service, std::string_view operation, boost::json::object input);

/// A name as CloudFormation draws it: "STACK-LOGICALID-1A2B3C4D5E6F", shortened to `most` characters.
std::string drawn_name(Random& ids, const std::string& stack, const std::string& logical_id, std::size_t most);

}  // namespace rampart::aws::cloudformation
