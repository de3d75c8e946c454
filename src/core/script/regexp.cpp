#include "core/script/regexp.h"

#include <fmt/format.h>

#include <charconv>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace rampart::script {
namespace {

/// Steps after which an expression is given up. A match of sane expressions on a megabyte needs far fewer.
constexpr std::uint32_t match_limit = 5'000'000;

PCRE2_SPTR8 units(std::string_view text) {
  static const unsigned char nothing = 0;  // PCRE2 wants an address even for no characters
  return text.empty() ? &nothing : reinterpret_cast<PCRE2_SPTR8>(text.data());
}

/// What makes PCRE2 read a pattern as JavaScript does: `$` only at the very end, `[]` and `\uXXXX`, back references to
/// groups that took no part match nothing.
constexpr std::uint32_t javascript_options = PCRE2_UTF | PCRE2_MATCH_INVALID_UTF | PCRE2_DOLLAR_ENDONLY |
                                             PCRE2_ALT_BSUX | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_MATCH_UNSET_BACKREF |
                                             PCRE2_NEVER_BACKSLASH_C;

std::optional<std::uint32_t> group_number(const pcre2_code* code, std::string_view group) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(group.data(), group.data() + group.size(), number);
  if (group.empty()) return 0;
  if (error == std::errc() && end == group.data() + group.size()) {
    std::uint32_t count = 0;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &count);
    if (number > count) return std::nullopt;
    return number;
  }
  const std::string name(group);
  const int found = pcre2_substring_number_from_name(code, units(name));
  if (found < 0) return std::nullopt;
  return static_cast<std::uint32_t>(found);
}

std::optional<std::uint32_t> options_of(std::string_view flags) {
  std::uint32_t options = javascript_options;
  for (const char flag : flags) {
    if (flag == 'i')
      options |= PCRE2_CASELESS;
    else if (flag == 'm')
      options |= PCRE2_MULTILINE;
    else if (flag == 's')
      options |= PCRE2_DOTALL;
    else if (std::string_view("dguvy").find(flag) == std::string_view::npos)
      return std::nullopt;
  }
  return options;
}

}  // namespace

struct Regexp::Compiled {
  pcre2_code* code = nullptr;
  pcre2_match_context* context = nullptr;

  Compiled() = default;
  Compiled(const Compiled&) = delete;
  Compiled& operator=(const Compiled&) = delete;
  ~Compiled() {
    pcre2_match_context_free(context);
    pcre2_code_free(code);
  }
};

Result<Regexp> Regexp::compile(std::string_view pattern, std::string_view flags) {
  const auto options = options_of(flags);
  if (!options)
    return invalid(fmt::format("\"{}\" aren't flags of a regular expression; allowed: i m s u g d v y", flags));
  int code = 0;
  PCRE2_SIZE offset = 0;
  pcre2_compile_context* settings = pcre2_compile_context_create(nullptr);
  pcre2_set_compile_extra_options(settings, PCRE2_EXTRA_ALT_BSUX);
  auto compiled = std::make_shared<Compiled>();
  compiled->code = pcre2_compile(units(pattern), pattern.size(), *options, &code, &offset, settings);
  pcre2_compile_context_free(settings);
  if (compiled->code == nullptr) {
    PCRE2_UCHAR8 text[256] = {};
    pcre2_get_error_message(code, text, sizeof text);
    return invalid(fmt::format("\"{}\" isn't a regular expression: {} after {} characters", pattern,
                               reinterpret_cast<const char*>(text), offset));
  }
  pcre2_jit_compile(compiled->code, PCRE2_JIT_COMPLETE);  // where it can't, matching is only slower
  compiled->context = pcre2_match_context_create(nullptr);
  pcre2_set_match_limit(compiled->context, match_limit);
  return Regexp(std::move(compiled));
}

std::optional<std::string_view> Regexp::find(std::string_view subject, std::string_view group) const {
  const auto number = group_number(compiled_->code, group);
  if (!number) return std::nullopt;
  pcre2_match_data* match = pcre2_match_data_create_from_pattern(compiled_->code, nullptr);
  const int count = pcre2_match(compiled_->code, units(subject), subject.size(), 0, 0, match, compiled_->context);
  std::optional<std::string_view> text;
  if (count > 0 && *number < static_cast<std::uint32_t>(count)) {
    const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(match);
    const PCRE2_SIZE begin = offsets[2 * *number];
    const PCRE2_SIZE end = offsets[2 * *number + 1];
    if (begin != PCRE2_UNSET && begin <= end) text = subject.substr(begin, end - begin);
  }
  pcre2_match_data_free(match);
  return text;
}

bool Regexp::has_group(std::string_view group) const { return group_number(compiled_->code, group).has_value(); }

bool Regexp::names_groups() const {
  std::uint32_t names = 0;
  pcre2_pattern_info(compiled_->code, PCRE2_INFO_NAMECOUNT, &names);
  return names > 0;
}

}  // namespace rampart::script
