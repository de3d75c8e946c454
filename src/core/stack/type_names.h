// Which resource types CloudFormation knows, as far as a slip of the fingers must be told from a type we don't know
// yet.
#pragma once

#include <string>
#include <string_view>

namespace rampart::stack {

/// Why `type` can't be a resource type, as a sentence with the nearest name; empty when it may be one. Types of
/// services Rampart doesn't emulate are only checked by their service's name: AWS adds some every month, and refusing a
/// new one would refuse a good template.
std::string complain_about_type(std::string_view type);

}  // namespace rampart::stack
