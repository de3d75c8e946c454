#include "core/watch/extended_statistic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rampart::watch {
namespace {

Datapoint of(const std::vector<double>& values) {
  Datapoint out;
  for (const double value : values) {
    out.value.merge(stats::StatisticSet::of(value));
    out.values.add(value, 1);
  }
  return out;
}

double asked(const Datapoint& point, std::string_view name) {
  const auto statistic = extended_statistic_named(name);
  EXPECT_TRUE(statistic.has_value()) << name;
  return statistic ? value_of(point, *statistic).value_or(std::nan("")) : std::nan("");
}

std::vector<double> one_to(int n) {
  std::vector<double> out;
  for (int i = 1; i <= n; ++i) out.push_back(i);
  return out;
}

TEST(ExtendedStatistic, percentiles_are_within_half_a_per_cent) {
  const Datapoint point = of(one_to(100));
  for (const int p : {1, 10, 50, 90, 99, 100}) EXPECT_NEAR(asked(point, "p" + std::to_string(p)), p, p * 0.005 + 1e-9);
  EXPECT_NEAR(asked(point, "p99.9"), 100, 0.5);
  EXPECT_EQ(asked(of({7, 7, 7}), "p50"), 7) << "exact where all are alike";
  EXPECT_NEAR(asked(of({-4, 0, 4}), "p33.3"), -4, 0.02);
  EXPECT_EQ(asked(of({-4, 0, 4}), "p50"), 0);
}

TEST(ExtendedStatistic, trimmed_statistics) {
  const Datapoint point = of(one_to(100));
  EXPECT_NEAR(asked(point, "tm90"), 45.5, 0.3);
  EXPECT_NEAR(asked(point, "TM(10%:90%)"), 50.5, 0.3);
  EXPECT_NEAR(asked(point, "IQM"), 50.5, 0.3);
  EXPECT_NEAR(asked(point, "tc90"), 90, 1e-9);
  EXPECT_NEAR(asked(point, "TS(:50%)"), 1275, 7);
  EXPECT_NEAR(asked(point, "TC(20.5:40.5)"), 20, 1e-9);
  EXPECT_NEAR(asked(point, "PR(:80.5)"), 80, 1e-9);
  EXPECT_NEAR(asked(point, "wm90"), (45.5 * 90 + 10 * 90) / 100, 0.4);
}

TEST(ExtendedStatistic, names_that_are_none) {
  for (const char* name : {"p", "p101", "p-1", "pp", "P99", "TM", "TM()", "TM(:)", "TM(10%:90)", "PR(10%:)", "PR90",
                           "Sum", "p1e1", "", "tm", "pnan"})
    EXPECT_FALSE(extended_statistic_named(name).has_value()) << name;
  EXPECT_TRUE(any_statistic_named("Sum").has_value());
}

TEST(ExtendedStatistic, unknown_samples_give_nothing) {
  Datapoint point;
  point.value = {4, 8, 1, 3};
  EXPECT_FALSE(value_of(point, *extended_statistic_named("p50")).has_value());
  point.value = {4, 8, 2, 2};
  EXPECT_EQ(value_of(point, *extended_statistic_named("p50")), 2);
}

TEST(ExtendedStatistic, samples_that_a_percentile_needs) {
  EXPECT_NEAR(samples_for(*extended_statistic_named("p99")), 1000, 1e-6);
  EXPECT_NEAR(samples_for(*extended_statistic_named("p10")), 100, 1e-6);
}

TEST(Distribution, is_bounded_and_keeps_the_high_end) {
  Distribution values;
  for (int i = 0; i < 2000; ++i) values.add(std::pow(1.03, i % 700), 1);
  EXPECT_LE(values.buckets().size(), Distribution::most_buckets);
  double weight = 0;
  for (const auto& bucket : values.buckets()) weight += bucket.weight;
  EXPECT_EQ(weight, 2000);
  EXPECT_NEAR(Distribution::value_of(values.buckets().back().index), std::pow(1.03, 699), std::pow(1.03, 699) * 0.005);
}

TEST(Distribution, merges_in_any_order) {
  Distribution a, b;
  for (const double value : {1.0, 2.0, 3.0}) a.add(value, 1);
  for (const double value : {2.0, -5.0}) b.add(value, 2);
  Distribution ab = a, ba = b;
  ab.merge(b);
  ba.merge(a);
  ASSERT_EQ(ab.buckets().size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(ab.buckets()[i].index, ba.buckets()[i].index);
    EXPECT_EQ(ab.buckets()[i].weight, ba.buckets()[i].weight);
  }
}

}  // namespace
}  // namespace rampart::watch
