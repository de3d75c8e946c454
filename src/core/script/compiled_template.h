// What a Template is made of: literal text, variables and calls, found once when it is compiled.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/script/functions.h"
#include "core/script/path.h"
#include "core/script/template.h"

namespace rampart::script {

struct Template::Compiled {
  using Part = std::variant<std::string, Path, Call>;

  std::string source;
  std::vector<Part> parts;   ///< Empty for a constant.
  bool single = false;       ///< Exactly one variable and nothing else: keeps its type.
  bool scan_again = false;   ///< A literal holds a brace: what is rendered may hold a new placeholder.
  bool always_slow = false;  ///< A literal holds `{{`: substitution must be done step by step.
  /// No call of a function that nobody has.
  [[nodiscard]] bool is_defined(const Variables& variables) const;

  bool foreign = false;  ///< A call of a function that isn't built in: unless fake-data has it, all is undefined.
};

}  // namespace rampart::script
