#include "base/time.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace rampart {

std::string iso8601(Instant t) {
  using namespace std::chrono;
  const auto ms = floor<std::chrono::milliseconds>(t.time_since_epoch());
  const auto whole = floor<std::chrono::seconds>(ms);
  const auto days = floor<std::chrono::days>(whole);
  const year_month_day date{sys_days{days}};
  const hh_mm_ss clock{whole - days};
  return fmt::format("{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}.{:03d}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count(), (ms - whole).count());
}

std::string brief(Duration d) {
  using namespace std::chrono;
  if (d < Duration::zero()) return "-" + brief(-d);
  if (d < std::chrono::seconds(1)) return fmt::format("{}ms", duration_cast<std::chrono::milliseconds>(d).count());
  const auto total = duration_cast<std::chrono::seconds>(d).count();
  if (total < 60) return fmt::format("{}s", total);
  if (total < 3600)
    return total % 60 == 0 ? fmt::format("{}m", total / 60) : fmt::format("{}m {}s", total / 60, total % 60);
  return fmt::format("{}h {}m", total / 3600, total % 3600 / 60);
}

}  // namespace rampart
