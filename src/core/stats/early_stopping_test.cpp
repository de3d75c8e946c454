#include "core/stats/early_stopping.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace rampart::stats {
namespace {

TEST(EarlyStopping, LeastRequestsAreThoseOfTheReference) {
  // Reference autoscaling.md §6; 459, 662 and 64 are LoadGen's published constants.
  constexpr std::array<std::uint64_t, 8> p99 = {459, 662, 838, 1001, 1157, 1307, 1453, 1596};
  constexpr std::array<std::uint64_t, 6> p95 = {90, 130, 165, 198, 229, 259};
  constexpr std::array<std::uint64_t, 6> p90 = {44, 64, 81, 97, 113, 127};
  for (std::uint64_t t = 0; t < p99.size(); ++t) EXPECT_EQ((EarlyStopping{0.01, 0.01}.least_to_pass(t)), p99[t]) << t;
  for (std::uint64_t t = 0; t < p95.size(); ++t) EXPECT_EQ((EarlyStopping{0.05, 0.01}.least_to_pass(t)), p95[t]) << t;
  for (std::uint64_t t = 0; t < p90.size(); ++t) EXPECT_EQ((EarlyStopping{0.10, 0.01}.least_to_pass(t)), p90[t]) << t;
}

TEST(EarlyStopping, DecidesAtTheEdgeAndNotBefore) {
  const EarlyStopping rule;
  EXPECT_EQ(rule.decide(0, 458), Decision::undecided);
  EXPECT_EQ(rule.decide(0, 459), Decision::pass);
  EXPECT_EQ(rule.decide(0, 0), Decision::undecided);
  // P[Bin(100, 0.01) ≥ 4] = 0.0184, ≥ 5 = 0.0034.
  EXPECT_EQ(rule.decide(4, 100), Decision::undecided);
  EXPECT_EQ(rule.decide(5, 100), Decision::fail);
  // As many over as the target allows says nothing, however many there were.
  EXPECT_EQ(rule.decide(1000, 100'000), Decision::undecided);
}

TEST(EarlyStopping, BinomialAgreesWithItsSum) {
  for (const std::uint64_t k : {0U, 1U, 3U, 7U, 19U, 20U}) {
    double sum = 0;
    double term = std::pow(0.7, 20);
    for (std::uint64_t i = 0; i <= k; ++i) {
      sum += term;
      term *= static_cast<double>(20 - i) / static_cast<double>(i + 1) * (0.3 / 0.7);
    }
    EXPECT_NEAR(binomial_at_most(k, 20, 0.3), sum, 1e-12) << k;
  }
}

}  // namespace
}  // namespace rampart::stats
