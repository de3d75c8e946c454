// Time as a value. An Instant comes from whoever drives the loop; nothing here can read a clock.
//
// Reading order: this file, then timer.h. Units live in std::chrono types; a bare number of seconds is
// only ever made at a border, by the functions below.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rampart {

/// Nanoseconds, signed. One type for every length of time.
using Duration = std::chrono::nanoseconds;

/// A clock without now(): only the two drivers (a real loop, the simulator) can make an Instant, so that
/// a rule can't read the time behind its caller's back.
struct RunClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<RunClock>;
  static constexpr bool is_steady = true;
};

/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, moved forward by a monotonic clock.
using Instant = RunClock::time_point;

constexpr double seconds(Duration d) { return std::chrono::duration<double>(d).count(); }
constexpr double milliseconds(Duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

/// The nearest Duration to `s` seconds; saturates instead of overflowing.
constexpr Duration from_seconds(double s) {
  if (s > 9.2e9) return Duration::max();
  if (s < -9.2e9) return Duration::min();
  // Whole seconds apart from the rest: today's 1.8e18 ns is past what a double counts one by one.
  const auto whole = static_cast<std::int64_t>(s);
  const double rest = (s - static_cast<double>(whole)) * 1e9;
  return Duration(whole * 1'000'000'000 + static_cast<std::int64_t>(rest + (rest >= 0 ? 0.5 : -0.5)));
}

constexpr Instant instant_from_unix_seconds(double s) { return Instant(from_seconds(s)); }
constexpr double unix_seconds(Instant t) { return seconds(t.time_since_epoch()); }

/// The start of the period that `t` lies in, periods counted from the epoch as CloudWatch counts them.
/// `period` must be positive.
constexpr Instant floor_to(Instant t, Duration period) {
  const auto n = t.time_since_epoch();
  auto r = n % period;
  if (r < Duration::zero()) r += period;
  return Instant(n - r);
}

/// "2026-09-14T05:43:00.123Z", UTC.
std::string iso8601(Instant t);

/// "2m 30s", "350ms", "45s": for people, never for parsing.
std::string brief(Duration d);

}  // namespace rampart
