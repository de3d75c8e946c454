#include "core/stats/knee.h"

#include <gtest/gtest.h>

namespace rampart::stats {
namespace {

TEST(Knee, IsWhereTheCurveIsSteeperThanItsChord) {
  // y = 1/(100 − x) from 0 to 99: its slope equals that of the chord, 1/100, at x = 90.
  std::vector<std::pair<double, double>> points;
  for (int x = 99; x >= 0; --x) points.emplace_back(x, 1.0 / (100 - x));
  const auto knee = find_knee(points);
  ASSERT_TRUE(knee);
  EXPECT_NEAR(*knee, 90, 1);  // the points' distance
}

TEST(Knee, IsTheCornerOfAWall) {
  const auto knee = find_knee({{10, 5}, {20, 5}, {30, 5.1}, {40, 5.3}, {45, 60}, {50, 120}});
  ASSERT_TRUE(knee);
  EXPECT_EQ(*knee, 40);
}

TEST(Knee, IsNowhereOnALineOrAFlatCurve) {
  EXPECT_FALSE(find_knee({{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}}));
  EXPECT_FALSE(find_knee({{1, 7}, {2, 7}, {3, 7}, {4, 7}}));
  EXPECT_FALSE(find_knee({{1, 1}, {2, 2}, {3, 9}}));
}

TEST(Knee, AveragesPointsOfOneX) {
  const auto knee = find_knee({{10, 4}, {10, 6}, {20, 5}, {30, 5}, {40, 5}, {50, 100}, {50, 120}});
  ASSERT_TRUE(knee);
  EXPECT_EQ(*knee, 40);
}

}  // namespace
}  // namespace rampart::stats
