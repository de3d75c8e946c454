// AllowedPattern: a regular expression that must match a whole parameter value.
#pragma once

#include <string>

#include "base/result.h"

namespace rampart::stack {

/// CloudFormation's patterns are Java's; PCRE2 reads what templates use of them. Errors: not a regular expression, or
/// one that needs too many steps for this text (PCRE2's match limit, lowered).
Result<bool> matches_whole(const std::string& pattern, const std::string& text);

}  // namespace rampart::stack
