#include "core/scaling/predictive.h"

#include <gtest/gtest.h>

namespace rampart::scaling {
namespace {

using namespace std::chrono_literals;

const Instant monday = instant_from_unix_seconds(1789344000);  // 2026-09-14T00:00:00Z
double daily(int hour) { return hour % 24 >= 9 && hour % 24 < 17 ? 6000 : 1000; }

TEST(LoadHistory, SaysNothingBeforeItHasSeenADay) {
  LoadHistory history;
  for (int hour = 0; hour < 23; ++hour) history.put(monday + hour * 1h, 100);
  EXPECT_FALSE(history.forecast(monday + 24h).has_value());
  history.put(monday + 23h, 100);
  EXPECT_EQ(history.forecast(monday + 24h), 100);
}

TEST(LoadHistory, RepeatsADailyCurveAfterOneDay) {
  LoadHistory history;
  for (int hour = 0; hour < 24; ++hour) history.put(monday + hour * 1h, daily(hour));
  for (int hour = 24; hour < 72; ++hour) EXPECT_EQ(history.forecast(monday + hour * 1h), daily(hour)) << hour;
}

TEST(LoadHistory, NewDaysAndTheSameWeekdayCountMore) {
  LoadHistory history;
  for (int day = 0; day < 7; ++day)
    for (int hour = 0; hour < 24; ++hour) history.put(monday + (day * 24 + hour) * 1h, day == 0 ? 4000 : 1000);
  const auto next_monday = history.forecast(monday + 7 * 24h + 12h);
  const auto next_tuesday = history.forecast(monday + 8 * 24h + 12h);
  ASSERT_TRUE(next_monday && next_tuesday);
  EXPECT_GT(*next_monday, *next_tuesday * 1.3);
  EXPECT_GT(*next_tuesday, 1000);
}

TEST(LoadHistory, ForgetsAfterFourteenDays) {
  LoadHistory history;
  for (int hour = 0; hour < 24 * 20; ++hour) history.put(monday + hour * 1h, hour);
  EXPECT_EQ(history.hours().size(), 24U * 14 + 1);
}

TEST(PredictiveScaling, NeedsLoadOverTarget) {
  EXPECT_EQ(capacity_for(0, 50), 0);
  EXPECT_EQ(capacity_for(60 * 400, 50), 8);
  EXPECT_EQ(capacity_for(60 * 401, 50), 9);
}

TEST(PredictiveScaling, IsCheckedLikeAws) {
  PredictiveScaling policy;
  EXPECT_FALSE(validate(policy).has_value()) << "no target";
  policy.target_value = 50;
  EXPECT_TRUE(validate(policy).has_value());
  policy.max_buffer = 10;
  EXPECT_FALSE(validate(policy).has_value()) << "a buffer without IncreaseMaxCapacity";
  policy.increase_max = true;
  EXPECT_TRUE(validate(policy).has_value());
  policy.pair = MetricPair::alb_request_count;
  EXPECT_FALSE(validate(policy).has_value()) << "no label";
}

TEST(WantedCapacity, LooksAheadByTheBuffer) {
  LoadHistory history;
  for (int hour = 0; hour < 24; ++hour) history.put(monday + hour * 1h, daily(hour) * 60);
  PredictiveScaling policy;
  policy.target_value = 500;
  policy.scale = true;
  policy.buffer = 300s;
  EXPECT_EQ(wanted_capacity(policy, history, monday + 32h), 2) << "1,000 over 500";
  EXPECT_EQ(wanted_capacity(policy, history, monday + 32h + 54min), 2);
  EXPECT_EQ(wanted_capacity(policy, history, monday + 32h + 55min), 12) << "9 o'clock is five minutes away";
  EXPECT_EQ(wanted_capacity(policy, history, monday + 40h + 55min), 12) << "the larger of the two hours";
  policy.scale = false;
  EXPECT_FALSE(wanted_capacity(policy, history, monday + 33h).has_value());
}

TEST(PredictedBounds, RaiseTheMinimumWithinTheMaximum) {
  const ScalableTarget registered{.resource_id = "service/c/s", .min_capacity = 2, .max_capacity = 10};
  PredictiveScaling policy;
  PredictedBounds bounds;
  EXPECT_EQ(bounds.in_force(registered).min_capacity, 2);
  bounds.add(policy, 6, 10);
  bounds.add(policy, 4, 10);
  EXPECT_EQ(bounds.in_force(registered).min_capacity, 6) << "the largest of several policies";
  bounds.add(policy, 14, 10);
  EXPECT_EQ(bounds.in_force(registered).min_capacity, 10);
  EXPECT_EQ(bounds.in_force(registered).max_capacity, 10);
  policy.increase_max = true;
  policy.max_buffer = 25;
  bounds.add(policy, 14, 10);
  EXPECT_EQ(bounds.in_force(registered).max_capacity, 18) << "14 and a quarter, rounded up";
  EXPECT_EQ(bounds.in_force(registered).min_capacity, 14);
}

}  // namespace
}  // namespace rampart::scaling
