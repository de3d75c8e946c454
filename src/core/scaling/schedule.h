// When a scheduled action runs: at(…), rate(…) or cron(…), in a time zone. Source: reference aws-scaling.md §4.6.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/time.h"
#include "core/scaling/cron.h"
#include "core/scaling/time_zone.h"

namespace rampart::scaling {

/// at(2026-09-14T05:43:00): once.
struct AtSchedule {
  LocalTime time;
};
/// rate(5 minutes): again and again, counted from the action's start.
struct RateSchedule {
  Duration every{};
};
using Schedule = std::variant<AtSchedule, RateSchedule, Cron>;

/// Errors: invalid, "Invalid schedule expression. Details: …" or "Invalid schedule frequency. …".
Result<Schedule> parse_schedule(std::string_view expression);

/// What PutScheduledAction says.
struct ScheduledAction {
  std::string name;
  std::string arn;
  std::string expression;
  Schedule schedule;
  std::string zone_name = {};            ///< As it was given; empty: UTC.
  std::shared_ptr<const TimeZone> zone;  ///< Never null.
  std::optional<Instant> start;          ///< A recurring one runs here too, and not before.
  std::optional<Instant> end;            ///< And not after.
  std::optional<int> min_capacity;
  std::optional<int> max_capacity;
  Instant created;
};

/// Its first run after `after`; nothing: never again. at() in the past never runs.
std::optional<Instant> next_run(const ScheduledAction& action, Instant after);

}  // namespace rampart::scaling
