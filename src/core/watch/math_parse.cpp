#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "core/watch/math_expression.h"

namespace rampart::watch {
namespace {

constexpr int deepest = 100;
constexpr std::array<std::string_view, 6> comparisons = {"<=", ">=", "==", "!=", "<", ">"};

bool begins_name(char c) { return is_letter(c) || c == '_'; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<MathNode> parse() {
    auto node = read_or();
    if (node && !failed_ && !at_end()) fail(fmt::format("Unexpected '{}'", text_[at_]));
    if (failed_) return *failed_;
    return std::move(*node);
  }

 private:
  using Read = std::optional<MathNode>;

  std::nullopt_t fail(std::string what) {
    if (!failed_) failed_ = invalid(fmt::format("{} at position {}.", what, at_ + 1));
    return std::nullopt;
  }

  bool at_end() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
    return at_ >= text_.size();
  }

  bool take(std::string_view token) {
    if (at_end() || !text_.substr(at_).starts_with(token)) return false;
    if (begins_name(token.front()) && at_ + token.size() < text_.size() &&
        (begins_name(text_[at_ + token.size()]) || is_digit(text_[at_ + token.size()])))
      return false;
    at_ += token.size();
    return true;
  }

  static MathNode binary(std::string_view operation, MathNode left, MathNode right, std::size_t position) {
    MathNode node{.kind = MathNode::Kind::binary, .text = std::string(operation), .position = position};
    node.parts.push_back(std::move(left));
    node.parts.push_back(std::move(right));
    return node;
  }

  /// left {operation right}; each of `operations` may be written in either of two ways.
  template <std::size_t N>
  Read read_chain(const std::array<std::pair<std::string_view, std::string_view>, N>& operations,
                  Read (Parser::*part)()) {
    Read left = (this->*part)();
    while (left) {
      std::string_view operation;
      at_end();
      const std::size_t position = at_ + 1;
      for (const auto& [name, other] : operations)
        if (operation.empty() && (take(name) || take(other))) operation = name;
      if (operation.empty()) break;
      Read right = (this->*part)();
      if (!right) return std::nullopt;
      left = binary(operation, std::move(*left), std::move(*right), position);
    }
    return left;
  }

  Read read_or() {
    if (++depth_ > deepest) return fail("The expression is nested too deeply");
    auto out = read_chain(std::array{std::pair<std::string_view, std::string_view>("OR", "||")}, &Parser::read_and);
    --depth_;
    return out;
  }
  Read read_and() {
    return read_chain(std::array{std::pair<std::string_view, std::string_view>("AND", "&&")}, &Parser::read_compare);
  }

  Read read_compare() {
    Read left = read_sum();
    if (!left) return left;
    at_end();
    const std::size_t position = at_ + 1;
    for (const std::string_view operation : comparisons) {
      if (!take(operation)) continue;
      Read right = read_sum();
      if (!right) return std::nullopt;
      return binary(operation, std::move(*left), std::move(*right), position);
    }
    return left;
  }

  Read read_sum() {
    using Pair = std::pair<std::string_view, std::string_view>;
    return read_chain(std::array{Pair("+", "+"), Pair("-", "-")}, &Parser::read_product);
  }
  Read read_product() {
    using Pair = std::pair<std::string_view, std::string_view>;
    return read_chain(std::array{Pair("*", "*"), Pair("/", "/")}, &Parser::read_sign);
  }

  Read read_sign() {
    at_end();
    const std::size_t position = at_ + 1;
    if (!take("-")) return read_power();
    if (++depth_ > deepest) return fail("The expression is nested too deeply");
    Read of = read_sign();
    --depth_;
    if (!of) return of;
    MathNode node{.kind = MathNode::Kind::negative, .position = position};
    node.parts.push_back(std::move(*of));
    return node;
  }

  Read read_power() {
    Read base = read_atom();
    if (!base) return base;
    at_end();
    const std::size_t position = at_ + 1;
    if (!take("^")) return base;
    if (++depth_ > deepest) return fail("The expression is nested too deeply");
    Read exponent = read_sign();
    --depth_;
    if (!exponent) return exponent;
    return binary("^", std::move(*base), std::move(*exponent), position);
  }

  Read read_atom() {
    if (at_end()) return fail("The expression ends too early");
    const char c = text_[at_];
    if (is_digit(c) || c == '.') return read_number();
    if (c == '\'' || c == '"') return read_text();
    if (begins_name(c)) return read_name();
    MathNode node{.kind = MathNode::Kind::array, .position = at_ + 1};
    if (take("[")) return read_parts(std::move(node), "]");
    if (!take("(")) return fail(fmt::format("Unexpected '{}'", c));
    Read inner = read_or();
    if (inner && !take(")")) return fail("A ')' is missing");
    return inner;
  }

  Read read_number() {
    MathNode node{.kind = MathNode::Kind::number, .position = at_ + 1};
    const auto [end, failed] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), node.number);
    if (failed != std::errc()) return fail("A number can't be read");
    at_ = static_cast<std::size_t>(end - text_.data());
    return node;
  }

  Read read_text() {
    MathNode node{.kind = MathNode::Kind::text, .position = at_ + 1};
    const std::size_t end = text_.find(text_[at_], at_ + 1);
    if (end == std::string_view::npos) return fail("The quotation mark isn't closed");
    node.text = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return node;
  }

  Read read_name() {
    MathNode node{.kind = MathNode::Kind::name, .position = at_ + 1};
    const std::size_t start = at_;
    while (at_ < text_.size() && (begins_name(text_[at_]) || is_digit(text_[at_]))) ++at_;
    node.text = text_.substr(start, at_ - start);
    if (!take("(")) return node;
    node.kind = MathNode::Kind::call;
    return read_parts(std::move(node), ")");
  }

  /// "a, b" up to `close`, which may come at once.
  Read read_parts(MathNode node, std::string_view close) {
    if (take(close)) return node;
    do {
      Read part = read_or();
      if (!part) return part;
      node.parts.push_back(std::move(*part));
    } while (take(","));
    if (!take(close)) return fail(fmt::format("A '{}' is missing", close));
    return node;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::optional<Error> failed_;
};

}  // namespace

Result<MathNode> parse_math(std::string_view text) { return Parser(text).parse(); }

}  // namespace rampart::watch
