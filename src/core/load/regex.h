// Regex: JavaScript-like regular expressions on PCRE2, compiled once with JIT.
//
// The dialects differ little where tests use them; ECMAScript's `\u00e9` and `[^]` are switched on in PCRE2.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::load {

class Regex {
 public:
  /// `flags`: JavaScript's i, m, s, u (g and y change nothing for a single match). Errors: invalid, with the position.
  static Result<Regex> compile(const std::string& pattern, std::string_view flags);

  /// The first match in `subject`: the whole of it, or the group with this name or number. Nothing without a match,
  /// when the group took no part, or when the pattern needed more steps than allowed (10 million).
  [[nodiscard]] std::optional<std::string_view> find(std::string_view subject, const std::string& group = {}) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

}  // namespace rampart::load
