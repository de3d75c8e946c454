// XML bodies of responses, for query and ec2. Driven by shapes alone.
//
// An empty list is an empty element, so that clients tell it from an absent one. Text is escaped; a character that
// XML 1.0 can't hold at all is written as U+FFFD.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "aws/protocol/shape.h"

namespace rampart::aws::protocol {

/// Appends the members of a canonical object that fits the structure `shape`, without an element around them.
void write_xml_members(std::string& out, const Shape& shape, const boost::json::value& value);

/// Appends <name>text</name>, escaped.
void write_xml_text(std::string& out, std::string_view name, std::string_view text);

}  // namespace rampart::aws::protocol
