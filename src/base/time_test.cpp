#include "base/time.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

using namespace std::chrono_literals;

TEST(Time, FloorsToPeriodsCountedFromTheEpoch) {
  const Instant t = instant_from_unix_seconds(125.5);
  EXPECT_EQ(unix_seconds(floor_to(t, 60s)), 120.0);
  EXPECT_EQ(unix_seconds(floor_to(instant_from_unix_seconds(120), 60s)), 120.0);
  EXPECT_EQ(unix_seconds(floor_to(instant_from_unix_seconds(-1), 60s)), -60.0);
}

TEST(Time, PrintsIso8601InUtc) {
  EXPECT_EQ(iso8601(instant_from_unix_seconds(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso8601(instant_from_unix_seconds(1789364580.125)), "2026-09-14T05:43:00.125Z");
}

TEST(Time, ConvertsSecondsWithoutOverflow) {
  EXPECT_EQ(from_seconds(1.5), 1500ms);
  EXPECT_EQ(from_seconds(-0.25), -250ms);
  EXPECT_EQ(from_seconds(1e12), Duration::max());
}

TEST(Time, SaysDurationsBriefly) {
  EXPECT_EQ(brief(350ms), "350ms");
  EXPECT_EQ(brief(45s), "45s");
  EXPECT_EQ(brief(150s), "2m 30s");
  EXPECT_EQ(brief(2h), "2h 0m");
}

}  // namespace
}  // namespace rampart
