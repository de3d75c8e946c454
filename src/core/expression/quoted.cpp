#include "core/expression/quoted.h"

#include <cstdint>

namespace rampart::expression {
namespace {

int hex_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Takes `count` hexadecimal digits; nothing when there are fewer.
std::optional<std::uint32_t> take_hex(std::string_view& rest, std::size_t count) {
  if (rest.size() < count) return std::nullopt;
  std::uint32_t value = 0;
  for (const char c : rest.substr(0, count)) {
    if (hex_of(c) < 0) return std::nullopt;
    value = value * 16 + static_cast<std::uint32_t>(hex_of(c));
  }
  rest.remove_prefix(count);
  return value;
}

/// {1f600}
std::optional<std::uint32_t> take_braced_hex(std::string_view& rest) {
  const std::size_t end = rest.find('}');
  if (end == std::string_view::npos || end < 2 || end > 8) return std::nullopt;
  rest.remove_prefix(1);
  auto value = take_hex(rest, end - 1);
  if (!value || *value > 0x10ffff) return std::nullopt;
  rest.remove_prefix(1);
  return value;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto byte = [&out](std::uint32_t bits) { out += static_cast<char>(bits); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0 | (code >> 6));
    byte(0x80 | (code & 63));
  } else if (code < 0x10000) {
    byte(0xe0 | (code >> 12));
    byte(0x80 | ((code >> 6) & 63));
    byte(0x80 | (code & 63));
  } else {
    byte(0xf0 | (code >> 18));
    byte(0x80 | ((code >> 12) & 63));
    byte(0x80 | ((code >> 6) & 63));
    byte(0x80 | (code & 63));
  }
}

/// Up to three octal digits, at most 255.
void take_octal(std::string_view& rest, char first, std::string& out) {
  std::uint32_t value = static_cast<std::uint32_t>(first - '0');
  for (int i = 0; i < 2 && !rest.empty() && rest.front() >= '0' && rest.front() <= '7'; ++i) {
    const std::uint32_t more = value * 8 + static_cast<std::uint32_t>(rest.front() - '0');
    if (more > 255) break;
    value = more;
    rest.remove_prefix(1);
  }
  append_utf8(out, value);
}

/// What follows a backslash in a text of JavaScript.
bool take_escape(std::string_view& rest, std::string& out) {
  if (rest.empty()) return false;
  const char c = rest.front();
  rest.remove_prefix(1);
  constexpr std::string_view letters = "nrtbfv";
  constexpr std::string_view meanings = "\n\r\t\b\f\v";
  if (const std::size_t i = letters.find(c); i != std::string_view::npos) {
    out += meanings[i];
    return true;
  }
  if (c >= '0' && c <= '7') {
    take_octal(rest, c, out);
    return true;
  }
  if (c == 'x' || c == 'u') {
    const bool braced = c == 'u' && rest.starts_with('{');
    const auto code = braced ? take_braced_hex(rest) : take_hex(rest, c == 'x' ? 2 : 4);
    if (code) append_utf8(out, *code);
    return code.has_value();
  }
  if (c != '\n') out += c;  // a backslash before the end of a line joins the lines
  return true;
}

}  // namespace

std::optional<std::string> unquote(std::string_view between, char quote, Dialect dialect) {
  std::string out;
  while (!between.empty()) {
    const char c = between.front();
    between.remove_prefix(1);
    if (c != '\\') {
      if (dialect == Dialect::first && (c == '\n' || c == '\r')) return std::nullopt;
      out += c;
    } else if (dialect == Dialect::first) {
      if (!take_escape(between, out)) return std::nullopt;
    } else {
      if (between.empty() || (between.front() != '\\' && between.front() != quote)) return std::nullopt;
      out += between.front();
      between.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace rampart::expression
