#include "core/script/css_selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "core/script/css_nth.h"

namespace rampart::script {
namespace {

/// Thrown inside this file, caught by xpath_of_selector.
struct NotUnderstood {
  std::string what;
};

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// XPath 1.0 has no escapes: text with both quotes is put together from parts.
std::string literal(const std::string& text) {
  if (text.find('\'') == std::string::npos) return "'" + text + "'";
  if (text.find('"') == std::string::npos) return "\"" + text + "\"";
  std::string out = "concat(";
  std::size_t from = 0;
  for (std::size_t at = text.find('\''); at != std::string::npos; from = at + 1, at = text.find('\'', from))
    out += fmt::format("'{}', \"'\", ", text.substr(from, at - from));
  return out + fmt::format("'{}')", text.substr(from));
}

std::string has_word(const std::string& attribute, const std::string& word) {
  return fmt::format("contains(concat(' ', normalize-space({}), ' '), {})", attribute, literal(" " + word + " "));
}

/// Name and conditions of one element.
struct Compound {
  std::string name = "*";
  std::vector<std::string> conditions;
  std::string position;  ///< Of all that the selector found: "1", "last()"; jQuery's :first, :last, :eq.

  [[nodiscard]] std::string step(std::string_view axis) const {
    std::string out = fmt::format("{}::{}", axis, name);
    for (const std::string& condition : conditions) out += "[" + condition + "]";
    return out;
  }
  /// As a condition on the element at hand.
  [[nodiscard]] std::string test() const {
    std::string out = name == "*" ? "" : "self::" + name;
    for (const std::string& condition : conditions) out += (out.empty() ? "(" : " and (") + condition + ")";
    return out.empty() ? "true()" : out;
  }
};

class SelectorReading {
 public:
  explicit SelectorReading(std::string_view text) : text_(text) {}

  std::string read_all() {
    std::string out = read_list("/descendant");
    if (at_ < text_.size()) fail(fmt::format("\"{}\"", text_.substr(at_)));
    return out;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw NotUnderstood{what}; }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!take(c)) fail(fmt::format("a missing \"{}\"", c));
  }
  void skip_space() {
    while (is_space(peek())) ++at_;
  }

  /// Selectors between commas, as one union. `axis` is where each begins.
  std::string read_list(std::string_view axis) {
    std::string out;
    do {
      skip_space();
      if (!out.empty()) out += " | ";
      out += read_chain(axis);
      skip_space();
    } while (take(','));
    return out;
  }

  std::string read_chain(std::string_view axis) {
    Compound compound = read_compound();
    std::string path = compound.step(axis);
    while (true) {
      const std::size_t before = at_;
      skip_space();
      const char c = peek();
      if (c == '\0' || c == ',' || c == ')') break;
      const bool spaced = at_ > before;
      if (!compound.position.empty()) fail(":first, :last or :eq() before the end of a selector");
      if (c == '>' || c == '+' || c == '~') {
        ++at_;
        skip_space();
      } else if (!spaced) {
        fail(fmt::format("\"{}\"", text_.substr(at_)));
      }
      compound = read_compound();
      path += "/" + joined(c, compound);
    }
    return compound.position.empty() ? path : fmt::format("({})[{}]", path, compound.position);
  }

  static std::string joined(char combinator, const Compound& compound) {
    if (combinator == '>') return compound.step("child");
    if (combinator == '~') return compound.step("following-sibling");
    if (combinator == '+') return "following-sibling::*[1][" + compound.test() + "]";
    return compound.step("descendant");
  }

  Compound read_compound() {
    Compound out;
    const std::size_t start = at_;
    if (!take('*') && is_name(peek())) out.name = lowered(read_name());
    while (true) {
      if (take('#'))
        out.conditions.push_back("@id = " + literal(read_name()));
      else if (take('.'))
        out.conditions.push_back(has_word("@class", read_name()));
      else if (take('['))
        out.conditions.push_back(read_attribute());
      else if (take(':'))
        read_pseudo(out);
      else
        break;
    }
    if (at_ == start) fail(at_ < text_.size() ? fmt::format("\"{}\"", text_.substr(at_)) : "a selector that is empty");
    return out;
  }

  std::string read_name() {
    std::string out;
    while (is_name(peek()) || (peek() == '\\' && at_ + 1 < text_.size())) {
      if (peek() == '\\') ++at_;
      out += text_[at_++];
    }
    if (out.empty()) fail(fmt::format("a missing name before \"{}\"", text_.substr(at_)));
    return out;
  }

