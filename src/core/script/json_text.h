// JSON and JavaScript text of a value: numbers look as JavaScript writes them (1.5, 1e+21), not as Boost.JSON does.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/number_text.h"

namespace rampart::script {

using rampart::append_number;
/// As JSON.stringify: compact; not-a-number and infinity become null.
void append_json(std::string& out, const boost::json::value& value);
/// A quoted JSON string.
void append_json_string(std::string& out, std::string_view text);
/// As a template puts a value into text: a string as it is, a list or object as JSON, nothing as `null`.
void append_text(std::string& out, const boost::json::value& value);
std::string text_of(const boost::json::value& value);

}  // namespace rampart::script
