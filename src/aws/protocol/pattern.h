// The regular expressions of AWS's models, matched against a whole string in time linear in its length.
//
// PCRE2 compiles them as Java would read them (\uD800\uDC00 is one code point), and its DFA matcher runs them: that
// one keeps all ways at once instead of going back, so that no text takes minutes. It knows no back references: a
// pattern with one, or one that PCRE2 refuses, is a defect of ours and throws std::logic_error when it is built.
// Any thread may use one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct pcre2_real_code_8;

namespace rampart::aws::protocol {

class Pattern {
 public:
  explicit Pattern(std::string_view text);

  /// Is all of `utf8` matched? Bytes that are no UTF-8 match nothing; nor does a text that would have some 100,000
  /// states alive at once.
  [[nodiscard]] bool matches(std::string_view utf8) const;
  /// As it was written, for AWS's error text.
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::shared_ptr<const pcre2_real_code_8> code_;
};

}  // namespace rampart::aws::protocol
