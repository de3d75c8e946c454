#include "aws/protocol/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <fmt/format.h>
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <vector>

namespace rampart::aws::protocol {
namespace {

constexpr std::size_t least_workspace = 1'000;
constexpr std::size_t most_workspace = 1'000'000;  // whole numbers; 4 MB

[[noreturn]] void fail(std::string_view text, std::string_view what) {
  throw std::logic_error(fmt::format("the pattern {} {}", text, what));
}

std::string text_of(int error) {
  std::array<PCRE2_UCHAR, 256> buffer{};
  pcre2_get_error_message(error, buffer.data(), buffer.size());
  return {buffer.begin(), std::find(buffer.begin(), buffer.end(), PCRE2_UCHAR{0})};
}

/// The number of \uHHHH at `at`, which stands before the backslash; nothing when there is none.
bool read_unit(std::string_view text, std::size_t at, char32_t& unit) {
  if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) return false;
  const char* end = text.data() + at + 6;
  std::uint32_t number = 0;
  const auto [stop, error] = std::from_chars(text.data() + at + 2, end, number, 16);
  unit = number;
  return error == std::errc() && stop == end;
}

/// Java's \uD83D\uDE00 in PCRE2's words: \x{1F600}.
std::string in_pcre2_words(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    char32_t high = 0;
    char32_t low = 0;
    if (read_unit(text, at, high)) {
      at += 6;
      if (high >= 0xD800 && high <= 0xDBFF && read_unit(text, at, low) && low >= 0xDC00 && low <= 0xDFFF) {
        high = 0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00);
        at += 6;
      }
      out += fmt::format("\\x{{{:X}}}", static_cast<std::uint32_t>(high));
      continue;
    }
    const std::size_t length = text[at] == '\\' ? 2 : 1;  // an escaped backslash escapes nothing behind it
    out += text.substr(at, length);
    at += length;
  }
  return out;
}

std::shared_ptr<const pcre2_code> compiled(std::string_view text) {
  const std::string words = in_pcre2_words(text);
  const std::unique_ptr<pcre2_compile_context, void (*)(pcre2_compile_context*)> context(
      pcre2_compile_context_create(nullptr), pcre2_compile_context_free);
  pcre2_set_newline(context.get(), PCRE2_NEWLINE_ANYCRLF);  // what `.` is not
  int error = 0;
  PCRE2_SIZE offset = 0;
  std::shared_ptr<pcre2_code> out(
      pcre2_compile(reinterpret_cast<PCRE2_SPTR>(words.data()), words.size(),
                    PCRE2_UTF | PCRE2_ANCHORED | PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C, &error, &offset,
                    context.get()),
      pcre2_code_free);
  if (!out) fail(text, text_of(error));
  std::uint32_t references = 0;
  pcre2_pattern_info(out.get(), PCRE2_INFO_BACKREFMAX, &references);
  if (references > 0) fail(text, "has a back reference");
  return out;
}

}  // namespace

Pattern::Pattern(std::string_view text) : text_(text), code_(compiled(text)) {}

bool Pattern::matches(std::string_view utf8) const {
  const std::unique_ptr<pcre2_match_data, void (*)(pcre2_match_data*)> data(pcre2_match_data_create(1, nullptr),
                                                                            pcre2_match_data_free);
  for (std::size_t size = least_workspace; size <= most_workspace; size *= 10) {
    std::vector<int> workspace(size);
    // It finds the longest match first: all of the text, if that is one.
    const int found = pcre2_dfa_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(utf8.data()), utf8.size(), 0, 0,
                                      data.get(), nullptr, workspace.data(), size);
    if (found != PCRE2_ERROR_DFA_WSSIZE) return found >= 0 && pcre2_get_ovector_pointer(data.get())[1] == utf8.size();
  }
  return false;
}

}  // namespace rampart::aws::protocol
