#include "base/random.h"

#include <gtest/gtest.h>

namespace rampart {
namespace {

TEST(Random, OneSeedGivesOneRun) {
  Random a(7);
  Random b(7);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(a(), b());
}

TEST(Random, StreamsDifferByName) { EXPECT_NE(Random::stream(7, "arrivals")(), Random::stream(7, "weights")()); }

TEST(Random, BetweenIncludesBothEnds) {
  Random r(1);
  bool low = false;
  bool high = false;
  for (int i = 0; i < 1000; ++i) {
    const auto v = r.between(3, 5);
    ASSERT_GE(v, 3);
    ASSERT_LE(v, 5);
    low = low || v == 3;
    high = high || v == 5;
  }
  EXPECT_TRUE(low && high);
}

TEST(Random, ExponentialHasItsMean) {
  Random r(2);
  double sum = 0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) sum += r.exponential(2.0);
  EXPECT_NEAR(sum / n, 2.0, 5 * 2.0 / std::sqrt(n));  // five standard errors
}

}  // namespace
}  // namespace rampart
