#include "core/stack/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <array>
#include <memory>

namespace rampart::stack {
namespace {

constexpr std::uint32_t step_limit = 200'000;  // (a+)+$ on 30 letters wants 10^9; honest patterns stay below 10^4

std::string text_of(int error) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(error, buffer.data(), buffer.size());
  std::string out;
  for (const PCRE2_UCHAR c : buffer) {
    if (c == 0) break;
    out += static_cast<char>(c);
  }
  return out;
}

}  // namespace

Result<bool> matches_whole(const std::string& pattern, const std::string& text) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  const std::unique_ptr<pcre2_code, void (*)(pcre2_code*)> code(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(),
                    PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr),
      pcre2_code_free);
  if (!code)
    return invalid(
        fmt::format("\"{}\" isn't a regular expression: {} at character {}", pattern, text_of(error), offset + 1));
  const std::unique_ptr<pcre2_match_context, void (*)(pcre2_match_context*)> context(
      pcre2_match_context_create(nullptr), pcre2_match_context_free);
  pcre2_set_match_limit(context.get(), step_limit);
  const std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> data(
      pcre2_match_data_create_from_pattern(code.get(), nullptr), pcre2_match_data_free);
  const int found =
      pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data.get(), context.get());
  if (found >= 0) return true;
  if (found == PCRE2_ERROR_NOMATCH) return false;
  return invalid(fmt::format("\"{}\" can't be matched: {}", pattern, text_of(found)));
}

}  // namespace rampart::stack
