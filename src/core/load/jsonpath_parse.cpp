#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "core/load/jsonpath_tree.h"

namespace rampart::load {

/// Recursive descent over the text; the first thing not understood sets `failed_`.
class JsonPathParser {
 public:
  using Segment = JsonPath::Segment;
  using Selector = JsonPath::Selector;
  using Condition = JsonPath::Condition;

  explicit JsonPathParser(std::string_view text) : text_(text) {}

  Result<JsonPath> parse() {
    if (peek() == '$') ++at_;
    std::vector<Segment> segments;
    if (at_ == 0 && is_name(peek())) segments.push_back({false, {named(take_name())}});
    parse_segments(segments);
    if (failed_ || at_ != text_.size())
      return invalid(fmt::format("the JSONPath \"{}\" was not understood from \"{}\" on", text_, text_.substr(at_)));
    JsonPath path;
    path.segments_ = std::make_shared<const std::vector<Segment>>(std::move(segments));
    return path;
  }

 private:
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool take(std::string_view what) {
    if (!text_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  void skip_space() {
    while (peek() == ' ' || peek() == '\t') ++at_;
  }
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
  }
  // Inside a filter a dash is a minus only after a space, so names keep theirs.
  std::string take_name() {
    const std::size_t start = at_;
    while (is_name(peek())) ++at_;
    return std::string(text_.substr(start, at_ - start));
  }
  static Selector named(std::string name) {
    Selector s;
    s.name = std::move(name);
    return s;
  }
  static Selector wildcard() {
    Selector s;
    s.kind = Selector::Kind::wildcard;
    return s;
  }

  void parse_segments(std::vector<Segment>& out) {
    while (!failed_ && (peek() == '.' || peek() == '[')) {
      Segment segment;
      if (take("..")) {
        segment.descend = true;
      } else if (peek() == '.') {
        ++at_;
      }
      if (take("*")) {
        segment.selectors.push_back(wildcard());
      } else if (peek() == '[') {
        parse_brackets(segment);
      } else {
        std::string name = take_name();
        if (name.empty()) return fail();
        segment.selectors.push_back(named(std::move(name)));
      }
      out.push_back(std::move(segment));
    }
  }

  void parse_brackets(Segment& segment) {
    ++at_;
    do {
      skip_space();
      segment.selectors.push_back(parse_selector());
      skip_space();
    } while (!failed_ && take(","));
    if (!take("]")) fail();
  }

  Selector parse_selector() {
    Selector s;
    if (take("*")) return wildcard();
    if (peek() == '\'' || peek() == '"') return named(take_quoted());
    if (take("?(")) {
      s.kind = Selector::Kind::filter;
      s.filter = parse_either();
      skip_space();
      if (!take(")")) fail();
      return s;
    }
    if (take("(@.length-")) {
      s.kind = Selector::Kind::index;
      s.index = -take_integer().value_or(0);
      if (s.index == 0 || !take(")")) fail();
      return s;
    }
    return parse_index_or_slice();
  }

  Selector parse_index_or_slice() {
    Selector s;
    const auto first = take_integer();
    if (peek() != ':') {
      s.kind = Selector::Kind::index;
      if (first)
        s.index = *first;
      else if (std::string name = take_name(); !name.empty())
        return named(std::move(name));
      else
        fail();
      return s;
    }
    ++at_;
    s.kind = Selector::Kind::slice;
    s.from = first;
    s.to = take_integer();
    if (take(":")) s.step = take_integer().value_or(1);
    if (s.step < 1) fail();
    return s;
  }

  std::optional<std::int64_t> take_integer() {
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
    if (failure != std::errc()) return std::nullopt;
    const auto next = static_cast<std::size_t>(end - text_.data());
    if (next < text_.size() && is_name(text_[next])) return std::nullopt;  // a name that starts with a digit
    at_ = next;
    return value;
  }

  std::string take_quoted() {
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_++];
    }
    if (at_ >= text_.size())
      fail();
    else
      ++at_;
    return out;
  }

  using Part = std::shared_ptr<const Condition>;
  static Part join(Condition::Kind kind, Part left, Part right) {
    auto c = std::make_shared<Condition>();
    c->kind = kind;
    c->left = std::move(left);
    c->right = std::move(right);
    return c;
  }

  Part parse_either() {
    Part left = parse_both();
    for (skip_space(); !failed_ && take("||"); skip_space()) left = join(Condition::Kind::either, left, parse_both());
    return left;
  }
  Part parse_both() {
    Part left = parse_comparison();
    for (skip_space(); !failed_ && take("&&"); skip_space())
      left = join(Condition::Kind::both, left, parse_comparison());
    return left;
  }
  Part parse_comparison() {
    Part left = parse_operand();
    skip_space();
    using K = Condition::Kind;
    static constexpr std::pair<std::string_view, K> operators[] = {
        {"===", K::equal},     {"==", K::equal},         {"!==", K::not_equal}, {"!=", K::not_equal},
        {"<=", K::less_equal}, {">=", K::greater_equal}, {"<", K::less},        {">", K::greater}};
    for (const auto& [sign, kind] : operators)
      if (!failed_ && take(sign)) return join(kind, left, parse_operand());
    return left;
  }

  Part parse_operand() {
    if (++depth_ > 100) fail();
    skip_space();
    Part out;
    if (failed_) {
      out = std::make_shared<Condition>();
    } else if (take("(")) {
      out = parse_either();
      skip_space();
      if (!take(")")) fail();
    } else if (peek() == '!' && peek(1) != '=') {
      ++at_;
      out = join(Condition::Kind::negation, parse_operand(), nullptr);
    } else if (peek() == '@' || peek() == '$') {
      out = parse_path_operand();
    } else {
      out = parse_literal();
    }
    --depth_;
    return out;
  }

  Part parse_path_operand() {
    auto c = std::make_shared<Condition>();
    c->kind = text_[at_++] == '@' ? Condition::Kind::here : Condition::Kind::root;
    parse_segments(c->path);
    if (!c->path.empty() && !c->path.back().descend && c->path.back().selectors.front().name == "length") {
      c->path.pop_back();
      c->length = true;
    }
    return c;
  }

  Part parse_literal() {
    auto c = std::make_shared<Condition>();
    if (peek() == '\'' || peek() == '"') {
      c->literal = take_quoted();
    } else if (take("true")) {
      c->literal = true;
    } else if (take("false")) {
      c->literal = false;
    } else if (take("null")) {
      c->literal = nullptr;
    } else {
      double value = 0;
      const auto [end, failure] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), value);
      if (failure != std::errc()) {
        fail();
        return c;
      }
      at_ = static_cast<std::size_t>(end - text_.data());
      c->literal = value;
    }
    return c;
  }

  void fail() { failed_ = true; }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool failed_ = false;
};

Result<JsonPath> JsonPath::compile(std::string_view text) { return JsonPathParser(text).parse(); }

}  // namespace rampart::load
