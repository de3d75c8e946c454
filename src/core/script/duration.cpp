// Artillery's duration grammar. Source: reference artillery.md §1.4 (phases) and §2.7 (think).
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/ascii.h"
#include "core/script/load.h"

namespace rampart::script {
namespace {

struct Unit {
  std::string_view name;
  double ms;
};

constexpr double second = 1000;
constexpr double minute = 60 * second;
constexpr double hour = 60 * minute;
constexpr double day = 24 * hour;
constexpr Unit units[] = {
    {"milliseconds", 1},
    {"millisecond", 1},
    {"msecs", 1},
    {"msec", 1},
    {"ms", 1},
    {"seconds", second},
    {"second", second},
    {"secs", second},
    {"sec", second},
    {"s", second},
    {"minutes", minute},
    {"minute", minute},
    {"mins", minute},
    {"min", minute},
    {"m", minute},
    {"hours", hour},
    {"hour", hour},
    {"hrs", hour},
    {"hr", hour},
    {"h", hour},
    {"days", day},
    {"day", day},
    {"d", day},
    {"weeks", 7 * day},
    {"week", 7 * day},
    {"w", 7 * day},
    {"years", 365.25 * day},
    {"year", 365.25 * day},
    {"yrs", 365.25 * day},
    {"yr", 365.25 * day},
    {"y", 365.25 * day},
};

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == y; });
}

/// The number in front, as `(\d+)?\.?\d+`: "5", "1.5", ".5", but not "5.".
std::optional<double> take_number(std::string_view& text) {
  std::size_t end = 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) {
    ++end;
    while (end < text.size() && is_digit(text[end])) ++end;
  }
  double value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value);
  if (end == 0 || stop != text.data() + end) return std::nullopt;
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(end);
  return value;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty() || text.size() > 100) return std::nullopt;  // `ms` reads 100 characters at most
  if (std::all_of(text.begin(), text.end(), is_digit)) {
    double whole = 0;
    std::from_chars(text.data(), text.data() + text.size(), whole);
    return std::min(from_seconds(whole), longest_duration);
  }
  const auto number = take_number(text);
  if (!number) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  double ms = 1;  // Artillery's trap: the text "1.5" is 1.5 milliseconds, not seconds
  if (!text.empty()) {
    const auto* const unit =
        std::find_if(std::begin(units), std::end(units), [&](const Unit& u) { return same_word(text, u.name); });
    if (unit == std::end(units)) return std::nullopt;
    ms = unit->ms;
  }
  return std::min(from_seconds(*number * ms / 1000), longest_duration);
}

}  // namespace rampart::script
