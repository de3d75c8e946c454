#include "core/scaling/cooldown.h"

#include <gtest/gtest.h>

namespace rampart::scaling {
namespace {

using std::chrono::seconds;

const Instant start = instant_from_unix_seconds(1789387200);

// reference aws-scaling.md §4.4.
TEST(Cooldown, aws_scaling_4_4_defaults) {
  EXPECT_EQ(default_cooldown("ecs"), seconds(300));
  EXPECT_EQ(default_cooldown("custom-resource"), seconds(300));
  EXPECT_EQ(default_cooldown("sagemaker"), seconds(300));
  EXPECT_EQ(default_cooldown("elasticache"), seconds(600));
  for (const auto* name : {"lambda", "dynamodb", "comprehend", "cassandra", "kafka"})
    EXPECT_EQ(default_cooldown(name), seconds(0)) << name;
}

TEST(Cooldown, credits_add_up_and_end) {
  Cooldown c;
  EXPECT_EQ(c.credit(start), 0);
  c.scale_out_succeeded(start, 2, seconds(300));
  EXPECT_EQ(c.credit(start + seconds(299)), 2);
  c.scale_out_succeeded(start + seconds(100), 1, seconds(300));
  EXPECT_EQ(c.credit(start + seconds(399)), 3);
  EXPECT_EQ(c.credit(start + seconds(400)), 0);
  c.scale_out_succeeded(start + seconds(500), 4, seconds(300));
  EXPECT_EQ(c.credit(start + seconds(500)), 4) << "what has run out doesn't come back";
}

TEST(Cooldown, zero_means_none) {
  Cooldown c;
  c.scale_out_succeeded(start, 2, seconds(0));
  c.scale_in_succeeded(start, seconds(0));
  EXPECT_EQ(c.credit(start), 0);
  EXPECT_EQ(c.scale_in_blocked_until(start), std::nullopt);
}

TEST(Cooldown, aws_scaling_4_4_scale_in_is_blocked_until_a_scale_out_cancels_it) {
  Cooldown c;
  c.scale_in_succeeded(start, seconds(300));
  EXPECT_EQ(c.scale_in_blocked_until(start + seconds(299)), start + seconds(300));
  EXPECT_EQ(c.scale_in_blocked_until(start + seconds(300)), std::nullopt);
  c.scale_out_started();
  EXPECT_EQ(c.scale_in_blocked_until(start + seconds(10)), std::nullopt);
}

}  // namespace
}  // namespace rampart::scaling
