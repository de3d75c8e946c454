#include "core/script/css_nth.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace rampart::script {
namespace {

std::optional<long> whole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> nth_condition(std::string_view formula, std::string_view position) {
  std::string text;
  for (const char c : formula)
    if (c != ' ' && c != '\t' && c != '\n') text += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (text == "odd") text = "2n+1";
  if (text == "even") text = "2n";
  const auto n = text.find('n');
  if (n == std::string::npos) {
    const auto exactly = whole(text);
    if (!exactly) return std::nullopt;
    return fmt::format("{} = {}", position, *exactly);
  }
  const std::string before = text.substr(0, n);
  const std::string after = text.substr(n + 1);
  const auto step = before.empty() || before == "+" ? 1L : before == "-" ? -1L : whole(before);
  const auto offset = after.empty() ? 0L : whole(after);
  if (!step || !offset) return std::nullopt;
  if (*step == 0) return fmt::format("{} = {}", position, *offset);
  // Some n >= 0 with position = step · n + offset.
  const char* side = *step > 0 ? ">=" : "<=";
  return fmt::format("({0} {1} {2} and ({0} - {2}) mod {3} = 0)", position, side, *offset, std::abs(*step));
}

}  // namespace rampart::script
