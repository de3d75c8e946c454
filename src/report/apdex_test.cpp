#include "report/apdex.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

TEST(Apdex, CountsToleratedAnswersHalf) {
  MetricSet total;
  EXPECT_FALSE(apdex_of(total));
  total.counters = {{"apdex.satisfied", 60}, {"apdex.tolerated", 30}, {"apdex.frustrated", 10}};
  const auto apdex = apdex_of(total);
  ASSERT_TRUE(apdex);
  EXPECT_EQ(apdex_text(*apdex), "\nApdex score: 0.75 (fair)\n");
  total.counters = {{"apdex.satisfied", 7}};
  EXPECT_EQ(apdex_text(*apdex_of(total)), "\nApdex score: 1 (excellent)\n");
  total.counters = {{"apdex.satisfied", 0}, {"apdex.frustrated", 3}};
  EXPECT_EQ(apdex_of(total)->ranking, "unacceptable");
}

}  // namespace
}  // namespace rampart::report