  std::string read_value() {
    const char quote = peek();
    if (quote != '"' && quote != '\'') return read_name();
    ++at_;
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_++];
    }
    expect(quote);
    return out;
  }

  /// After the `[`.
  std::string read_attribute() {
    skip_space();
    const std::string attribute = "@" + lowered(read_name());
    skip_space();
    if (take(']')) return attribute;
    const char kind = peek();
    if (kind != '=') ++at_;
    expect('=');
    skip_space();
    const std::string value = read_value();
    skip_space();
    if (peek() != ']') fail(fmt::format("\"{}\" after the value of an attribute", text_.substr(at_, 1)));
    ++at_;
    return attribute_condition(attribute, kind, value);
  }

  std::string attribute_condition(const std::string& attribute, char kind, const std::string& value) const {
    const std::string text = literal(value);
    if (kind == '=') return fmt::format("{} = {}", attribute, text);
    if (kind == '!') return fmt::format("not({} = {})", attribute, text);
    if (kind == '|') return fmt::format("({0} = {1} or starts-with({0}, {2}))", attribute, text, literal(value + "-"));
    if (std::string_view("~^$*").find(kind) == std::string_view::npos)
      fail(fmt::format("the comparison \"{}=\" of an attribute", kind));
    if (value.empty()) return "false()";  // as CSS has it: nothing begins with, ends in or holds no text
    if (kind == '~') return has_word(attribute, value);
    if (kind == '^') return fmt::format("starts-with({}, {})", attribute, text);
    if (kind == '*') return fmt::format("contains({}, {})", attribute, text);
    return fmt::format("substring({0}, string-length({0}) - string-length({1}) + 1) = {1}", attribute, text);
  }

  std::string argument_text() {
    expect('(');
    const auto end = text_.find(')', at_);
    if (end == std::string_view::npos) fail("a missing \")\"");
    const std::string out(text_.substr(at_, end - at_));
    at_ = end + 1;
    return out;
  }

  /// The compounds of :not(a, b) as one condition.
  std::string argument_tests() {
    expect('(');
    std::string out;
    do {
      skip_space();
      const Compound compound = read_compound();
      if (!compound.position.empty()) fail(":first, :last or :eq() inside another pseudo-class");
      out += (out.empty() ? "" : " or ") + ("(" + compound.test() + ")");
      skip_space();
    } while (take(','));
    expect(')');
    return "(" + out + ")";
  }

  void read_pseudo(Compound& out) {
    const std::string name = lowered(read_name());
    if (name == "not") return out.conditions.push_back("not" + argument_tests());
    if (name == "is" || name == "where" || name == "matches") return out.conditions.push_back(argument_tests());
    if (name == "has") {
      expect('(');
      out.conditions.push_back(read_list("descendant"));
      return expect(')');
    }
    if (name == "contains") {
      expect('(');
      skip_space();
      const std::string text = read_value();
      skip_space();
      expect(')');
      return out.conditions.push_back(fmt::format("contains(., {})", literal(text)));
    }
    if (name == "first") return void(out.position = "1");
    if (name == "last") return void(out.position = "last()");
    if (name == "eq") return read_eq(out);
    out.conditions.push_back(structural(name, out.name));
  }

  void read_eq(Compound& out) {
    const auto condition = nth_condition(argument_text(), "");
    const auto equals = condition ? condition->find("= ") : std::string::npos;
    if (equals == std::string::npos || condition->find("mod") != std::string::npos) fail(":eq() without a number");
    const std::string number = condition->substr(equals + 2);
    out.position = number.starts_with('-') ? fmt::format("last() + 1 - {}", number.substr(1)) : number + " + 1";
  }

  std::string structural(const std::string& name, const std::string& element) {
    const bool of_type = name.ends_with("-of-type");
    if (of_type && element == "*") fail(fmt::format("\":{}\" without an element's name", name));
    const std::string sibling = of_type ? element : "*";
    const std::string from_start = fmt::format("(count(preceding-sibling::{}) + 1)", sibling);
    const std::string from_end = fmt::format("(count(following-sibling::{}) + 1)", sibling);
    if (name == "first-child" || name == "first-of-type") return from_start + " = 1";
    if (name == "last-child" || name == "last-of-type") return from_end + " = 1";
    if (name == "only-child" || name == "only-of-type") return from_start + " = 1 and " + from_end + " = 1";
    if (name == "empty") return "not(node())";
    if (name == "root") return "not(parent::*)";
    if (name == "parent") return "node()";
    if (name == "checked") return "@checked or @selected";
    if (name == "selected" || name == "disabled") return "@" + name;
    if (name == "enabled") return "not(@disabled)";
    const bool last = name == "nth-last-child" || name == "nth-last-of-type";
    if (!last && name != "nth-child" && name != "nth-of-type") fail(fmt::format("the pseudo-class \":{}\"", name));
    const std::string formula = argument_text();
    const auto condition = nth_condition(formula, last ? from_end : from_start);
    if (!condition) fail(fmt::format("\"{}\" in \":{}()\"", formula, name));
    return *condition;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> xpath_of_selector(std::string_view selector) {
  try {
    return SelectorReading(selector).read_all();
  } catch (const NotUnderstood& part) {
    return invalid(fmt::format("the selector \"{}\" has something that isn't understood: {}", selector, part.what));
  }
}

}  // namespace rampart::script
