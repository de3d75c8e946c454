// Grammar: jmespath.org/specification.html; read by binding power, the tightest last.
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <charconv>

#include "base/ascii.h"
#include "core/load/jmespath_tree.h"

namespace rampart::load {
namespace {

using Child = JmesNode::Child;
using Kind = JmesNode::Kind;

constexpr int pipe_power = 1;
constexpr int or_power = 2;
constexpr int and_power = 3;
constexpr int compare_power = 5;
constexpr int projection_stop = 10;  // what follows a projection and binds weaker ends it
constexpr int dot_power = 40;
constexpr int not_power = 45;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool begins_name(char c) { return is_letter(c) || c == '_'; }

Child node(JmesNode made) { return std::make_shared<const JmesNode>(std::move(made)); }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Child parse_all() {
    Child out = expression(0);
    skip_space();
    if (at_ < text_.size()) fail();
    return out;
  }

 private:
  [[noreturn]] void fail() const {
    throw JmesMistake{at_ < text_.size() ? fmt::format("\"{}\" is not understood", text_.substr(at_))
                                         : std::string("it ends too early")};
  }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  bool sees(std::string_view token) {
    skip_space();
    return text_.substr(at_).starts_with(token);
  }
  bool take(std::string_view token) {
    if (!sees(token)) return false;
    at_ += token.size();
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) fail();
  }

  Child expression(int power) {
    Child left = prefix();
    while (true) {
      Child next = infix(left, power);
      if (!next) return left;
      left = std::move(next);
    }
  }

  Child prefix() {
    skip_space();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (take("@")) return node({.kind = Kind::current});
    if (take("!")) return node({.kind = Kind::negation, .children = {expression(not_power)}});
    if (take("&")) return node({.kind = Kind::expression, .children = {expression(0)}});
    if (take("(")) {
      Child inner = expression(0);
      expect(")");
      return inner;
    }
    if (take("`")) return node({.kind = Kind::literal, .value = json_literal()});
    if (take("'")) return node({.kind = Kind::literal, .value = boost::json::value(raw_string())});
    if (take("*")) return values_of(node({.kind = Kind::current}));
    if (c == '[') return bracket(node({.kind = Kind::current}), true);
    if (take("{")) return object();
    return name_or_call();
  }

  /// What may follow `left`; nothing where it binds weaker than `power`.
  Child infix(const Child& left, int power) {
    skip_space();
    if (sees(".") && dot_power > power) {
      ++at_;
      return after_dot(left);
    }
    if (sees("[") && dot_power > power) return bracket(left, false);
    if (sees("||")) return binary(left, power, or_power, "||", Kind::either);
    if (sees("&&")) return binary(left, power, and_power, "&&", Kind::both);
    if (sees("|")) return binary(left, power, pipe_power, "|", Kind::chain);
    for (const char* compared : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (!sees(compared) || power >= compare_power) continue;
      take(compared);
      return node({.kind = Kind::comparison, .text = compared, .children = {left, expression(compare_power)}});
    }
    return nullptr;
  }

  Child binary(const Child& left, int power, int own, std::string_view token, Kind kind) {
    if (power >= own) return nullptr;
    take(token);
    return node({.kind = kind, .children = {left, expression(own)}});
  }

  Child after_dot(const Child& left) {
    if (take("*")) return values_of(left);
    if (sees("[")) {
      take("[");
      return chain(left, list());
    }
    if (take("{")) return chain(left, object());
    return chain(left, name_or_call());
  }

  static Child chain(const Child& first, const Child& second) {
    return node({.kind = Kind::chain, .children = {first, second}});
  }

  /// All that follows a projection up to a weaker operator belongs to each of its items.
  Child rest_of_projection() {
    Child left = node({.kind = Kind::current});
    while (true) {
      skip_space();
      if (!sees(".") && !sees("[")) return left;
      if (sees("[]")) return left;  // flattening ends a projection and begins another
      Child next = infix(left, projection_stop);
      if (!next) return left;
      left = std::move(next);
    }
  }

