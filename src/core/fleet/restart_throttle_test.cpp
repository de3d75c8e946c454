#include "core/fleet/restart_throttle.h"

#include <gtest/gtest.h>

namespace rampart::fleet {
namespace {

using std::chrono::seconds;

TEST(RestartThrottle, WaitsDoubleUpToFifteenMinutes) {
  RestartThrottle throttle;
  Instant now = instant_from_unix_seconds(1'790'000'000);
  for (const int wait : {10, 20, 40, 80, 160, 320, 640, 900, 900}) {
    ASSERT_TRUE(throttle.may_start(now));
    const bool event = throttle.note_failure(now);
    EXPECT_EQ(event, wait == 40);  // the third round is the one that is told
    EXPECT_FALSE(throttle.may_start(now + seconds(wait) - Duration(1)));
    now += seconds(wait);
    EXPECT_TRUE(throttle.may_start(now)) << wait;
  }
}

TEST(RestartThrottle, TasksThatFailTogetherAreOneRound) {
  RestartThrottle throttle;
  const Instant now = instant_from_unix_seconds(1'790'000'000);
  for (int i = 0; i < 4; ++i) throttle.note_failure(now + seconds(i));
  EXPECT_EQ(throttle.rounds(), 1);
  EXPECT_EQ(throttle.not_before(), now + seconds(10));
  throttle.clear();
  EXPECT_TRUE(throttle.may_start(now));
  EXPECT_EQ(throttle.rounds(), 0);
}

}  // namespace
}  // namespace rampart::fleet
