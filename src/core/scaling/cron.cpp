#include "core/scaling/cron.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <vector>

namespace rampart::scaling {
namespace {

struct Field {
  std::string_view text;
  std::size_t position = 0;
};

Error wrong(std::size_t position, std::string_view details) {
  return invalid(fmt::format("Invalid CRON expression: error at position {}, details: {}", position, details));
}

constexpr std::array<std::string_view, 12> month_names = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> day_names = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct FieldKind {
  std::string_view name;
  int least;
  int most;
  const std::string_view* names = nullptr;
  int name_count = 0;
};

std::vector<Field> split(std::string_view text) {
  std::vector<Field> out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return out;
}

std::optional<int> value_of(std::string_view text, const FieldKind& kind) {
  std::string upper;
  for (const char c : text) upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  for (int i = 0; i < kind.name_count; ++i)
    if (kind.names[i] == upper) return i + 1;
  if (text.empty() || text.size() > 4) return std::nullopt;
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

/// Lists, ranges and steps → the values, by `set(value)`.
template <class Set>
Result<void> read_values(const Field& field, const FieldKind& kind, Set set) {
  std::string_view rest = field.text;
  std::size_t position = field.position;
  for (;;) {
    const auto comma = rest.find(',');
    std::string_view item = rest.substr(0, comma);
    int step = 1;
    bool stepped = false;
    if (const auto slash = item.find('/'); slash != std::string_view::npos) {
      const auto every = value_of(item.substr(slash + 1), {kind.name, 1, kind.most});
      if (!every || *every < 1) return wrong(position + slash, fmt::format("Illegal increment in {}.", kind.name));
      step = *every;
      stepped = true;
      item = item.substr(0, slash);
    }
    int from = kind.least, to = kind.most;
    if (item != "*") {
      const auto dash = item.find('-');
      const auto low = value_of(item.substr(0, dash), kind);
      const auto high = dash == std::string_view::npos ? low : value_of(item.substr(dash + 1), kind);
      if (!low || !high) return wrong(position, fmt::format("Illegal value '{}' for {}.", item, kind.name));
      from = *low;
      to = dash == std::string_view::npos && stepped ? kind.most : *high;
      if (*low < kind.least || *low > kind.most || *high < kind.least || *high > kind.most)
        return wrong(position, fmt::format("{} values must be between {} and {}.", kind.name, kind.least, kind.most));
    }
    const int size = kind.most - kind.least + 1;
    if (to < from) to += size;  // FRI-MON goes round
    for (int v = from; v <= to; v += step) set(v > kind.most ? v - size : v);
    if (comma == std::string_view::npos) return {};
    position += comma + 1;
    rest.remove_prefix(comma + 1);
  }
}

constexpr FieldKind minute_kind{"Minute", 0, 59}, hour_kind{"Hour", 0, 23}, day_kind{"Day of month", 1, 31},
    month_kind{"Month", 1, 12, month_names.data(), 12}, weekday_kind{"Day-of-Week", 1, 7, day_names.data(), 7},
    year_kind{"Year", Cron::first_year, 2199};

Result<void> read_day(const Field& field, Cron& out) {
  const std::string_view text = field.text;
  if (text == "L") {
    out.last_day = true;
  } else if (text == "LW") {
    out.last_weekday = true;
  } else if (text.size() > 1 && text.back() == 'W') {
    const auto day = value_of(text.substr(0, text.size() - 1), day_kind);
    if (!day || *day < 1 || *day > 31) return wrong(field.position, fmt::format("Illegal value '{}'.", text));
    out.nearest_weekday = day;
  } else {
    return read_values(field, day_kind, [&](int v) { out.days.set(static_cast<std::size_t>(v)); });
  }
  return {};
}

Result<void> read_weekday(const Field& field, Cron& out) {
  const std::string_view text = field.text;
  const auto day_before = [&](std::size_t end) { return value_of(text.substr(0, end), weekday_kind); };
  const auto fits = [](std::optional<int> day) { return day && *day >= 1 && *day <= 7; };
  if (const auto hash = text.find('#'); hash != std::string_view::npos) {
    const auto day = day_before(hash);
    const auto nth = value_of(text.substr(hash + 1), {"", 1, 5});
    if (!fits(day) || !nth || *nth < 1 || *nth > 5)
      return wrong(field.position, fmt::format("Illegal value '{}'.", text));
    out.weekdays.set(static_cast<std::size_t>(*day));
    out.nth = nth;
    return {};
  }
  if (text == "L") {  // Saturday
    out.weekdays.set(7);
    return {};
  }
  if (text.size() > 1 && text.back() == 'L' && fits(day_before(text.size() - 1))) {
    out.last_of_kind = day_before(text.size() - 1);
    return {};
  }
  return read_values(field, weekday_kind, [&](int v) { out.weekdays.set(static_cast<std::size_t>(v)); });
}

/// The weekday nearest to that day, within its month.
unsigned nearest_weekday(std::chrono::year_month month, unsigned day) {
  using namespace std::chrono;
  const auto end = unsigned((month / last).day());
  const unsigned wanted = std::min(day, end);
  const weekday on{sys_days(month / wanted)};
  if (on == Saturday) return wanted == 1 ? 3 : wanted - 1;
  if (on == Sunday) return wanted == end ? wanted - 2 : wanted + 1;
  return wanted;
}

}  // namespace

bool Cron::runs_on(std::chrono::year_month_day date) const {
  using namespace std::chrono;
  const int year_index = int(date.year()) - first_year;
  if (year_index < 0 || year_index >= static_cast<int>(years.size())) return false;
  if (!years.test(static_cast<std::size_t>(year_index)) || !months.test(unsigned(date.month()))) return false;
  const year_month month = date.year() / date.month();
  const auto day = unsigned(date.day());
  const auto end = unsigned((month / last).day());
  if (by_weekday) {
    const auto on = weekday(sys_days(date)).c_encoding() + 1;
    if (last_of_kind) return static_cast<int>(on) == *last_of_kind && day + 7 > end;
    return weekdays.test(on) && (!nth || static_cast<int>((day - 1) / 7 + 1) == *nth);
  }
  if (last_day) return day == end;
  if (last_weekday) {
    const weekday on{sys_days(month / last)};
    return day == end - (on == Saturday ? 1U : on == Sunday ? 2U : 0U);
  }
  if (this->nearest_weekday)
    return day == scaling::nearest_weekday(month, static_cast<unsigned>(*this->nearest_weekday));
  return days.test(day);
}

std::optional<LocalTime> Cron::next(LocalTime local) const {
  using namespace std::chrono;
  const LocalTime from = floor<std::chrono::minutes>(local) + std::chrono::minutes(1);
  auto day = floor<std::chrono::days>(from);
  for (;; day += std::chrono::days(1)) {
    const year_month_day date(day);
    const int year_index = int(date.year()) - first_year;
    if (year_index >= static_cast<int>(years.size())) return std::nullopt;
    if (year_index < 0 || !years.test(static_cast<std::size_t>(year_index))) {
      day = local_days((date.year() + std::chrono::years(1)) / January / 1) - std::chrono::days(1);
      continue;
    }
    if (!months.test(unsigned(date.month()))) {
      day = local_days(date.year() / date.month() / std::chrono::last);
      continue;
    }
    if (!runs_on(date)) continue;
    for (std::size_t h = 0; h < this->hours.size(); ++h) {
      if (!this->hours.test(h)) continue;
      for (std::size_t m = 0; m < this->minutes.size(); ++m) {
        const LocalTime at = LocalTime(day) + std::chrono::hours(h) + std::chrono::minutes(m);
        if (this->minutes.test(m) && at >= from) return at;
      }
    }
  }
}

Result<Cron> parse_cron(std::string_view text) {
  const std::vector<Field> fields = split(text);
  if (fields.size() < 6) return wrong(text.size(), "Unexpected end of expression.");
  if (fields.size() > 6) return wrong(fields[6].position, "Unexpected field, there are six.");
  const bool any_day = fields[2].text == "?", any_weekday = fields[4].text == "?";
  if (!any_day && !any_weekday)
    return wrong(0, "Specifying both a day-of-week AND a day-of-month parameter is not supported.");
  if (any_day && any_weekday)
    return wrong(fields[4].position, "'?' can only be specified for Day-of-Month -OR- Day-of-Week.");
  Cron out;
  const auto set_in = [](auto& bits, int first = 0) {
    return [&bits, first](int v) { bits.set(static_cast<std::size_t>(v - first)); };
  };
  if (auto read = read_values(fields[0], minute_kind, set_in(out.minutes)); !read) return read.error();
  if (auto read = read_values(fields[1], hour_kind, set_in(out.hours)); !read) return read.error();
  if (auto read = read_values(fields[3], month_kind, set_in(out.months)); !read) return read.error();
  if (auto read = read_values(fields[5], year_kind, set_in(out.years, Cron::first_year)); !read) return read.error();
  out.by_weekday = any_day;
  if (auto read = any_day ? read_weekday(fields[4], out) : read_day(fields[2], out); !read) return read.error();
  return out;
}

}  // namespace rampart::scaling
