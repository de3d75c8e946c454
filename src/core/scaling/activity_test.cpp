#include "core/scaling/activity.h"

#include <gtest/gtest.h>

namespace rampart::scaling {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Instant start = instant_from_unix_seconds(1789387200);

Decision scale(int from, int to) {
  Decision d;
  d.scale = true;
  d.from = from;
  d.to = to;
  d.policy_arn = "p";
  d.alarm = "a";
  return d;
}

Decision refused(NotScaled code, std::optional<int> max = {}) {
  Decision d;
  d.policy_arn = "p";
  d.alarm = "a";
  d.not_scaled_reason = {code, max, {}, {}};
  return d;
}

// reference aws-scaling.md §4.7, row "alarm".
TEST(Activity, aws_scaling_4_7_fulfilled) {
  auto a = start_activity("id", scale(2, 4), start);
  EXPECT_EQ(name_of(a.status), "Pending");
  EXPECT_FALSE(observe_activity(a, start, 4, 4)) << "not before the service took it";
  accept_activity(a);
  EXPECT_EQ(name_of(a.status), "InProgress");
  EXPECT_EQ(a.status_message, "Successfully set desired count to 4. Waiting for change to be fulfilled by ecs.");
  EXPECT_FALSE(observe_activity(a, start + seconds(10), 4, 3));
  EXPECT_EQ(a.end, std::nullopt);
  EXPECT_TRUE(observe_activity(a, start + seconds(40), 4, 4));
  EXPECT_EQ(name_of(a.status), "Successful");
  EXPECT_EQ(a.status_message, "Successfully set desired count to 4. Change successfully fulfilled by ecs.");
  EXPECT_EQ(a.end, start + seconds(40));
  EXPECT_FALSE(observe_activity(a, start + seconds(50), 9, 9)) << "ended is ended";
}

// §4.7, row "user changed it".
TEST(Activity, aws_scaling_4_7_overridden) {
  auto a = start_activity("id", scale(3, 1), start);
  accept_activity(a);
  EXPECT_TRUE(observe_activity(a, start + seconds(5), 2, 3));
  EXPECT_EQ(name_of(a.status), "Overridden");
  EXPECT_EQ(a.status_message, "Successfully set desired count to 1. Found it was later changed to 2.");
}

// §4.7, rows "never reached" and "API error".
TEST(Activity, aws_scaling_4_7_unfulfilled_and_failed) {
  auto a = start_activity("id", scale(2, 4), start);
  accept_activity(a);
  EXPECT_FALSE(observe_activity(a, start + minutes(29), 4, 3));
  EXPECT_TRUE(observe_activity(a, start + minutes(30), 4, 3));
  EXPECT_EQ(name_of(a.status), "Unfulfilled");
  auto b = start_activity("id", scale(2, 4), start);
  refuse_activity(b, start, "no such service");
  EXPECT_EQ(name_of(b.status), "Failed");
  EXPECT_EQ(b.status_message, "Failed to set desired count to 4. Reason: no such service");
}

// §4.7, row "not scaled".
TEST(Activity, aws_scaling_4_7_not_scaled) {
  EXPECT_EQ(start_activity("id", refused(NotScaled::already_at_max_capacity, 6), start).status, ActivityStatus::failed);
  const auto a = start_activity("id", refused(NotScaled::already_at_desired_capacity), start);
  EXPECT_EQ(a.status, ActivityStatus::successful);
  EXPECT_TRUE(a.status_message.empty());
  EXPECT_EQ(a.end, std::nullopt);
}

TEST(ActivityLog, aws_scaling_4_7_identical_reasons_in_a_row_are_told_once) {
  ActivityLog log;
  EXPECT_NE(log.add("1", refused(NotScaled::already_at_max_capacity, 6), start), nullptr);
  EXPECT_EQ(log.add("2", refused(NotScaled::already_at_max_capacity, 6), start), nullptr);
  EXPECT_NE(log.add("3", refused(NotScaled::already_at_max_capacity, 8), start), nullptr);
  EXPECT_NE(log.add("4", scale(6, 8), start), nullptr);
  EXPECT_NE(log.add("5", refused(NotScaled::already_at_max_capacity, 8), start), nullptr);
  EXPECT_EQ(log.add("6", refused(NotScaled::silent), start), nullptr) << "AWS records no cooldowns";
  ASSERT_EQ(log.list(true).size(), 4u);
  EXPECT_EQ(log.list(true)[0].id, "5");
  ASSERT_EQ(log.list(false).size(), 1u);
  EXPECT_EQ(log.list(false)[0].id, "4");
}

TEST(ActivityLog, observes_all_and_forgets_after_six_weeks) {
  ActivityLog log;
  accept_activity(*log.add("1", scale(2, 4), start));
  accept_activity(*log.add("2", scale(4, 5), start + seconds(60)));
  const auto ended = log.observe(start + seconds(61), 5, 5);
  ASSERT_EQ(ended.size(), 2u);
  EXPECT_EQ(ended[0].id, "1");
  EXPECT_EQ(ended[0].status_message, "Successfully set desired count to 4. Found it was later changed to 5.");
  EXPECT_EQ(ended[1].status, ActivityStatus::successful);
  EXPECT_EQ(log.find("2")->status, ActivityStatus::successful);
  log.observe(start + std::chrono::hours(24 * 43), 5, 5);
  EXPECT_TRUE(log.list(true).empty());
}

}  // namespace
}  // namespace rampart::scaling
