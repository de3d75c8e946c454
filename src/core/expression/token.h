// Tokens of an expression. Inside this room only.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "core/expression/expression.h"

namespace rampart::expression {

struct Token {
  /// Operators and punctuation are `mark`, with their letters in `text`; `and`, `or`, `not`, `in`, `of` too.
  enum class Kind { end, mark, number, name, text };
  Kind kind = Kind::end;
  std::string text;
  double number = 0;
  std::size_t at = 0;  ///< Where it begins, from 0.
};

/// Takes tokens from the front of a text, one after the other.
class Tokens {
 public:
  Tokens(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}
  /// The next one, `end` when there are no more; an error where no token begins.
  Result<Token> next();

 private:
  [[nodiscard]] bool starts_name(char c) const;
  [[nodiscard]] bool continues_name(char c) const;
  bool take_word(Token& out);
  bool take_mark(Token& out);
  Result<Token> take_number(Token token);
  Result<Token> take_text(Token token, char quote);
  void skip_space();

  std::string_view text_;
  Dialect dialect_;
  std::size_t at_ = 0;
};

}  // namespace rampart::expression