  Child values_of(const Child& of) { return node({.kind = Kind::values, .children = {of, rest_of_projection()}}); }
  Child project(const Child& list) { return node({.kind = Kind::project, .children = {list, rest_of_projection()}}); }

  /// `begins`: nothing stands before, so that `[a, b]` is a list and not an index.
  Child bracket(const Child& left, bool begins) {
    expect("[");
    if (take("]")) return project(node({.kind = Kind::flatten, .children = {left}}));
    if (take("?")) {
      Child condition = expression(0);
      expect("]");
      return node({.kind = Kind::filter, .children = {left, rest_of_projection(), condition}});
    }
    const std::size_t before = at_;
    if (take("*") && take("]")) return project(left);
    at_ = before;
    skip_space();
    const char c = at_ < text_.size() ? text_[at_] : '\0';
    if (is_digit(c) || c == '-' || c == ':') return index_or_slice(left);
    if (!begins) fail();
    return list();
  }

  Child index_or_slice(const Child& left) {
    JmesNode made{.kind = Kind::index};
    made.from = number();
    if (take(":")) {
      made.kind = Kind::slice;
      made.to = number();
      if (take(":")) made.step = number();
      if (made.step == 0) throw JmesMistake{"the step of a slice can't be 0"};
    }
    expect("]");
    const bool slice = made.kind == Kind::slice;
    Child indexed = chain(left, node(std::move(made)));
    return slice ? project(indexed) : indexed;
  }

  std::optional<std::int64_t> number() {
    skip_space();
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (error != std::errc()) return std::nullopt;
    at_ = static_cast<std::size_t>(end - text_.data());
    return value;
  }

  /// After the `[`.
  Child list() {
    JmesNode made{.kind = Kind::list};
    do made.children.push_back(expression(0));
    while (take(","));
    expect("]");
    return node(std::move(made));
  }

  /// After the `{`.
  Child object() {
    JmesNode made{.kind = Kind::object};
    do {
      skip_space();
      made.names.push_back(sees("\"") ? quoted() : plain_name());
      expect(":");
      made.children.push_back(expression(0));
    } while (take(","));
    expect("}");
    return node(std::move(made));
  }

  Child name_or_call() {
    skip_space();
    if (sees("\"")) return node({.kind = Kind::field, .text = quoted()});
    JmesNode made{.kind = Kind::field, .text = plain_name()};
    if (at_ >= text_.size() || text_[at_] != '(') return node(std::move(made));
    if (!is_jmes_function(made.text)) throw JmesMistake{fmt::format("there is no function \"{}\"", made.text)};
    made.kind = Kind::function;
    ++at_;
    if (!take(")")) {
      do made.children.push_back(expression(0));
      while (take(","));
      expect(")");
    }
    return node(std::move(made));
  }

  std::string plain_name() {
    const std::size_t start = at_;
    if (at_ >= text_.size() || !begins_name(text_[at_])) fail();
    while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }

  std::string quoted() {
    const std::size_t start = at_++;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    if (at_ >= text_.size()) fail();
    ++at_;
    return std::string(parse_json(text_.substr(start, at_ - start)).as_string());
  }

  static boost::json::value parse_json(std::string_view text) {
    boost::system::error_code failure;
    boost::json::value out = boost::json::parse(text, failure);
    if (failure) throw JmesMistake{fmt::format("{} is no JSON", text)};
    return out;
  }

  /// Up to the quote; a quote in it is written \' (or \`).
  std::string until(char quote) {
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] == quote) ++at_;
      out += text_[at_++];
    }
    if (at_ >= text_.size()) fail();
    ++at_;
    return out;
  }

  std::string raw_string() { return until('\''); }
  boost::json::value json_literal() { return parse_json(until('`')); }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Result<JmesNode::Child> parse_jmespath(std::string_view text) {
  try {
    return Parser(text).parse_all();
  } catch (const JmesMistake& mistake) {
    return invalid(fmt::format("the JMESPath \"{}\": {}", text, mistake.what));
  }
}

}  // namespace rampart::load
