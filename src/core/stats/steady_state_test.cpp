#include "core/stats/steady_state.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace rampart::stats {
namespace {

TEST(SteadyState, CutsAWarmUp) {
  Random random(5);
  std::vector<double> values;
  for (int i = 0; i < 400; ++i) values.push_back(10 + 40 * std::exp(-i / 15.0) + random.uniform());
  const auto cut = warm_up_end(values);
  ASSERT_TRUE(cut);
  // The noise's standard deviation is 0.29: the decay is below it from 15·ln(40/0.29) = 74 on, and seen at 20.
  EXPECT_GE(*cut, 20U);
  EXPECT_LE(*cut, 110U);
}

TEST(SteadyState, LeavesASteadySeriesWhole) { EXPECT_EQ(warm_up_end(std::vector<double>(40, 3.0)), 0U); }

TEST(SteadyState, RefusesASeriesThatNeverSettles) {
  std::vector<double> growing;
  for (int i = 0; i < 200; ++i) growing.push_back(std::exp(i / 10.0));  // a queue without end
  std::vector<double> late(200, 50.0);
  for (std::size_t i = 150; i < 200; ++i) late[i] = 1;
  EXPECT_FALSE(warm_up_end(late));
  EXPECT_FALSE(warm_up_end(std::vector<double>(19, 1.0)));
  std::vector<double> falling(growing.rbegin(), growing.rend());
  EXPECT_TRUE(warm_up_end(falling) == std::nullopt || *warm_up_end(falling) > 50U);
}

}  // namespace
}  // namespace rampart::stats
