#include "core/stats/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace rampart::stats {
namespace {

TEST(Histogram, EmptyAnswersZeros) {
  const Histogram h;
  EXPECT_EQ(h.count(), 0U);
  EXPECT_EQ(h.quantile(0.99), 0.0);
  EXPECT_EQ(h.encode(), "");
}

TEST(Histogram, WholeValuesBelow512AreExact) {
  Histogram h;
  for (std::uint64_t v = 0; v < 512; ++v) h.record(v);
  EXPECT_EQ(h.quantile(0), 0.0);
  EXPECT_EQ(h.quantile(0.5), 255.0);
  EXPECT_EQ(h.quantile(1), 511.0);
}

TEST(Histogram, QuantilesStayWithinFourTenthsOfAPercent) {
  Histogram h;
  std::vector<std::uint64_t> all;
  Random random(3);
  for (int i = 0; i < 50000; ++i) {
    const auto v = static_cast<std::uint64_t>(random.exponential(50000));
    all.push_back(v);
    h.record(v);
  }
  std::sort(all.begin(), all.end());
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const auto exact = static_cast<double>(all[static_cast<std::size_t>(q * static_cast<double>(all.size() - 1))]);
    EXPECT_NEAR(h.quantile(q), exact, exact * 0.004 + 1) << q;
  }
}

TEST(Histogram, MergingPartsEqualsTheWhole) {
  Histogram whole;
  Histogram a;
  Histogram b;
  Random random(4);
  for (int i = 0; i < 5000; ++i) {
    const auto v = static_cast<std::uint64_t>(random.exponential(9000));
    whole.record(v);
    (i % 3 == 0 ? a : b).record(v);
  }
  a.merge(b);
  EXPECT_EQ(a.buckets(), whole.buckets());
  EXPECT_EQ(a.min(), whole.min());
  EXPECT_EQ(a.max(), whole.max());
  EXPECT_DOUBLE_EQ(a.sum(), whole.sum());
}

TEST(Histogram, EncodesAndDecodesExactly) {
  Histogram h;
  for (const std::uint64_t v : {0ULL, 1ULL, 300ULL, 70000ULL, 1ULL << 39, 1ULL << 50}) h.record(v, v + 1 > 5 ? 3 : 1);
  const auto back = Histogram::decode(h.encode());
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(back->buckets(), h.buckets());
  EXPECT_EQ(back->max(), 1ULL << 50);
  EXPECT_EQ(back->count(), h.count());
}

TEST(Histogram, RefusesBytesItCannotHaveMade) {
  EXPECT_TRUE(Histogram::decode("\xff\xff").has_error());
  EXPECT_TRUE(Histogram::decode(std::string("\x01\x02\x03\x01", 4)).has_error());
}

}  // namespace
}  // namespace rampart::stats
