// Regexp: JavaScript's regular expressions as near as PCRE2 comes, with one set of options for everyone: checked when
// the script is read, used on every answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::script {

/// Compiled once, cheap to copy, never changes: may be used by several threads at once.
class Regexp {
 public:
  /// `flags` are JavaScript's (i m s u; d g v y change nothing here). Errors: invalid, saying what is wrong and after
  /// how many characters; without a place, which the caller knows.
  static Result<Regexp> compile(std::string_view pattern, std::string_view flags = {});

  /// The text of `group` (a number, or a name; empty or "0" for the whole match) where the first match is. Nothing
  /// when there is no match, the group took no part in it, or matching was given up (an expression that explodes).
  /// A view into `subject`.
  [[nodiscard]] std::optional<std::string_view> find(std::string_view subject, std::string_view group = {}) const;
  [[nodiscard]] bool has_group(std::string_view group) const;
  /// Any of its groups has a name.
  [[nodiscard]] bool names_groups() const;

 private:
  struct Compiled;
  explicit Regexp(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace rampart::script
