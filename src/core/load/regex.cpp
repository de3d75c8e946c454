#include "core/load/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>

namespace rampart::load {

struct Regex::Code {
  struct FreeCode {
    void operator()(pcre2_code* p) const { pcre2_code_free(p); }
  };
  struct FreeMatch {
    void operator()(pcre2_match_data* p) const { pcre2_match_data_free(p); }
  };
  struct FreeContext {
    void operator()(pcre2_match_context* p) const { pcre2_match_context_free(p); }
  };
  std::unique_ptr<pcre2_code, FreeCode> code;
  std::unique_ptr<pcre2_match_data, FreeMatch> match;  // used by one thread: every worker compiles its own plan
  std::unique_ptr<pcre2_match_context, FreeContext> limits;
};

namespace {

PCRE2_SPTR bytes_of(std::string_view text) { return reinterpret_cast<PCRE2_SPTR>(text.data()); }

std::uint32_t options_of(std::string_view flags) {
  std::uint32_t options = PCRE2_ALT_BSUX | PCRE2_MATCH_UNSET_BACKREF | PCRE2_ALLOW_EMPTY_CLASS | PCRE2_DOLLAR_ENDONLY;
  for (const char flag : flags) {
    if (flag == 'i') options |= PCRE2_CASELESS;
    if (flag == 'm') options |= PCRE2_MULTILINE;
    if (flag == 's') options |= PCRE2_DOTALL;
    if (flag == 'u') options |= PCRE2_UTF | PCRE2_MATCH_INVALID_UTF;
  }
  return options;
}

}  // namespace

Result<Regex> Regex::compile(const std::string& pattern, std::string_view flags) {
  int failure = 0;
  PCRE2_SIZE offset = 0;
  auto code = std::make_shared<Code>();
  code->code.reset(pcre2_compile(bytes_of(pattern), pattern.size(), options_of(flags), &failure, &offset, nullptr));
  if (!code->code) {
    std::array<PCRE2_UCHAR, 200> text{};
    pcre2_get_error_message(failure, text.data(), text.size());
    return invalid(fmt::format("the regular expression \"{}\" is wrong at character {}: {}", pattern, offset + 1,
                               reinterpret_cast<const char*>(text.data())));
  }
  pcre2_jit_compile(code->code.get(), PCRE2_JIT_COMPLETE);  // without JIT it is slower, not wrong
  code->match.reset(pcre2_match_data_create_from_pattern(code->code.get(), nullptr));
  code->limits.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(code->limits.get(), 10'000'000);
  Regex out;
  out.code_ = std::move(code);
  return out;
}

std::optional<std::string_view> Regex::find(std::string_view subject, const std::string& group) const {
  if (!code_) return std::nullopt;
  const int pairs =
      pcre2_match(code_->code.get(), bytes_of(subject), subject.size(), 0, 0, code_->match.get(), code_->limits.get());
  if (pairs < 0) return std::nullopt;
  int number = 0;
  if (!group.empty()) {
    const bool numeric = std::all_of(group.begin(), group.end(), [](char c) { return c >= '0' && c <= '9'; });
    number = numeric && group.size() < 6 ? std::stoi(group)
                                         : pcre2_substring_number_from_name(code_->code.get(), bytes_of(group));
  }
  if (number < 0 || number >= pairs) return std::nullopt;
  const PCRE2_SIZE* places = pcre2_get_ovector_pointer(code_->match.get());
  const PCRE2_SIZE from = places[2 * number];
  const PCRE2_SIZE to = places[2 * number + 1];
  if (from == PCRE2_UNSET || to < from) return std::nullopt;
  return subject.substr(from, to - from);
}

}  // namespace rampart::load
