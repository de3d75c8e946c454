// Where the next `{{ … }}` stands in a text. Source: reference artillery.md §1.8.
#pragma once

#include <optional>
#include <string_view>

#include "core/script/functions.h"

namespace rampart::script {

/// `{{ path }}` or `{{{ path }}}`.
struct VariablePlace {
  std::size_t begin = 0;
  std::size_t end = 0;    ///< One past the closing braces.
  std::string_view path;  ///< Trimmed; a view into the text searched.
};
std::optional<VariablePlace> find_variable(std::string_view text, std::size_t from = 0);

/// `{{ $name(arguments) }}`.
struct CallPlace {
  std::size_t begin = 0;
  std::size_t end = 0;
  Call call;
};
std::optional<CallPlace> find_call(std::string_view text, std::size_t from = 0);

}  // namespace rampart::script
