#include "core/expression/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "core/expression/quoted.h"

namespace rampart::expression {
namespace {

bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '_'; }

std::size_t length_of_character(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

/// 010 is 8, as in JavaScript; 09 is 9. Nothing where JavaScript takes neither ("010.5").
std::optional<double> value_of(std::string_view digits) {
  const bool octal = digits.size() > 1 && digits.front() == '0' && digits[1] != '.' &&
                     digits.substr(0, digits.find('.')).find_first_of("89") == std::string_view::npos;
  if (octal && digits.find('.') != std::string_view::npos) return std::nullopt;
  double value = 0;
  if (octal) {
    for (const char c : digits) value = value * 8 + (c - '0');
  } else {
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ec != std::errc()) return std::nullopt;
  }
  return value;
}

Error complain(std::string_view what, std::size_t at) {
  return invalid(fmt::format("{} at character {}", what, at + 1));
}

}  // namespace

bool Tokens::starts_name(char c) const {
  return is_letter(c) || (dialect_ == Dialect::second && (c == '$' || c == '_'));
}

bool Tokens::continues_name(char c) const {
  return is_word(c) || c == '.' || (dialect_ == Dialect::second && c == '$');
}

void Tokens::skip_space() {
  for (; at_ < text_.size(); ++at_) {
    const std::string_view rest = text_.substr(at_);
    if (std::string_view(" \t\r\n\f\v").find(rest.front()) != std::string_view::npos) continue;
    if (!rest.starts_with("\xc2\xa0")) return;  // a space that doesn't break
    ++at_;
  }
}

/// The word takes the character behind it along, as filtrex has it: `not(a)` has lost its parenthesis. A word at the
/// very end is a name.
bool Tokens::take_word(Token& out) {
  const std::string_view rest = text_.substr(at_);
  for (const std::string_view word : {"and", "or", "not", "in", "of"}) {
    if (word == "of" && dialect_ == Dialect::first) continue;
    if (!rest.starts_with(word) || rest.size() == word.size() || is_word(rest[word.size()])) continue;
    out.kind = Token::Kind::mark;
    out.text = word;
    at_ = std::min(text_.size(), at_ + word.size() + length_of_character(rest[word.size()]));
    return true;
  }
  return false;
}

bool Tokens::take_mark(Token& out) {
  const std::string_view rest = text_.substr(at_);
  for (const std::string_view mark :
       {"==", "!=", ">=", "<=", "*", "/", "-", "+", "^", "%", "(", ")", ",", "<", ">", "?", ":"}) {
    if (!rest.starts_with(mark)) continue;
    out.kind = Token::Kind::mark;
    out.text = mark;
    at_ += mark.size();
    return true;
  }
  return false;
}

Result<Token> Tokens::take_number(Token token) {
  std::size_t end = at_;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
    ++end;
    while (end < text_.size() && is_digit(text_[end])) ++end;
  }
  if (end < text_.size() && is_word(text_[end])) return complain("a letter follows a number", end);
  const auto value = value_of(text_.substr(at_, end - at_));
  if (!value) return complain(fmt::format("{} isn't a number", text_.substr(at_, end - at_)), at_);
  token.kind = Token::Kind::number;
  token.number = *value;
  at_ = end;
  return token;
}

Result<Token> Tokens::take_text(Token token, char quote) {
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != quote) end += dialect_ == Dialect::second && text_[end] == '\\' ? 2 : 1;
  if (end >= text_.size()) return complain("a quote isn't closed", at_);
  auto content = unquote(text_.substr(at_ + 1, end - at_ - 1), quote, dialect_);
  if (!content) return complain("a quoted text has a backslash or an end of line that isn't allowed", at_);
  token.kind = quote == '"' ? Token::Kind::text : Token::Kind::name;
  token.text = std::move(*content);
  at_ = end + 1;
  return token;
}

Result<Token> Tokens::next() {
  skip_space();
  Token token;
  token.at = at_;
  if (at_ >= text_.size()) return token;
  const char c = text_[at_];
  if (take_mark(token) || take_word(token)) return token;
  if (is_digit(c)) return take_number(std::move(token));
  if (c == '"' || (c == '\'' && dialect_ == Dialect::second)) return take_text(std::move(token), c);
  if (!starts_name(c)) {
    const std::string_view letter = text_.substr(at_, length_of_character(c));
    const std::string_view hint = c == '\''  ? "; texts stand in double quotes"
                                  : c == '=' ? "; to compare, write =="
                                  : c == '&' ? "; write and"
                                  : c == '|' ? "; write or"
                                  : c == '!' ? "; write not"
                                  : c == '{' ? "; variables stand without braces"
                                             : "";
    return complain(fmt::format("{} isn't part of the language{}", letter, hint), at_);
  }
  const std::size_t from = at_;
  while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
  token.kind = Token::Kind::name;
  token.text = text_.substr(from, at_ - from);
  return token;
}

}  // namespace rampart::expression
