#include "core/import/json_place.h"

#include <algorithm>

namespace rampart::imports {
namespace {

/// Steps through valid JSON without keeping anything.
class Walk {
 public:
  explicit Walk(std::string_view text) : text_(text) {}

  /// Goes into the mapping or list at the cursor and stops at the value called `step`; false when there is none.
  bool enter(const std::string& step) {
    skip_space();
    const std::size_t start = at_;
    const bool object = peek() == '{';
    if (!object && peek() != '[') return false;
    ++at_;
    for (std::size_t index = 0;; ++index) {
      skip_space();
      if (peek() == '}' || peek() == ']' || at_ >= text_.size()) break;
      std::string_view key;
      if (object) {
        key = take_string();
        skip_past(':');
        skip_space();
      }
      if (object ? key == step : std::to_string(index) == step) return true;
      skip_value();
      skip_space();
      if (peek() == ',') ++at_;
    }
    at_ = start;
    return false;
  }

  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  void skip_past(char c) { at_ = std::min(text_.find(c, at_), text_.size() - 1) + 1; }

  std::string_view take_string() {
    const std::size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    const std::string_view inner = text_.substr(start, at_ - start);
    ++at_;
    return inner;
  }

  void skip_value() {
    int depth = 0;
    do {
      skip_space();
      const char c = peek();
      if (c == '"') {
        take_string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
      }
    } while (depth > 0 && at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

Place place_at(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n');
  const std::size_t start = before.rfind('\n');
  const std::size_t column = start == std::string_view::npos ? before.size() : before.size() - start - 1;
  return {file, static_cast<int>(line) + 1, static_cast<int>(column) + 1};
}

Place place_of(std::string_view text, const std::vector<std::string>& path, const std::string& file) {
  Walk walk(text);
  for (const std::string& step : path)
    if (!walk.enter(step)) break;
  return place_at(text, walk.at(), file);
}

}  // namespace rampart::imports
