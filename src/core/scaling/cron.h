// A cron expression of AWS: six fields "minute hour day-of-month month day-of-week year", as in cron(0 9 ? * MON-FRI
// *).
//
// Values, * ? lists, ranges, steps, month and day names; L and W in day-of-month ("L", "LW", "15W"), L and # in
// day-of-week ("6L", "MON#1"); Sunday is 1. One of the two day fields must be ?. Complaints are AWS's where they are
// known (reference aws-scaling.md §4.9); positions count from 0 within the parentheses.
#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "core/scaling/time_zone.h"

namespace rampart::scaling {

struct Cron {
  static constexpr int first_year = 1970;
  std::bitset<60> minutes;
  std::bitset<24> hours;
  std::bitset<32> days;     ///< 1–31
  std::bitset<13> months;   ///< 1–12
  std::bitset<8> weekdays;  ///< 1–7, Sunday first
  std::bitset<230> years;   ///< From first_year.
  bool by_weekday = false;  ///< Day-of-month is ?, weekdays choose.
  bool last_day = false;
  bool last_weekday = false;           ///< LW
  std::optional<int> nearest_weekday;  ///< 15W
  std::optional<int> last_of_kind;     ///< 6L: the month's last of that day
  std::optional<int> nth;              ///< MON#1: its first, of the only day in `weekdays`

  /// Whether it runs on that day at all.
  [[nodiscard]] bool runs_on(std::chrono::year_month_day date) const;
  /// The first time after `local`; nothing: never again.
  [[nodiscard]] std::optional<LocalTime> next(LocalTime local) const;
};

/// `fields` is what stands in the parentheses. Errors: invalid, "Invalid CRON expression: error at position …".
Result<Cron> parse_cron(std::string_view fields);

}  // namespace rampart::scaling
