// JSON as text: pretty, with numbers as JavaScript writes them (20, not 2E1), and safe to stand in HTML.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace rampart::report {

/// Two spaces of indent, as JSON.stringify(value, null, 2). Numbers that aren't finite become null.
std::string pretty_json(const boost::json::value& value);
/// On one line, with `<` written as \u003c: nothing in it can end a <script> element.
std::string script_json(const boost::json::value& value);

/// `text` with every byte that isn't part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

}  // namespace rampart::report
