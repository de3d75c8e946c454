#include "core/load/arrivals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

namespace rampart::load {
namespace {

using namespace std::chrono_literals;
using script::Phase;
using testing::ElementsAre;

Phase rate(double per_second, Duration duration) {
  Phase p;
  p.arrival_rate = per_second;
  p.duration = duration;
  return p;
}
Phase ramp(double from, double to, Duration duration) {
  Phase p = rate(from, duration);
  p.shape = Phase::Shape::ramp;
  p.ramp_to = to;
  return p;
}
Phase count(std::int64_t n, Duration duration) {
  Phase p;
  p.shape = Phase::Shape::count;
  p.arrival_count = n;
  p.duration = duration;
  return p;
}
Phase pause(Duration duration) {
  Phase p;
  p.shape = Phase::Shape::pause;
  p.duration = duration;
  return p;
}

std::vector<Arrival> all(const std::vector<Phase>& phases, int worker = 0, int workers = 1) {
  std::vector<Arrival> out;
  Arrivals arrivals(phases, 1, worker, workers);
  while (const auto a = arrivals.next()) out.push_back(*a);
  return out;
}
std::size_t total(const Phase& phase) { return all({phase}).size(); }
std::vector<int> per_second(const Phase& phase) {
  std::vector<int> out(static_cast<std::size_t>(phase.duration / Duration(1s)));
  for (const Arrival& a : all({phase})) ++out[static_cast<std::size_t>((a.due - Duration(1ns)) / Duration(1s))];
  return out;
}

// reference artillery.md §1.4, arrivalRate.
TEST(Arrivals, RateHasArtillerysFloorEffects) {
  EXPECT_EQ(total(rate(1200, 10s)), 12004U);
  EXPECT_EQ(total(rate(1500, 10s)), 15015U);
  EXPECT_EQ(total(rate(10, 10s)), 100U);
  EXPECT_EQ(total(rate(1, 3s)), 3U);
  EXPECT_EQ(total(rate(0.5, 10s)), 5U);
  EXPECT_EQ(total(rate(0, 10s)), 0U);
}

TEST(Arrivals, TheFirstComesAfterOneGap) {
  const auto a = all({rate(4, 1s)});
  ASSERT_EQ(a.size(), 4U);
  EXPECT_EQ(a.front().due, 250ms);
  EXPECT_EQ(a.back().due, 1s);
}

// reference artillery.md §1.4, rampTo.
TEST(Arrivals, RampGoesInOneSecondSteps) {
  EXPECT_THAT(per_second(ramp(1, 10, 4s)), ElementsAre(1, 4, 7, 10));
  EXPECT_THAT(per_second(ramp(8, 0, 4s)), ElementsAre(8, 5, 3, 0));
  EXPECT_THAT(per_second(ramp(0, 10, 1s)), ElementsAre(5));
  EXPECT_THAT(per_second(ramp(600, 600, 2s)), ElementsAre(600, 600));
}

TEST(Arrivals, CountIsEvenAndExact) {
  const auto a = all({count(4, 2s)});
  ASSERT_EQ(a.size(), 4U);
  EXPECT_EQ(a[0].due, 500ms);
  EXPECT_EQ(a[3].due, 2s);
}

TEST(Arrivals, PhasesFollowEachOther) {
  const std::vector<Phase> phases = {rate(1, 2s), pause(3s), count(1, 1s)};
  const auto a = all(phases);
  ASSERT_EQ(a.size(), 3U);
  EXPECT_EQ(a[1].due, 2s);
  EXPECT_EQ(a[1].phase, 0);
  EXPECT_EQ(a[2].due, 6s);
  EXPECT_EQ(a[2].phase, 2);
  EXPECT_EQ(a[2].number, 2U);
  EXPECT_THAT(phase_starts(phases), ElementsAre(0s, 2s, 5s, 6s));
}

TEST(Arrivals, WorkersTogetherDoWhatOneWould) {
  Phase poisson = rate(50, 3s);
  poisson.poisson = true;
  const std::vector<Phase> phases = {rate(7, 3s), ramp(1, 20, 5s), poisson, count(5, 1s)};
  const auto one = all(phases);
  std::vector<Arrival> together;
  for (int worker = 0; worker < 3; ++worker)
    for (const Arrival& a : all(phases, worker, 3)) {
      EXPECT_EQ(a.number % 3, static_cast<std::uint64_t>(worker));
      together.push_back(a);
    }
  std::sort(together.begin(), together.end(), [](const Arrival& a, const Arrival& b) { return a.number < b.number; });
  ASSERT_EQ(together.size(), one.size());
  for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(together[i].due, one[i].due);
}

TEST(Arrivals, PoissonHasItsRateAndEndsWithItsPhase) {
  Phase p = rate(100, 100s);
  p.poisson = true;
  const auto a = all({p});
  EXPECT_NEAR(static_cast<double>(a.size()), 10000.0, 5 * 100.0);  // five standard deviations
  EXPECT_LE(a.back().due, 100s);
  double square = 0;
  for (std::size_t i = 1; i < a.size(); ++i)
    square += seconds(a[i].due - a[i - 1].due) * seconds(a[i].due - a[i - 1].due);
  EXPECT_NEAR(square / static_cast<double>(a.size()), 2e-4, 2e-5);  // E[gap²] = 2/rate² when gaps are exponential
}

TEST(Arrivals, ARateWithoutDurationNeverEnds) {
  const std::vector<Phase> phases = {rate(10, 0s)};
  Arrivals arrivals(phases, 1);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(arrivals.next());
  EXPECT_EQ(phase_starts(phases).back(), Duration::max());
}

}  // namespace
}  // namespace rampart::load
