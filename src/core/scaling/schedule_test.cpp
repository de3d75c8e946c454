#include "core/scaling/schedule.h"

#include <gtest/gtest.h>

namespace rampart::scaling {
namespace {

using namespace std::chrono_literals;

Instant at(const char* text) {
  const auto parsed = parse_schedule(std::string("at(") + text + ")");
  return Instant(Duration(std::get<AtSchedule>(*parsed).time.time_since_epoch()));
}

ScheduledAction action(const char* expression) {
  ScheduledAction out;
  out.name = "a";
  out.expression = expression;
  auto schedule = parse_schedule(expression);
  EXPECT_TRUE(schedule.has_value()) << expression;
  if (schedule.has_value()) out.schedule = *schedule;
  out.zone = std::make_shared<const TimeZone>();
  out.created = at("2026-09-14T12:00:00");
  return out;
}

std::string next(const ScheduledAction& a, const char* after) {
  const auto run = next_run(a, at(after));
  return run ? iso8601(*run).substr(0, 19) : "never";
}

std::string complaint(const char* expression) {
  const auto schedule = parse_schedule(expression);
  return schedule.has_value() ? "" : schedule.error().message;
}

TEST(Schedule, AtRunsOnceAndNeverInThePast) {
  const auto once = action("at(2026-09-14T13:30:00)");
  EXPECT_EQ(next(once, "2026-09-14T12:00:00"), "2026-09-14T13:30:00");
  EXPECT_EQ(next(once, "2026-09-14T13:30:00"), "never");
}

TEST(Schedule, RateCountsFromItsStart) {
  auto rate = action("rate(5 minutes)");
  EXPECT_EQ(next(rate, "2026-09-14T12:00:00"), "2026-09-14T12:05:00");
  EXPECT_EQ(next(rate, "2026-09-14T12:12:00"), "2026-09-14T12:15:00");
  rate.start = at("2026-09-14T12:02:00");
  rate.end = at("2026-09-14T12:10:00");
  EXPECT_EQ(next(rate, "2026-09-14T12:00:00"), "2026-09-14T12:02:00") << "it runs at its StartTime too";
  EXPECT_EQ(next(rate, "2026-09-14T12:02:00"), "2026-09-14T12:07:00");
  EXPECT_EQ(next(rate, "2026-09-14T12:07:00"), "never") << "after its EndTime";
}

TEST(Schedule, CronInAllItsForms) {
  EXPECT_EQ(next(action("cron(0 9 ? * MON-FRI *)"), "2026-09-18T10:00:00"), "2026-09-21T09:00:00");
  EXPECT_EQ(next(action("cron(0/15 * * * ? *)"), "2026-09-14T12:31:00"), "2026-09-14T12:45:00");
  EXPECT_EQ(next(action("cron(30 6 L * ? *)"), "2027-02-01T00:00:00"), "2027-02-28T06:30:00");
  EXPECT_EQ(next(action("cron(0 8 ? * 2#1 *)"), "2026-09-14T00:00:00"), "2026-10-05T08:00:00");
  EXPECT_EQ(next(action("cron(0 8 ? * 6L *)"), "2026-09-14T00:00:00"), "2026-09-25T08:00:00");
  EXPECT_EQ(next(action("cron(0 8 1W * ? *)"), "2026-10-15T00:00:00"), "2026-11-02T08:00:00")
      << "1 November is a Sunday";
  EXPECT_EQ(next(action("cron(0 8 LW * ? *)"), "2026-10-15T00:00:00"), "2026-10-30T08:00:00");
  EXPECT_EQ(next(action("cron(0 0 29 2 ? *)"), "2026-09-14T00:00:00"), "2028-02-29T00:00:00");
  EXPECT_EQ(next(action("cron(0 0 30 FEB ? *)"), "2026-09-14T00:00:00"), "never");
  EXPECT_EQ(next(action("cron(0 0 1 1 ? 2020)"), "2026-09-14T00:00:00"), "never");
  EXPECT_EQ(next(action("cron(0 12 ? * FRI-MON *)"), "2026-09-15T00:00:00"), "2026-09-18T12:00:00");
}

// reference aws-scaling.md §4.9
TEST(Schedule, ComplainsInAwssWords) {
  EXPECT_EQ(
      complaint("cron(0 0 * * *)"),
      "Invalid schedule expression. Details: Invalid CRON expression: error at position 9, details: Unexpected end "
      "of expression.");
  EXPECT_EQ(complaint("cron(0 0 * * * *)"),
            "Invalid schedule expression. Details: Invalid CRON expression: error at position 0, details: Specifying "
            "both a day-of-week AND a day-of-month parameter is not supported.");
  EXPECT_EQ(complaint("at(2099-02-30T00:00:00)"),
            "Invalid schedule expression. Details: Invalid schedule at DateTime expression: Cannot parse "
            "\"2099-02-30T00:00:00\": Value 30 for dayOfMonth must be in the range [1,28]");
  EXPECT_TRUE(complaint("rate(0 days)").starts_with("Invalid schedule frequency."));
  EXPECT_EQ(complaint("rate(1 days)"), "") << "AWS takes it";
  for (const char* wrong : {"", "often", "cron", "cron()", "at()", "at(tomorrow)", "rate()", "rate(5)", "rate(5 weeks)",
                            "cron(60 0 * * ? *)", "cron(0 24 * * ? *)", "cron(0 0 ? * ? *)", "cron(0 0 32 * ? *)",
                            "cron(0 0 1 13 ? *)", "cron(0 0 ? * 8 *)", "cron(0/0 0 * * ? *)", "cron(a 0 * * ? *)",
                            "cron(0 0 * * ? * *)", "cron(0 0 ? * MON#6 *)"})
    EXPECT_NE(complaint(wrong), "") << wrong;
}

}  // namespace
}  // namespace rampart::scaling
