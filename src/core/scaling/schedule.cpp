#include "core/scaling/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rampart::scaling {
namespace {

Error wrong(std::string_view details) {
  return invalid(fmt::format("Invalid schedule expression. Details: {}", details));
}

std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int out = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    out = out * 10 + (c - '0');
  }
  return out;
}

/// yyyy-MM-ddTHH:mm[:ss]
Result<Schedule> parse_at(std::string_view text) {
  const auto cannot = [&](std::string_view why) {
    return wrong(fmt::format("Invalid schedule at DateTime expression: Cannot parse \"{}\"{}", text, why));
  };
  const auto part = [&](std::size_t at, std::size_t length) {
    return at + length <= text.size() ? digits(text.substr(at, length)) : std::nullopt;
  };
  const bool with_seconds = text.size() == 19;
  const bool shaped = (with_seconds || text.size() == 16) && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
                      text[13] == ':' && (!with_seconds || text[16] == ':');
  if (!shaped) return cannot("");
  const auto year = part(0, 4), month = part(5, 2), day = part(8, 2), hour = part(11, 2), minute = part(14, 2);
  const auto second = with_seconds ? part(17, 2) : std::optional(0);
  if (!year || !month || !day || !hour || !minute || !second) return cannot("");
  const auto out_of = [&](int value, std::string_view field, int least, int most) {
    return cannot(fmt::format(": Value {} for {} must be in the range [{},{}]", value, field, least, most));
  };
  if (*month < 1 || *month > 12) return out_of(*month, "monthOfYear", 1, 12);
  const auto in_month = std::chrono::year(*year) / std::chrono::month(static_cast<unsigned>(*month));
  const int last_day = static_cast<int>(unsigned((in_month / std::chrono::last).day()));
  if (*day < 1 || *day > last_day) return out_of(*day, "dayOfMonth", 1, last_day);
  if (*hour > 23) return out_of(*hour, "hourOfDay", 0, 23);
  if (*minute > 59) return out_of(*minute, "minuteOfHour", 0, 59);
  if (*second > 59) return out_of(*second, "secondOfMinute", 0, 59);
  return AtSchedule{LocalTime(std::chrono::local_days(in_month / *day)) + std::chrono::hours(*hour) +
                    std::chrono::minutes(*minute) + std::chrono::seconds(*second)};
}

/// "5 minutes"
Result<Schedule> parse_rate(std::string_view text) {
  const auto space = text.find(' ');
  const auto count = digits(text.substr(0, space));
  static constexpr std::array<std::pair<std::string_view, int>, 6> units = {
      {{"minute", 1}, {"minutes", 1}, {"hour", 60}, {"hours", 60}, {"day", 1440}, {"days", 1440}}};
  const std::string_view unit = space == std::string_view::npos ? "" : text.substr(space + 1);
  const auto* known = std::find_if(units.begin(), units.end(), [&](const auto& u) { return u.first == unit; });
  if (!count || known == units.end()) return wrong(fmt::format("Invalid rate expression: {}", text));
  if (*count == 0) return invalid("Invalid schedule frequency. Run for '0' and '0' are less than 60 seconds apart");
  if (std::int64_t{*count} * known->second > 50'000'000) return wrong(fmt::format("Invalid rate expression: {}", text));
  return RateSchedule{std::chrono::minutes(std::int64_t{*count} * known->second)};
}

std::optional<Instant> next_of(const ScheduledAction& action, Instant after) {
  if (const auto* once = std::get_if<AtSchedule>(&action.schedule)) {
    const Instant at = action.zone->to_utc(once->time);
    return at > after ? std::optional(at) : std::nullopt;
  }
  if (const auto* rate = std::get_if<RateSchedule>(&action.schedule)) {
    const Instant base = action.start.value_or(action.created);
    if (after < base) return base + (action.start ? Duration{} : rate->every);
    return base + ((after - base) / rate->every + 1) * rate->every;
  }
  const auto& cron = std::get<Cron>(action.schedule);
  // Where clocks go back, local time repeats: look on until it is past `after`.
  LocalTime local = action.zone->to_local(after);
  for (int tries = 0; tries < 200; ++tries) {
    const auto next = cron.next(local);
    if (!next || next->time_since_epoch() > std::chrono::seconds(9'000'000'000)) return std::nullopt;
    if (const Instant at = action.zone->to_utc(*next); at > after) return at;
    local = *next;
  }
  return std::nullopt;
}

}  // namespace

Result<Schedule> parse_schedule(std::string_view expression) {
  const auto inside = [&](std::string_view kind) -> std::optional<std::string_view> {
    if (!expression.starts_with(kind) || !expression.ends_with(')') || expression.size() < kind.size() + 2 ||
        expression[kind.size()] != '(')
      return std::nullopt;
    return expression.substr(kind.size() + 1, expression.size() - kind.size() - 2);
  };
  if (const auto text = inside("at")) return parse_at(*text);
  if (const auto text = inside("rate")) return parse_rate(*text);
  if (const auto text = inside("cron")) {
    auto cron = parse_cron(*text);
    if (!cron) return wrong(cron.error().message);
    return *cron;
  }
  return wrong(fmt::format("\"{}\" is none of at(), rate() and cron().", expression));
}

std::optional<Instant> next_run(const ScheduledAction& action, Instant after) {
  const bool recurring = !std::holds_alternative<AtSchedule>(action.schedule);
  std::optional<Instant> next;
  if (recurring && action.start && after < *action.start)
    next = *action.start;
  else
    next = next_of(action, after);
  if (next && action.start && *next < *action.start) next.reset();
  if (next && action.end && *next > *action.end) next.reset();
  return next;
}

}  // namespace rampart::scaling
