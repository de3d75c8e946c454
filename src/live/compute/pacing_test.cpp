#include "live/compute/pacing.h"

#include <gtest/gtest.h>

namespace rampart::live::compute {
namespace {

using std::chrono::milliseconds;

/// A task that always wants `cores`; returns the CPU time it got in `ticks` × 10 ms.
double used_by_greedy(double share, double cores, int ticks) {
  Pace pace(share);
  bool runs = true;
  double total = 0;
  for (int i = 0; i < ticks; ++i) {
    const double used = runs ? cores * 0.010 : 0;
    total += used;
    runs = pace.allow(milliseconds(10), from_seconds(used));
  }
  return total;
}

TEST(Pace, HoldsABusyTaskToItsShare) {
  EXPECT_NEAR(used_by_greedy(0.25, 1, 1000), 2.5, 0.05);
  EXPECT_NEAR(used_by_greedy(0.5, 2, 1000), 5.0, 0.1);
  EXPECT_NEAR(used_by_greedy(2, 2, 1000), 20.0, 0.1);
}

TEST(Pace, LeavesAModestTaskAlone) { EXPECT_NEAR(used_by_greedy(0.5, 0.4, 1000), 4.0, 0.001); }

TEST(Pace, SavesNoMoreThanAPeriod) {
  Pace pace(0.25);
  EXPECT_TRUE(pace.allow(std::chrono::seconds(60), milliseconds(0)));
  EXPECT_TRUE(pace.allow(milliseconds(0), milliseconds(25)));
  EXPECT_FALSE(pace.allow(milliseconds(0), milliseconds(1)));
}

}  // namespace
}  // namespace rampart::live::compute
