#include "aws/logs/filter_pattern.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <optional>

#include "base/ascii.h"

namespace rampart::aws::logs {

namespace json = boost::json;

/// A comparison of what is at `path`, or several conditions joined.
struct JsonCondition {
  enum class Kind { all, any, compare, is_true, is_false, is_null, not_exists };
  Kind kind = Kind::compare;
  std::vector<JsonCondition> parts;  ///< all, any
  std::vector<std::string> path;     ///< Names, and indices as "[0]".
  std::string op;                    ///< "=", "!=", "<", …
  std::string text;                  ///< What it is compared with; '*' is any text.
  std::optional<double> number;      ///< The same as a number.
};

namespace {

constexpr int deepest = 32;

bool wildcard_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::optional<double> number_in(std::string_view text) {
  double out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

/// Reads "$.a = 1 && (…)".
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : rest_(text) {}

  std::optional<JsonCondition> whole() {
    auto out = any(0);
    blanks();
    return rest_.empty() ? std::move(out) : std::nullopt;
  }

 private:
  void blanks() { rest_.remove_prefix(std::min(rest_.size(), rest_.find_first_not_of(" \t\n\r"))); }
  bool take(std::string_view word) {
    blanks();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::optional<JsonCondition> any(int depth) { return joined(depth, "||", JsonCondition::Kind::any); }
  std::optional<JsonCondition> joined(int depth, std::string_view word, JsonCondition::Kind kind) {
    JsonCondition out{.kind = kind};
    do {
      auto part = kind == JsonCondition::Kind::any ? joined(depth, "&&", JsonCondition::Kind::all) : one(depth);
      if (!part) return std::nullopt;
      out.parts.push_back(std::move(*part));
    } while (take(word));
    return out.parts.size() == 1 ? std::move(out.parts[0]) : std::move(out);
  }

  std::optional<JsonCondition> one(int depth) {
    if (take("(")) {
      if (depth >= deepest) return std::nullopt;
      auto out = any(depth + 1);
      return out && take(")") ? std::move(out) : std::nullopt;
    }
    JsonCondition out;
    if (!take("$") || !path(out.path)) return std::nullopt;
    for (const auto& [word, kind] :
         {std::pair<std::string_view, JsonCondition::Kind>("IS TRUE", JsonCondition::Kind::is_true),
          {"IS FALSE", JsonCondition::Kind::is_false},
          {"IS NULL", JsonCondition::Kind::is_null},
          {"NOT EXISTS", JsonCondition::Kind::not_exists}})
      if (take(word)) {
        out.kind = kind;
        return out;
      }
    for (const std::string_view op : {"!=", "<=", ">=", "=", "<", ">"})
      if (take(op)) {
        out.op = op;
        return value(out) ? std::optional(std::move(out)) : std::nullopt;
      }
    return std::nullopt;
  }

  bool path(std::vector<std::string>& out) {
    while (!rest_.empty() && (rest_[0] == '.' || rest_[0] == '[')) {
      const bool index = rest_[0] == '[';
      const std::size_t end = index ? rest_.find(']') : std::min(rest_.find_first_of(".[ =!<>)&|", 1), rest_.size());
      if (end == std::string_view::npos || end < 2) return false;
      out.emplace_back(index ? rest_.substr(0, end) : rest_.substr(1, end - 1));
      rest_.remove_prefix(end + (index ? 1 : 0));
    }
    return !out.empty();
  }

  bool value(JsonCondition& out) {
    blanks();
    if (take("\"")) {
      while (!rest_.empty() && rest_[0] != '"') {
        if (rest_[0] == '\\' && rest_.size() > 1) rest_.remove_prefix(1);
        out.text += rest_[0];
        rest_.remove_prefix(1);
      }
      if (!take("\"")) return false;
      return out.op == "=" || out.op == "!=";
    }
    const std::size_t end = std::min(rest_.find_first_of(" )&|"), rest_.size());
    if (end == 0 || rest_[0] == '%') return false;
    out.text = rest_.substr(0, end);
    out.number = number_in(out.text);
    rest_.remove_prefix(end);
    return out.number.has_value() || out.op == "=" || out.op == "!=";
  }

  std::string_view rest_;
};

const json::value* at_path(const json::value& root, const std::vector<std::string>& path) {
  const json::value* at = &root;
  for (const std::string& step : path) {
    if (step[0] == '[') {
      std::size_t index = 0;
      std::from_chars(step.data() + 1, step.data() + step.size(), index);
      at = at->is_array() ? at->get_array().if_contains(index) : nullptr;
    } else {
      at = at->is_object() ? at->get_object().if_contains(step) : nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

bool compares(const JsonCondition& condition, const json::value& value) {
  const bool equal_wanted = condition.op == "=";
  if (value.is_number() && condition.number) {
    const double number = value.to_number<double>();
    if (condition.op == "<") return number < *condition.number;
    if (condition.op == ">") return number > *condition.number;
    if (condition.op == "<=") return number <= *condition.number;
    if (condition.op == ">=") return number >= *condition.number;
    return (number == *condition.number) == equal_wanted;
  }
  if (condition.op != "=" && condition.op != "!=") return false;
  if (!value.is_string()) return !equal_wanted;
  return wildcard_matches(condition.text, std::string_view(value.get_string())) == equal_wanted;
}

bool holds(const JsonCondition& condition, const json::value& root) {
  using Kind = JsonCondition::Kind;
  const auto part_holds = [&](const JsonCondition& part) { return holds(part, root); };
  if (condition.kind == Kind::all) return std::all_of(condition.parts.begin(), condition.parts.end(), part_holds);
  if (condition.kind == Kind::any) return std::any_of(condition.parts.begin(), condition.parts.end(), part_holds);
  const json::value* value = at_path(root, condition.path);
  if (value == nullptr) return condition.kind == Kind::not_exists;
  switch (condition.kind) {
    case Kind::is_true:
      return value->is_bool() && value->get_bool();
    case Kind::is_false:
      return value->is_bool() && !value->get_bool();
    case Kind::is_null:
      return value->is_null();
    case Kind::not_exists:
      return false;
    default:
      return compares(condition, *value);
  }
}

Error wrong() { return invalid("Invalid filter pattern"); }

}  // namespace

Result<FilterPattern> FilterPattern::read(std::string_view text) {
  FilterPattern out;
  text = trimmed(text);
  if (text.starts_with('{')) {
    if (!text.ends_with('}')) return wrong();
    auto condition = JsonReader(text.substr(1, text.size() - 2)).whole();
    if (!condition) return wrong();
    out.json_ = std::make_shared<const JsonCondition>(std::move(*condition));
    return out;
  }
  if (text.starts_with('[') || text.starts_with('%')) return wrong();
  while (!text.empty()) {
    std::vector<std::string>* into = &out.required_;
    if (text[0] == '?' || text[0] == '-') {
      into = text[0] == '?' ? &out.any_ : &out.excluded_;
      text.remove_prefix(1);
    }
    std::string term;
    if (text.starts_with('"')) {
      text.remove_prefix(1);
      while (!text.empty() && text[0] != '"') {
        if (text[0] == '\\' && text.size() > 1) text.remove_prefix(1);
        term += text[0];
        text.remove_prefix(1);
      }
      if (text.empty()) return wrong();
      text.remove_prefix(1);
    } else {
      term = text.substr(0, text.find_first_of(" \t"));
      // A bare term is letters, digits and '_'; everything else must be quoted.
      if (!std::all_of(term.begin(), term.end(), [](unsigned char c) {
            return c == '_' || c == '.' || c == '*' || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                   (c >= 'a' && c <= 'z');
          }))
        return wrong();
      text.remove_prefix(term.size());
    }
    if (term.empty()) return wrong();
    into->push_back(std::move(term));
    text = trimmed(text);
  }
  return out;
}

bool FilterPattern::matches(std::string_view message) const {
  if (json_ != nullptr) {
    boost::system::error_code error;
    const json::value root = json::parse(json::string_view(message.data(), message.size()), error);
    return !error && holds(*json_, root);
  }
  const auto is_in = [&](const std::string& term) { return message.find(term) != std::string_view::npos; };
  if (std::any_of(excluded_.begin(), excluded_.end(), is_in)) return false;
  if (!required_.empty()) return std::all_of(required_.begin(), required_.end(), is_in);
  return any_.empty() || std::any_of(any_.begin(), any_.end(), is_in);
}

}  // namespace rampart::aws::logs
