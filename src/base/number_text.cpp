#include "base/number_text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <string_view>

namespace rampart {
namespace {

/// 123 with point 2 is "12.3"; with point -1 it is "0.0123". `point` says after how many digits the point stands.
void append_plain(std::string& out, std::string_view digits, int point) {
  const int count = static_cast<int>(digits.size());
  if (point <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-point), '0');
    out += digits;
  } else if (point >= count) {
    out += digits;
    out.append(static_cast<std::size_t>(point - count), '0');
  } else {
    out += digits.substr(0, static_cast<std::size_t>(point));
    out += '.';
    out += digits.substr(static_cast<std::size_t>(point));
  }
}

}  // namespace

void append_number(std::string& out, double number) {
  if (std::isnan(number)) {
    out += "NaN";
    return;
  }
  if (number < 0) {
    out += '-';
    number = -number;
  }
  if (std::isinf(number)) {
    out += "Infinity";
    return;
  }
  if (number == 0) {
    out += '0';
    return;
  }
  char text[40];  // d.ddde±xxx, shortest
  const auto end = std::to_chars(std::begin(text), std::end(text), number, std::chars_format::scientific).ptr;
  const std::string_view all(text, static_cast<std::size_t>(end - text));
  const auto e = all.find('e');
  int exponent = 0;
  const std::string_view power = all.substr(all[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(power.data(), power.data() + power.size(), exponent);
  std::string digits(1, all.front());
  if (e > 2) digits += all.substr(2, e - 2);
  // JavaScript writes 1e21 and above, and below 1e-6, with an exponent.
  if (exponent < 21 && exponent >= -6) {
    append_plain(out, digits, exponent + 1);
    return;
  }
  out += digits.front();
  if (digits.size() > 1) out.append(".").append(digits, 1);
  out += exponent < 0 ? "e-" : "e+";
  out += std::to_string(std::abs(exponent));
}

}  // namespace rampart
