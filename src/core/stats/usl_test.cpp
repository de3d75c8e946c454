#include "core/stats/usl.h"

#include <gtest/gtest.h>

namespace rampart::stats {
namespace {

// SPEC SDM91 on a SPARCcenter 2000, and its coefficients as R's package usl gives them.
const std::vector<LoadPoint> specsdm91 = {{1, 64.9},     {18, 995.9},   {36, 1652.4}, {72, 1853.2},
                                          {108, 1828.9}, {144, 1775.0}, {216, 1702.2}};
// Shaped as the ray tracer of the same package, the trap case: it only ever flattens, so a peak would be a guess.
const std::vector<LoadPoint> raytracer = {{1, 20},   {4, 78},   {8, 130},  {12, 170}, {16, 190}, {20, 200},
                                          {24, 210}, {28, 230}, {32, 260}, {48, 280}, {64, 310}};

TEST(Usl, FindsThePublishedCoefficients) {
  const auto fit = fit_usl(specsdm91);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->alpha, 0.0277285, 5e-8);  // half of the last digit that is published
  EXPECT_NEAR(fit->beta, 0.0001044, 5e-8);
  EXPECT_NEAR(fit->gamma, 89.99523, 5e-6);
  const UslPeak peak = stated_peak(*fit, specsdm91);
  ASSERT_TRUE(peak.load) << peak.why_not;
  EXPECT_NEAR(*peak.load, 96.51956, 5e-6);
}

TEST(Usl, FindsTheCoefficientsOfTheSixPointSet) {
  const std::vector<LoadPoint> points = {{1, 1}, {2, 1.8868}, {4, 3.0769}, {6, 3.5294}, {8, 3.5398}, {10, 3.3557}};
  const auto fit = fit_usl(points);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->alpha, 0.02, 1e-4);  // the points are rounded to 5e-5
  EXPECT_NEAR(fit->beta, 0.02, 1e-4);
  EXPECT_NEAR(fit->gamma, 1, 1e-4);
  EXPECT_FALSE(stated_peak(*fit, points).load);  // five points above half of the peak
}

TEST(Usl, RecoversWhatItWasMadeFrom) {
  const Usl planted{250, 0.08, 0.0007};
  std::vector<LoadPoint> points;
  for (const double n : {1.0, 4.0, 9.0, 17.0, 30.0, 45.0, 80.0}) points.push_back({n, planted.throughput(n)});
  const auto fit = fit_usl(points);
  ASSERT_TRUE(fit.has_value());
  EXPECT_NEAR(fit->alpha, planted.alpha, 1e-8);
  EXPECT_NEAR(fit->beta, planted.beta, 1e-10);
  EXPECT_NEAR(fit->gamma, planted.gamma, 1e-5);
}

TEST(Usl, StatesNoPeakForTheRayTracer) {
  const auto fit = fit_usl(raytracer);
  ASSERT_TRUE(fit.has_value());
  const UslPeak peak = stated_peak(*fit, raytracer);
  EXPECT_FALSE(peak.load);
  EXPECT_FALSE(peak.why_not.empty());
}

TEST(Usl, StatesNoPeakFarBeyondWhatWasMeasured) {
  const Usl fit{10, 0.01, 0.0001};  // N* = 99.5
  std::vector<LoadPoint> points;
  for (const double n : {40.0, 42.0, 44.0, 46.0, 48.0, 49.0}) points.push_back({n, fit.throughput(n)});
  EXPECT_FALSE(stated_peak(fit, points).load);
  points.push_back({50, fit.throughput(50)});
  EXPECT_TRUE(stated_peak(fit, points).load);
}

TEST(Usl, RefusesTwoLoads) {
  EXPECT_TRUE(fit_usl({{1, 10}, {2, 20}, {2, 21}}).has_error());
  EXPECT_TRUE(fit_usl({}).has_error());
}

}  // namespace
}  // namespace rampart::stats
