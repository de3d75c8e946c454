#include "core/expression/value.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/ascii.h"
#include "base/number_text.h"

namespace rampart::expression {
namespace {

namespace json = boost::json;
using Kind = Value::Kind;

std::string_view trim(std::string_view text) {
  constexpr std::string_view space = " \t\r\n\f\v";
  const std::size_t from = text.find_first_not_of(space);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(space) - from + 1);
}

/// 0x, 0o and 0b take no sign.
double whole_of_base(std::string_view digits, int base) {
  double value = 0;
  if (digits.empty()) return not_a_number;
  for (const char c : digits) {
    int digit = 99;
    if (is_digit(c)) digit = c - '0';
    if (c >= 'a' && c <= 'f') digit = c - 'a' + 10;
    if (c >= 'A' && c <= 'F') digit = c - 'A' + 10;
    if (digit >= base) return not_a_number;
    value = value * base + digit;
  }
  return value;
}

/// "1", "1.", ".5", "1e5"; from_chars alone would read "inf", "nan" and the front of "1x" too.
bool is_decimal(std::string_view text) {
  std::size_t digits = 0;
  std::size_t at = 0;
  const auto skip_digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - from;
  };
  digits += skip_digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (skip_digits() == 0) return false;
  }
  return at == text.size();
}

bool exponent_is_negative(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  return e != std::string_view::npos && e + 1 < text.size() && text[e + 1] == '-';
}

void append_element(std::string& out, const json::value& value);

void append_list(std::string& out, const json::array& list) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ',';
    if (!list[i].is_null()) append_element(out, list[i]);
  }
}

void append_element(std::string& out, const json::value& value) {
  if (const auto* list = value.if_array())
    append_list(out, *list);
  else if (value.is_object())
    out += "[object Object]";
  else
    out += to_text(Value::of(&value));
}

Value to_primitive(const Value& value) { return value.kind == Kind::structured ? Value::of(to_text(value)) : value; }

bool is_nothing(const Value& value) { return value.kind == Kind::undefined || value.kind == Kind::null; }

}  // namespace

Value Value::of(bool value) {
  Value out;
  out.kind = Kind::boolean;
  out.boolean = value;
  return out;
}

Value Value::of(double value) {
  Value out;
  out.kind = Kind::number;
  out.number = value;
  return out;
}

Value Value::of(std::string value) {
  Value out;
  out.kind = Kind::text;
  out.text = std::move(value);
  return out;
}

Value Value::of(const json::value* value) {
  if (value == nullptr) return {};
  if (value->is_bool()) return of(value->get_bool());
  if (value->is_number()) return of(value->to_number<double>());
  if (value->is_string()) return of(std::string(value->get_string()));
  Value out;
  out.kind = value->is_null() ? Kind::null : Kind::structured;
  if (value->is_structured()) out.structured = value;
  return out;
}

bool is_truthy(const Value& value) {
  switch (value.kind) {
    case Kind::undefined:
    case Kind::null:
      return false;
    case Kind::boolean:
      return value.boolean;
    case Kind::number:
      return value.number != 0 && !std::isnan(value.number);
    case Kind::text:
      return !value.text.empty();
    case Kind::structured:
      return true;
  }
  return false;
}

double number_of(std::string_view text) {
  text = trim(text);
  if (text.empty()) return 0;
  if (text.size() > 2 && text[0] == '0') {
    const char mark = text[1];
    if (mark == 'x' || mark == 'X') return whole_of_base(text.substr(2), 16);
    if (mark == 'o' || mark == 'O') return whole_of_base(text.substr(2), 8);
    if (mark == 'b' || mark == 'B') return whole_of_base(text.substr(2), 2);
  }
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  double value = not_a_number;
  if (text == "Infinity") {
    value = infinity;
  } else if (is_decimal(text)) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc::result_out_of_range) value = exponent_is_negative(text) ? 0 : infinity;
  }
  return negative ? -value : value;
}

double to_number(const Value& value) {
  switch (value.kind) {
    case Kind::undefined:
      return not_a_number;
    case Kind::null:
      return 0;
    case Kind::boolean:
      return value.boolean ? 1 : 0;
    case Kind::number:
      return value.number;
    case Kind::text:
      return number_of(value.text);
    case Kind::structured:
      return number_of(to_text(value));
  }
  return not_a_number;
}

std::string to_text(const Value& value) {
  std::string out;
  switch (value.kind) {
    case Kind::undefined:
      return "undefined";
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::number:
      append_number(out, value.number);
      return out;
    case Kind::text:
      return value.text;
    case Kind::structured:
      append_element(out, *value.structured);
      return out;
  }
  return out;
}

Value add(const Value& a, const Value& b) {
  const Value left = to_primitive(a);
  const Value right = to_primitive(b);
  if (left.kind == Kind::text || right.kind == Kind::text) return Value::of(to_text(left) + to_text(right));
  return Value::of(to_number(left) + to_number(right));
}

bool are_equal(const Value& a, const Value& b) {
  if (is_nothing(a) || is_nothing(b)) return is_nothing(a) && is_nothing(b);
  if (a.kind == Kind::structured && b.kind == Kind::structured) return a.structured == b.structured;  // the same one
  const Value left = to_primitive(a);
  const Value right = to_primitive(b);
  if (left.kind == Kind::text && right.kind == Kind::text) return left.text == right.text;
  return to_number(left) == to_number(right);
}

bool is_less(const Value& a, const Value& b) {
  const Value left = to_primitive(a);
  const Value right = to_primitive(b);
  if (left.kind == Kind::text && right.kind == Kind::text) return left.text < right.text;
  return to_number(left) < to_number(right);
}

bool is_at_most(const Value& a, const Value& b) {
  const Value left = to_primitive(a);
  const Value right = to_primitive(b);
  if (left.kind == Kind::text && right.kind == Kind::text) return left.text <= right.text;
  return to_number(left) <= to_number(right);
}

}  // namespace rampart::expression
