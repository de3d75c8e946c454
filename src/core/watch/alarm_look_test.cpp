#include "core/watch/alarm_look.h"

#include <gtest/gtest.h>

#include <array>

namespace rampart::watch {
namespace {

using namespace std::chrono_literals;

const Instant noon = instant_from_unix_seconds(1'767'614'400);  // 2026-01-05T12:00:00Z

AlarmSpec alarm(Duration period = 60s) {
  AlarmSpec spec;
  spec.name = "a";
  spec.period = period;
  spec.evaluation_periods = 2;
  spec.threshold = 50;
  return spec;
}

TEST(AlarmLook, SeesWhatHasArrived) {
  const AlarmOptions options;  // 30 s, 10 s below a minute
  EXPECT_EQ(seen_until(alarm(), options, noon + 29s), noon - 1min);
  EXPECT_EQ(seen_until(alarm(), options, noon + 30s), noon);
  EXPECT_EQ(seen_until(alarm(20s), options, noon + 29s), noon);
  EXPECT_EQ(seen_until(alarm(20s), options, noon + 30s), noon + 20s);
  EXPECT_EQ(seen_until(alarm(5min), options, noon + 90s), noon + 1min) << "by the minute";
  EXPECT_EQ(cadence_of(alarm(), options), Duration(60s));
  EXPECT_EQ(cadence_of(alarm(20s), options), Duration(10s));
}

TEST(AlarmLook, AChangeIsToldToAllAndALastingStateAgainToPolicies) {
  const AlarmOptions options;
  const std::array<std::optional<double>, 4> high = {60, 60, 60, 60};
  const auto changed = look(alarm(), high, AlarmState::ok, noon, noon - 1s, options);
  EXPECT_EQ(changed.evaluation.state, AlarmState::alarm);
  EXPECT_TRUE(changed.changed);
  EXPECT_EQ(changed.telling, Telling::all);
  const auto soon = look(alarm(), high, AlarmState::alarm, noon + 59s, noon, options);
  EXPECT_FALSE(soon.changed);
  EXPECT_EQ(soon.telling, Telling::nobody);
  EXPECT_EQ(look(alarm(), high, AlarmState::alarm, noon + 60s, noon, options).telling, Telling::scaling_policies);
}

TEST(AlarmLook, TooFewSamplesKeepTheState) {
  const std::array<std::optional<double>, 4> high = {60, 60, 60, 60};
  const auto kept = look(alarm(), high, AlarmState::ok, noon, noon, {}, true);
  EXPECT_EQ(kept.evaluation.state, AlarmState::ok);
  EXPECT_FALSE(kept.changed);
}

}  // namespace
}  // namespace rampart::watch
