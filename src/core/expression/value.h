// Value: what an expression works with, and JavaScript's ways to make a number, a text or a truth of it. Expressions
// are JavaScript in disguise (filtrex compiles them to it), so "5" == 5 is true and "a" + 1 is "a1".
#pragma once

#include <boost/json/value.hpp>
#include <limits>
#include <string>
#include <string_view>

namespace rampart::expression {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

struct Value {
  enum class Kind { undefined, null, boolean, number, text, structured };
  Kind kind = Kind::undefined;
  bool boolean = false;
  double number = 0;
  std::string text;
  const boost::json::value* structured = nullptr;  ///< A list or mapping, where the caller keeps it.

  static Value of(bool value);
  static Value of(double value);
  static Value of(std::string value);
  /// Nothing (nullptr) is undefined.
  static Value of(const boost::json::value* value);
};

/// Not undefined, null, false, 0, NaN or "".
bool is_truthy(const Value& value);
double to_number(const Value& value);
/// Lists as "1,2", mappings as "[object Object]".
std::string to_text(const Value& value);
/// Number(text): spaces around don't count, "" is 0, "0x1f" is 31, what isn't a number is NaN.
double number_of(std::string_view text);

Value add(const Value& a, const Value& b);
/// `==`: texts and booleans are compared with numbers as numbers; null equals undefined and nothing else.
bool are_equal(const Value& a, const Value& b);
/// `<`, and `<=`: two texts letter by letter (bytes of UTF-8), all else as numbers; false when one isn't a number.
bool is_less(const Value& a, const Value& b);
bool is_at_most(const Value& a, const Value& b);

}  // namespace rampart::expression
