// From the text of an expression to its tree. Inside this room only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/expression/expression.h"

namespace rampart::expression {

enum class Operation {
  constant,  ///< number or text, in `value`
  name,      ///< a variable, in `value.text`
  member,    ///< name of value: `value.text` and one child
  call,      ///< a function, in `value.text`, of the children
  list,      ///< (a, b), second dialect
  plus,
  minus,
  times,
  divide,
  remainder,
  power,
  negate,
  logical_and,
  logical_or,
  logical_not,
  equal,
  unequal,
  less,
  at_most,
  greater,
  at_least,
  choose,   ///< a ? b : c
  within,   ///< a in (b, c): the first child, then the set; second dialect: two children
  without,  ///< a not in …
};

struct Node {
  Operation operation = Operation::constant;
  Value value;
  std::vector<Node> children;
};

/// Operators bind as in filtrex: `?:`, or, and, in, == !=, < <= > >=, + -, * / %, ^, not, unary minus; all from the
/// left. Deeper than 200 levels is an error.
Result<Node> parse(std::string_view text, Dialect dialect);

}  // namespace rampart::expression
