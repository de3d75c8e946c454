// The letters of a "quoted text" of an expression. Inside this room only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/expression/expression.h"

namespace rampart::expression {

/// What stands between the quotes, its backslashes resolved: in the first dialect as JavaScript does (\n, \x41,
/// \u00e9), in the second only \\ and the quote itself. Nothing when it can't be.
std::optional<std::string> unquote(std::string_view between, char quote, Dialect dialect);

}  // namespace rampart::expression
