#include "core/document/scalar.h"

#include <charconv>
#include <limits>
#include <optional>

namespace rampart::document {
namespace {

bool any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const auto w : words)
    if (text == w) return true;
  return false;
}

std::optional<std::int64_t> whole(std::string_view digits, int base) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool all_decimal(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// 1:30 is 90, 1:02:03 is 3723: every part after the first below 60.
std::optional<std::int64_t> sexagesimal(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  bool first = true;
  while (true) {
    const auto colon = text.find(':');
    const auto part = text.substr(0, colon);
    if (!all_decimal(part) || part.size() > 9 || (first && part.front() == '0')) return std::nullopt;
    const auto n = *whole(part, 10);
    if (!first && n > 59) return std::nullopt;
    value = value * 60 + n;
    first = false;
    if (colon == std::string_view::npos) return value;
    text.remove_prefix(colon + 1);
  }
}

std::optional<std::int64_t> integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::string digits;
  for (const char c : text)
    if (c != '_') digits.push_back(c);
  const std::string_view d = digits;
  if (d.empty() || d.front() < '0' || d.front() > '9') return std::nullopt;
  std::optional<std::int64_t> value;
  if (d.starts_with("0b"))
    value = whole(d.substr(2), 2);
  else if (d.starts_with("0x"))
    value = whole(d.substr(2), 16);
  else if (d.starts_with("0o"))
    value = whole(d.substr(2), 8);
  else if (d.size() > 1 && d.front() == '0' && all_decimal(d))
    value = whole(d, 8);
  else if (all_decimal(d))
    value = whole(d, 10);
  else
    value = sexagesimal(d);
  if (value && negative) *value = -*value;
  return value;
}

std::optional<double> real(std::string_view text) {
  if (any_of(text, {".inf", ".Inf", ".INF", "+.inf"})) return std::numeric_limits<double>::infinity();
  if (text == "-.inf") return -std::numeric_limits<double>::infinity();
  if (any_of(text, {".nan", ".NaN", ".NAN"})) return std::numeric_limits<double>::quiet_NaN();
  if (text.find_first_of("0123456789") == std::string_view::npos) return std::nullopt;
  if (text.find_first_not_of("0123456789+-.eE_") != std::string_view::npos) return std::nullopt;
  if (text.find_first_of(".eE") == std::string_view::npos && !all_decimal(text.substr(text.find_first_not_of("+-"))))
    return std::nullopt;
  std::string digits;
  for (const char c : text)
    if (c != '_') digits.push_back(c);
  std::string_view d = digits;
  if (d.starts_with('+')) d.remove_prefix(1);
  const std::string_view unsigned_part = d.substr(d.starts_with('-') ? 1 : 0);
  if (unsigned_part.size() > 1 && unsigned_part.front() == '0' && all_decimal(unsigned_part))
    return std::nullopt;  // 08 is text: no octal number
  double value = 0;
  const auto [end, error] = std::from_chars(d.data(), d.data() + d.size(), value);
  if (error != std::errc() || end != d.data() + d.size()) return std::nullopt;
  return value;
}

}  // namespace

void type_plain_scalar(std::string_view text, Node& node) {
  node.text = text;
  if (any_of(text, {"", "~", "null", "Null", "NULL"})) {
    node.kind = Kind::null;
  } else if (any_of(text, {"true", "True", "TRUE"}) || any_of(text, {"false", "False", "FALSE"})) {
    node.kind = Kind::boolean;
    node.boolean = text.front() == 't' || text.front() == 'T';
  } else if (const auto i = integer(text)) {
    node.kind = Kind::integer;
    node.integer = *i;
    node.number = static_cast<double>(*i);
  } else if (const auto d = real(text)) {
    node.kind = Kind::number;
    node.number = *d;
  } else {
    node.kind = Kind::text;
    node.plain = true;
  }
}

}  // namespace rampart::document
