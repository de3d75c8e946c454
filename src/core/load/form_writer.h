// Multipart forms as Artillery's form-data writes them. Source: RFC 7578 and reference artillery.md §2.2.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "core/script/script.h"

namespace rampart::load {

/// "--------------------------" and 24 hexadecimal digits.
std::string make_boundary(Random& random);

/// Appends the whole form, each part behind its headers. Gives the name of the error, or nothing: ENOENT for a file
/// that was not read before the load, ERR_INVALID_ARG_TYPE for a value that is neither text nor a number.
std::string_view append_form(std::string& out, const script::Script& script, const script::Request& request,
                             const script::Variables& variables, Random& random, std::string_view boundary);

/// What a file's name says of its content; application/octet-stream when nothing.
std::string_view media_type_of(std::string_view file_name);

}  // namespace rampart::load
