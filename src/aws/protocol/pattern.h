// The regular expressions of AWS's models, matched against a whole string in time linear in its length.
//
// What models use: literals, `.`, classes ([\w+=,.@-], [\u0020-\uD7FF]), \w \d \s and their negations, groups,
// alternation, * + ? {m,n}, ^ and $. No look-around and no back references: a pattern with one is a defect of ours and
// throws std::logic_error when it is built. std::regex is not used because a long text overflows its stack.
// Any thread may use one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rampart::aws::protocol {

class Pattern {
 public:
  explicit Pattern(std::string_view text);

  /// Is all of `utf8` matched? Bytes that are no UTF-8 match nothing. Time: length × size of the pattern at worst.
  [[nodiscard]] bool matches(std::string_view utf8) const;
  /// As it was written, for AWS's error text.
  [[nodiscard]] const std::string& text() const { return text_; }

  /// Ranges of code points, both ends in.
  using Set = std::vector<std::pair<char32_t, char32_t>>;
  struct Step {
    enum class Kind : std::uint8_t { one_of, split, jump, begin, end };
    Kind kind = Kind::jump;
    int a = 1;  ///< one_of: index of the set. split, jump: where to go on, relative.
    int b = 1;  ///< split: the other way.
  };

 private:
  std::string text_;
  std::vector<Set> sets_;  // before the steps, whose compilation fills them
  std::vector<Step> steps_;
};

/// The code points of `utf8`; false when it isn't UTF-8 (surrogates and overlong forms included).
bool code_points(std::string_view utf8, std::u32string& out);

}  // namespace rampart::aws::protocol
