// Expression: the language of `ifTrue` and of ensure's `conditions`, compiled once and evaluated over named values.
//
//   total > 100 and status in ("open", "new") ? retries < 3 : 1
//
// It is filtrex, which turns such text into JavaScript; what JavaScript does with the values is part of the language
// (value.h). Source: reference artillery.md §2.9 and filtrex 0.5.4 and 2.2.3 themselves, beside which it was tested.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "core/expression/value.h"

namespace rampart::expression {

/// Artillery has two versions of the language. The first (0.5.4) is that of `ifTrue`; the second (2.2.3), of ensure's
/// conditions, adds 'quoted names', names with $ and _, `name of value`, lists, and `in` over any value. Its `~=`
/// (a regular expression) isn't there.
enum class Dialect { first, second };

/// The value of a variable, or nullptr for none; must stay valid while the expression is evaluated. Names with a dot
/// are handed over whole: `a.b` is the variable called "a.b".
using LookUp = std::function<const boost::json::value*(std::string_view name)>;

/// Immutable; cheap to copy (shared parts).
class Expression {
 public:
  /// Errors: invalid with what was found at which character. The place is left to the caller.
  static Result<Expression> compile(std::string_view text, Dialect dialect = Dialect::first);

  /// The value, or an error where JavaScript throws (only for a function that doesn't exist). `random` serves the
  /// function random(). Logical operators and comparisons give the numbers 1 and 0, and NaN where filtrex does.
  [[nodiscard]] Result<Value> evaluate(const LookUp& look_up, Random& random) const;

 private:
  struct Compiled;
  explicit Expression(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace rampart::expression
