#include "core/stats/queueing_curve.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rampart::stats {
namespace {

TEST(QueueingCurve, RecoversWhatItWasMadeFrom) {
  std::vector<LatencyPoint> points;
  for (const double rate : {10.0, 40.0, 70.0, 90.0}) points.push_back({rate, 12 / (1 - rate / 100)});
  const auto fit = fit_queueing_curve(points);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->service_time, 12, 1e-9);
  EXPECT_NEAR(fit->capacity, 100, 1e-9);
  EXPECT_LT(fit->worst_error, 1e-9);
  EXPECT_TRUE(std::isinf(fit->latency(100)));
}

TEST(QueueingCurve, RefusesALatencyThatDoesNotRise) {
  EXPECT_TRUE(fit_queueing_curve({{10, 5}, {20, 5}, {30, 4.9}}).has_error());
  EXPECT_TRUE(fit_queueing_curve({{10, 5}, {20, 6}, {20, 7}}).has_error());
}

}  // namespace
}  // namespace rampart::stats
