#include "core/import/iso_time.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace rampart::imports {
namespace {

/// "Z", "+02:00", "-0530".
std::optional<Duration> zone_of(std::string_view text) {
  if (text == "Z" || text == "z") return Duration::zero();
  if (text.size() < 5 || (text.front() != '+' && text.front() != '-')) return std::nullopt;
  const auto hours = whole_number(text.substr(1, 2));
  const auto minutes = whole_number(text.substr(text[3] == ':' ? 4 : 3));
  if (!hours || !minutes) return std::nullopt;
  const Duration zone = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return text.front() == '+' ? zone : -zone;
}

}  // namespace

std::optional<int> whole_number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.front() == '-' || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return value;
}

std::optional<Instant> instant_of(int year, int month, int day, int hour, int minute, int second) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  // Past 2262 an Instant overflows; 60 is a leap second.
  if (!date.ok() || year < 1970 || year > 2200 || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch();
  return Instant(std::chrono::duration_cast<Duration>(days + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                                                      std::chrono::seconds(second)));
}

std::optional<Instant> read_iso_time(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto year = whole_number(text.substr(0, 4));
  const auto month = whole_number(text.substr(5, 2));
  const auto day = whole_number(text.substr(8, 2));
  const auto hour = whole_number(text.substr(11, 2));
  const auto minute = whole_number(text.substr(14, 2));
  const auto second = whole_number(text.substr(17, 2));
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const auto at = instant_of(*year, *month, *day, *hour, *minute, *second);
  std::string_view rest = text.substr(19);
  Duration fraction{};
  if (rest.front() == '.') {
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    std::string digits(rest.substr(1, std::min<std::size_t>(end - 1, 9)));
    digits.resize(9, '0');
    fraction = Duration(whole_number(digits).value_or(0));
    rest.remove_prefix(end);
  }
  const auto zone = zone_of(rest);
  if (!at || !zone) return std::nullopt;
  return *at + fraction - *zone;
}

}  // namespace rampart::imports
