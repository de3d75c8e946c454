// A time zone: how far local clocks stand from UTC, now and in times to come.
//
// Made from the bytes of a compiled zone file (TZif, RFC 8536), which the caller reads: this room touches no disk.
// Modern files end their table of transitions early and leave the future to a rule in the footer
// ("CET-1CEST,M3.5.0,M10.5.0/3"), so the rule is read too. docs/decisions/0008 says why it is our own. Immutable: any
// thread may use one.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::scaling {

/// A reading of a local clock, without its zone.
using LocalTime = std::chrono::local_seconds;

/// The yearly rule of a POSIX TZ text. Without `dst_offset` there is no summer time.
struct ZoneRule {
  struct Day {
    enum class Kind : std::uint8_t {
      julian,
      day_of_year,
      week_of_month
    };  ///< Jn (never counts 29 February), n, Mm.w.d
    Kind kind = Kind::week_of_month;
    int day = 0;    ///< Jn: 1–365. n: 0–365. M: 0 = Sunday.
    int week = 1;   ///< 1–5, 5 = the last.
    int month = 1;  ///< 1–12.
    Duration time = std::chrono::hours(2);
  };
  Duration offset{};  ///< East of UTC.
  std::optional<Duration> dst_offset;
  Day begins, ends;  ///< In the clock that is valid before each.
};

class TimeZone {
 public:
  /// UTC.
  TimeZone() = default;
  /// Errors: invalid, when these are no bytes of a zone file.
  static Result<TimeZone> parse(std::string_view bytes);

  /// East of UTC is positive.
  [[nodiscard]] Duration offset_at(Instant t) const;
  [[nodiscard]] LocalTime to_local(Instant t) const;
  /// Of a time that comes twice, the first; a time that is left out is as far behind the gap's beginning as it would
  /// have been: 02:30 of a night that jumps from 2 to 3 is 03:30.
  [[nodiscard]] Instant to_utc(LocalTime local) const;

 private:
  struct Transition {
    Instant at;
    Duration offset;  // from then on
  };
  Duration first_{};
  std::vector<Transition> transitions_;
  std::optional<ZoneRule> rule_;  // after the last transition
};

/// "EST5EDT,M3.2.0,M11.1.0", "<+03>-3". Errors: invalid.
Result<ZoneRule> parse_zone_rule(std::string_view text);

}  // namespace rampart::scaling
