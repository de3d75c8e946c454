#include "core/watch/alarm_rule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace rampart::watch {

/// Reads one rule; the first thing wrong is kept.
class AlarmRuleParser {
 public:
  using Node = AlarmRule::Node;
  explicit AlarmRuleParser(std::string_view text) : text_(text) {}

  Result<AlarmRule> parse() {
    AlarmRule out;
    auto root = read_or();
    if (root && !at_end()) fail("Unexpected text");
    if (failed_) return *failed_;
    out.root_ = std::move(*root);
    out.alarms_ = std::move(alarms_);
    if (out.alarms_.size() > AlarmRule::most_alarms)
      return invalid(fmt::format("AlarmRule looks at {} alarms; at most {} are allowed.", out.alarms_.size(),
                                 AlarmRule::most_alarms));
    return out;
  }

 private:
  using Read = std::optional<Node>;
  static constexpr int deepest = 100;

  std::nullopt_t fail(std::string_view what) {
    if (!failed_) failed_ = invalid(fmt::format("AlarmRule can't be read: {} at position {}.", what, at_ + 1));
    return std::nullopt;
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

  bool at_end() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    return at_ >= text_.size();
  }

  bool take(std::string_view word) {
    if (at_end() || !text_.substr(at_).starts_with(word)) return false;
    const std::size_t end = at_ + word.size();
    const bool is_word = word != "(" && word != ")";
    if (is_word && end < text_.size() && !is_space(text_[end]) && text_[end] != '(' && text_[end] != ')') return false;
    at_ = end;
    return true;
  }

  Read read_or() { return read_chain("OR", Node::Kind::disjunction, &AlarmRuleParser::read_and); }
  Read read_and() { return read_chain("AND", Node::Kind::conjunction, &AlarmRuleParser::read_one); }

  Read read_chain(std::string_view word, Node::Kind kind, Read (AlarmRuleParser::*part)()) {
    Read first = (this->*part)();
    if (!first || !take(word)) return first;
    Node node{.kind = kind};
    node.parts.push_back(std::move(*first));
    do {
      Read next = (this->*part)();
      if (!next) return next;
      node.parts.push_back(std::move(*next));
    } while (take(word));
    return node;
  }

  Read read_one() {
    if (take("TRUE")) return Node{.constant = true};
    if (take("FALSE")) return Node{.constant = false};
    if (++depth_ > deepest) return fail("It is nested too deeply");
    Read out = read_nested();
    --depth_;
    return out;
  }

  Read read_nested() {
    if (take("NOT")) {
      Read inner = read_one();
      if (!inner) return inner;
      Node node{.kind = Node::Kind::negation};
      node.parts.push_back(std::move(*inner));
      return node;
    }
    if (take("(")) {
      Read inner = read_or();
      if (inner && !take(")")) return fail("A ')' is missing");
      return inner;
    }
    for (const AlarmState state : {AlarmState::alarm, AlarmState::ok, AlarmState::insufficient_data})
      if (take(name_of(state))) return read_state(state);
    return fail("ALARM(…), OK(…), INSUFFICIENT_DATA(…), TRUE, FALSE, NOT or '(' is missing");
  }

  Read read_state(AlarmState state) {
    if (!take("(")) return fail("A '(' is missing");
    if (at_end()) return fail("The alarm's name is missing");
    std::string name;
    if (text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
        if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
        name += text_[at_];
      }
      if (at_ >= text_.size()) return fail("The quotation mark isn't closed");
      ++at_;
    } else {
      while (at_ < text_.size() && text_[at_] != ')' && text_[at_] != '(' && text_[at_] != ',') name += text_[at_++];
      while (!name.empty() && is_space(name.back())) name.pop_back();
    }
    name = alarm_name_in(name);
    if (name.empty()) return fail("The alarm's name is missing");
    if (!take(")")) return fail("A ')' is missing");
    if (std::find(alarms_.begin(), alarms_.end(), name) == alarms_.end()) alarms_.push_back(name);
    return Node{.kind = Node::Kind::state, .state = state, .alarm = std::move(name)};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<std::string> alarms_;
  std::optional<Error> failed_;
};

Result<AlarmRule> AlarmRule::parse(std::string_view text) { return AlarmRuleParser(text).parse(); }

bool AlarmRule::holds(const Node& node, const StateOf& state_of) {
  const auto part_holds = [&](const Node& part) { return holds(part, state_of); };
  switch (node.kind) {
    case Node::Kind::constant:
      return node.constant;
    case Node::Kind::state:
      return state_of(node.alarm) == node.state;
    case Node::Kind::negation:
      return !holds(node.parts.front(), state_of);
    case Node::Kind::conjunction:
      return std::all_of(node.parts.begin(), node.parts.end(), part_holds);
    case Node::Kind::disjunction:
      return std::any_of(node.parts.begin(), node.parts.end(), part_holds);
  }
  return false;
}

std::string_view alarm_name_in(std::string_view name_or_arn) {
  constexpr std::string_view mark = ":alarm:";
  if (!name_or_arn.starts_with("arn:")) return name_or_arn;
  const auto at = name_or_arn.find(mark);
  return at == std::string_view::npos ? name_or_arn : name_or_arn.substr(at + mark.size());
}

}  // namespace rampart::watch
