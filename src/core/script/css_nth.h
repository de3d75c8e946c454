// The `an+b` of :nth-child(…).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rampart::script {

/// A condition in XPath on `position`, an expression that counts from 1: "odd", "even", "3", "2n+1", "-n + 3". Nothing
/// when `formula` is none of these.
std::optional<std::string> nth_condition(std::string_view formula, std::string_view position);

}  // namespace rampart::script
