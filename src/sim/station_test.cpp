#include "sim/station.h"

#include <gtest/gtest.h>

#include <cmath>

namespace rampart::sim {
namespace {

constexpr double patient = 1e9;

std::optional<double> admit(Station& station, double now, double service_s, double patience_s = patient) {
  return station.admit(now, service_s, patience_s, 0, 0, nullptr, 0);
}

TEST(Station, FirstComeFirstServedByTheFirstFreeWorker) {
  const TaskModel model{.workers = 2};
  Station station(model);
  EXPECT_EQ(admit(station, 0, 5), 5);
  EXPECT_EQ(admit(station, 0, 1), 1);
  EXPECT_EQ(station.wait_at(0), 1);
  EXPECT_EQ(admit(station, 0.5, 1), 2) << "waits for the second worker until 1";
  EXPECT_EQ(admit(station, 0.5, 1), 3);
  EXPECT_EQ(admit(station, 10, 1), 11) << "both are free";
  EXPECT_EQ(station.in_flight(), 5U);
  EXPECT_EQ(station.next_end(), 1);
}

TEST(Station, ItsLineIsAsLongAsTheModelSays) {
  const TaskModel model{.workers = 1, .queue = 2};
  Station station(model);
  EXPECT_TRUE(admit(station, 0, 1));
  EXPECT_TRUE(admit(station, 0, 1));
  EXPECT_TRUE(admit(station, 0, 1));
  EXPECT_FALSE(admit(station, 0, 1)) << "one works, two wait";
  EXPECT_FALSE(admit(station, 0.999, 1));
  EXPECT_EQ(admit(station, 1, 1), 4) << "the first of them began";
  EXPECT_EQ(station.in_flight(), 4U);
}

TEST(Station, WithoutALineOnlyWorkersTake) {
  const TaskModel model{.workers = 1, .queue = 0};
  Station station(model);
  EXPECT_TRUE(admit(station, 0, 1));
  EXPECT_FALSE(admit(station, 0.5, 1));
  EXPECT_TRUE(admit(station, 1, 1));
}

TEST(Station, AClientGivesUpButTheWorkGoesOn) {
  const TaskModel model{.workers = 1};
  Station station(model);
  EXPECT_EQ(admit(station, 0, 5, 2), 2) << "seen by the client";
  EXPECT_EQ(station.wait_at(2), 3) << "its worker is busy until 5";
  const auto ended = station.take_ended(2);
  ASSERT_TRUE(ended);
  EXPECT_TRUE(ended->timed_out);
  EXPECT_EQ(ended->end, 2);
  EXPECT_EQ(admit(station, 2, 1, 10), 6);
  EXPECT_FALSE(station.take_ended(6)->timed_out);
}

TEST(Station, EndsComeInOrder) {
  const TaskModel model{.workers = 3};
  Station station(model);
  station.admit(0, 3, patient, 7, 1, nullptr, 0);
  station.admit(0, 1, patient, 8, 2, nullptr, 0, true);
  station.admit(0, 2, patient, 9, 3, nullptr, 0);
  EXPECT_FALSE(station.take_ended(0.5));
  const auto first = station.take_ended(10);
  EXPECT_EQ(first->user, 8U);
  EXPECT_EQ(first->endpoint, 2U);
  EXPECT_TRUE(first->last);
  EXPECT_EQ(station.take_ended(10)->user, 9U);
  EXPECT_EQ(station.take_ended(10)->user, 7U);
  EXPECT_FALSE(station.take_ended(10));
}

TEST(Station, ASharedDownstreamHoldsTheWorker) {
  const TaskModel model{.workers = 2};
  Station one(model), other(model);
  double free_at = 0;
  EXPECT_EQ(one.admit(0, 0.1, patient, 0, 0, &free_at, 0.5), 0.5);
  EXPECT_EQ(other.admit(0, 0.1, patient, 0, 0, &free_at, 0.5), 1.0) << "two a second, whichever task asks";
  EXPECT_EQ(one.admit(0, 5, patient, 0, 0, &free_at, 0.5), 5) << "its own work takes longer";
  EXPECT_EQ(free_at, 1.5);
  EXPECT_EQ(one.wait_at(0), 0.5) << "its worker waits for the downstream too";
}

TEST(Station, TakeAllIsWhatWasOnItsWay) {
  const TaskModel model{.workers = 1};
  Station station(model);
  admit(station, 0, 1);
  admit(station, 0, 1);
  EXPECT_EQ(station.take_all().size(), 2U);
  EXPECT_EQ(station.in_flight(), 0U);
  EXPECT_TRUE(station.take_all().empty());
}

TEST(Station, CpuIsThatOfRequestsThatWereBegun) {
  const TaskModel model{.workers = 1, .cpu_s = 0.25};
  Station station(model);
  for (int i = 0; i < 3; ++i) admit(station, 0, 1);
  EXPECT_DOUBLE_EQ(station.take_cpu(0), 0.25);
  EXPECT_DOUBLE_EQ(station.take_cpu(0.5), 0);
  EXPECT_DOUBLE_EQ(station.take_cpu(2), 0.5);
}

TEST(ServiceTime, HasTheMeanAndVariationItSays) {
  constexpr int n = 200'000;
  for (const double cv : {0.5, 1.0, 2.0}) {
    const ServiceTime time{.mean_s = 0.2, .cv = cv};
    Random random(3);
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double drawn = time.draw(random);
      ASSERT_GT(drawn, 0);
      sum += drawn;
      squares += drawn * drawn;
    }
    const double mean = sum / n;
    // Five standard errors of a mean of n.
    EXPECT_NEAR(mean, 0.2, 5 * 0.2 * cv / std::sqrt(n)) << cv;
    const double variance = squares / n - mean * mean;
    // Var(s²) ≈ σ⁴ (κ − 1) / n; the log-normal's kurtosis with w = 1 + cv² is w⁴ + 2w³ + 3w² − 3, the exponential's 9.
    const double w = 1 + cv * cv;
    const double kurtosis = cv == 1 ? 9 : w * w * w * w + 2 * w * w * w + 3 * w * w - 3;
    const double expected = 0.04 * cv * cv;
    EXPECT_NEAR(variance, expected, 5 * expected * std::sqrt((kurtosis - 1) / n)) << cv;
  }
  Random random(3);
  EXPECT_EQ((ServiceTime{.mean_s = 0.2, .cv = 0}.draw(random)), 0.2);
}

TEST(TaskModel, CapacityFollowsTheUniversalScalabilityLaw) {
  TaskModel model{.service = {.mean_s = 0.1}, .workers = 4};
  EXPECT_DOUBLE_EQ(model.capacity(), 40);
  EXPECT_DOUBLE_EQ(model.capacity(8), 40) << "nothing is shared";
  EXPECT_DOUBLE_EQ(model.cpu_of_request(), 0.1);
  // reference autoscaling.md §2.2: α = β = 0.02, γ = 1 gives 3.5294 at 6 and 3.3557 at 10 tasks.
  model = {.service = {.mean_s = 1}, .workers = 1, .contention = 0.02, .coherency = 0.02};
  EXPECT_NEAR(6 * model.capacity(6), 3.5294, 5e-5);
  EXPECT_NEAR(10 * model.capacity(10), 3.3557, 5e-5);
  EXPECT_DOUBLE_EQ(model.stretch(0), 1);
  model = {.service = {.mean_s = 0.1}, .workers = 4, .downstream_rate = 100};
  EXPECT_DOUBLE_EQ(model.capacity(2), 40);
  EXPECT_DOUBLE_EQ(model.capacity(5), 20) << "all five together get 100";
}

}  // namespace
}  // namespace rampart::sim
