#include "sim/load_bounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace rampart::sim {
namespace {

const TaskModel task{.service = {0.08, 0.5}, .workers = 1, .cpu_s = 0.02, .start_s = 23};

LoadMinutes minutes_of(std::vector<double> rates) { return {task, 0.5, 0.01, RateCurve{60, std::move(rates)}}; }

struct Plan {
  double hours = 0;
  double missed = 0;
};

/// Every way through the load with whole tasks for whole minutes.
std::vector<Plan> every_plan(const LoadMinutes& minutes, double start_hours) {
  std::vector<Plan> out;
  std::vector<int> tasks(minutes.size(), 1);
  for (;;) {
    Plan plan;
    for (std::size_t m = 0; m < tasks.size(); ++m) {
      plan.hours += tasks[m] / 60.0;
      plan.missed += minutes.missed(m, tasks[m]);
      if (m > 0) plan.hours += std::max(0, tasks[m] - tasks[m - 1]) * start_hours;
    }
    out.push_back(plan);
    std::size_t m = 0;
    while (m < tasks.size() && tasks[m] == minutes.most_tasks()) tasks[m++] = 1;
    if (m == tasks.size()) return out;
    ++tasks[m];
  }
}

/// The hours at `allowed` on the lower hull of all plans: the best mix of two of them.
double hull_at(const std::vector<Plan>& plans, double allowed) {
  double best = std::numeric_limits<double>::infinity();
  std::vector<Plan> front = plans;
  std::sort(front.begin(), front.end(), [](const Plan& a, const Plan& b) {
    return a.missed != b.missed ? a.missed < b.missed : a.hours < b.hours;
  });
  std::vector<Plan> least;
  for (const Plan& p : front)
    if (least.empty() || p.hours < least.back().hours) least.push_back(p);
  for (const Plan& a : least) {
    if (a.missed > allowed) continue;
    best = std::min(best, a.hours);
    for (const Plan& b : least)
      if (b.missed > allowed)
        best = std::min(best, a.hours + (b.hours - a.hours) * (allowed - a.missed) / (b.missed - a.missed));
  }
  return best;
}

TEST(LoadBounds, TheClairvoyantIsTheBestOfAllWays) {
  Random random(7);
  for (int load = 0; load < 8; ++load) {
    std::vector<double> rates;
    for (int m = 0; m < 5; ++m) rates.push_back(random.uniform() * 22);
    const LoadMinutes minutes = minutes_of(rates);
    for (const double start_hours : {0.0, 23 / 3600.0, 0.1}) {
      const auto plans = every_plan(minutes, start_hours);
      for (const double share : {0.001, 0.01, 0.1}) {
        const double allowed = share * minutes.requests();
        double best = std::numeric_limits<double>::infinity();
        double least_missed = best;
        for (const Plan& plan : plans) {
          least_missed = std::min(least_missed, plan.missed);
          if (plan.missed <= allowed) best = std::min(best, plan.hours);
        }
        if (least_missed >= allowed) continue;
        const Score bound = clairvoyant(minutes, allowed, start_hours);
        EXPECT_LE(bound.task_hours, best + 1e-9);
        // The price is found to a part in 10⁶, and with it the hull.
        EXPECT_NEAR(bound.task_hours, hull_at(plans, allowed), 1e-5 * best) << share << " " << start_hours;
      }
    }
  }
}

TEST(LoadBounds, ATargetOutOfReachCostsWhatMissesLeast) {
  const LoadMinutes minutes = minutes_of({10, 10});
  const Score strict = clairvoyant(minutes, 0, 0);
  EXPECT_GT(strict.missed, 0) << "an idle task is late now and then";
  EXPECT_NEAR(strict.task_hours, 2 * minutes.most_tasks() / 60.0, 1e-6);
}

TEST(LoadBounds, NeedsAreTheFewestTasksThatKeepTheTarget) {
  const LoadMinutes minutes = minutes_of({0, 1, 6, 7, 13, 40, 95});
  EXPECT_EQ(minutes.need(0), 1);
  for (std::size_t m = 1; m < minutes.size(); ++m) {
    const double requests = minutes.rate(m) * 60;
    EXPECT_LE(minutes.missed(m, minutes.need(m)), 0.01 * requests * 1.0001) << m;
    if (minutes.need(m) > 1) {
      EXPECT_GT(minutes.missed(m, minutes.need(m) - 1), 0.01 * requests) << m;
    }
  }
  EXPECT_EQ(minutes.missed(6, 1), 95 * 60) << "one task can't take it";
}

TEST(LoadBounds, AFollowerPaysForWhatItLearnsLate) {
  std::vector<double> rates;
  for (int m = 0; m < 240; ++m) rates.push_back(m / 20 % 2 == 0 ? 6 : 60);
  const LoadMinutes minutes = minutes_of(rates);
  const double allowed = 0.01 * minutes.requests();
  const double bound = clairvoyant(minutes, allowed, 0.006).task_hours;
  const Score at_once = follower(minutes, allowed, 0.006, 0);
  const Score late = follower(minutes, allowed, 0.006, 3);
  for (const Score& score : {at_once, late}) {
    EXPECT_LE(score.missed, allowed);
    EXPECT_GE(score.task_hours, bound);
  }
  EXPECT_LT(at_once.task_hours, late.task_hours);
  // Three minutes of each rise are lost to whoever has no headroom, and that is more than one request in a hundred.
  EXPECT_GE(late.task_hours, 0.9 * minutes.need(30) * 240 / 60);
}

}  // namespace
}  // namespace rampart::sim
