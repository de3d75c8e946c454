#include "heavy/health.h"

#include <gtest/gtest.h>

namespace rampart::heavy {
namespace {

using namespace std::chrono_literals;

const Health::Instant start{};

TEST(Health, IsWellUntilMadeSick) {
  Health health;
  EXPECT_TRUE(health.look(start).well);
  health.be_sick({});
  EXPECT_FALSE(health.look(start + 1000h).well);
  EXPECT_EQ(health.look(start).why, "sick");
  health.be_well();
  EXPECT_TRUE(health.look(start).well);
}

TEST(Health, IsSickForAWhile) {
  Health health;
  health.be_sick(start + 10s);
  EXPECT_EQ(health.look(start + 7500ms).why, "sick for another 2.5 s");
  EXPECT_FALSE(health.look(start + 9999ms).well);
  EXPECT_TRUE(health.look(start + 10s).well);
  EXPECT_TRUE(health.look(start + 5s).well);  // once well, it stays so
}

TEST(Health, FallsSickByItselfOnce) {
  Health health;
  health.fall_sick_at(start + 5s);
  EXPECT_TRUE(health.look(start + 4s).well);
  EXPECT_FALSE(health.look(start + 5s).well);
  health.be_well();
  EXPECT_TRUE(health.look(start + 6s).well);
}

TEST(Health, StoppingIsForEver) {
  Health health;
  health.stop();
  health.be_well();
  EXPECT_EQ(health.look(start).why, "stopping");
  EXPECT_FALSE(health.look(start).well);
}

}  // namespace
}  // namespace rampart::heavy
