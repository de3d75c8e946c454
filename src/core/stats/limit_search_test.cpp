#include "core/stats/limit_search.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <queue>
#include <string>

#include "base/random.h"

namespace rampart::stats {
namespace {

using Service = std::function<double(Random&)>;  // seconds

/// A queue with `workers` servers and Poisson arrivals, first come first served.
struct Planted {
  std::string name;
  int workers;
  Service service;
  double target;  ///< Of p99, seconds.
};

/// Share of requests over the target, of a run from empty whose first tenth isn't counted.
double share_over(const Planted& planted, double rate, double length, Random& random) {
  std::priority_queue<double, std::vector<double>, std::greater<>> free_at;
  for (int i = 0; i < planted.workers; ++i) free_at.push(0);
  double over = 0, counted = 0, t = 0;
  while ((t += random.exponential(1 / rate)) < length) {
    const double begins = std::max(free_at.top(), t);
    free_at.pop();
    const double ends = begins + planted.service(random);
    free_at.push(ends);
    if (t < length / 10) continue;
    ++counted;
    if (ends - t > planted.target) ++over;
  }
  return counted > 0 ? over / counted : 0;
}

/// P(T > t) in M/M/c with mean service time 1, reference autoscaling.md §6.
double mmc_over(int c, double a, double t) {
  double b = 1;
  for (int k = 1; k <= c; ++k) b = a * b / (k + a * b);
  const double rho = a / c;
  const double waits = b / (1 - rho * (1 - b));
  const double k = c * (1 - rho);
  if (std::abs(k - 1) < 1e-9) return std::exp(-t) * (1 + waits * t);
  return std::exp(-t) + waits * (std::exp(-t) - std::exp(-k * t)) / (k - 1);
}

double mmc_limit(int c, double mean, double target) {
  double low = 0;
  double high = c;
  for (int i = 0; i < 60; ++i) {
    const double a = (low + high) / 2;
    (mmc_over(c, a, target / mean) <= 0.01 ? low : high) = a;
  }
  return low / mean;
}

/// By one long run for each step of a bisection, all from the same seed.
double simulated_limit(const Planted& planted, double capacity) {
  double low = capacity / 2;
  double high = capacity;
  for (int i = 0; i < 9; ++i) {  // to 0.1 % of the capacity
    const double rate = (low + high) / 2;
    Random random(11);
    (share_over(planted, rate, 800'000 / rate, random) <= 0.01 ? low : high) = rate;
  }
  return (low + high) / 2;
}

LimitResult search_for(const Planted& planted, double start, std::uint64_t seed,
                       Duration trial_length = std::chrono::seconds(100)) {
  Random random = Random::stream(seed, planted.name);
  LimitSearchOptions options;
  options.start_rate = start;
  options.trial = trial_length;  // 100 s: long beside the queue's memory, reference §6, docs/limit.md
  LimitSearch search(options);
  while (const auto trial = search.next()) {
    LimitOutcome outcome;
    outcome.badness = share_over(planted, trial->rate, seconds(trial->length), random) / 0.01;
    search.add(outcome);
  }
  return search.result();
}

Service exponential(double mean) {
  return [mean](Random& random) { return random.exponential(mean); };
}
Service fixed(double time) {
  return [time](Random&) { return time; };
}
Service erlang4(double mean) {
  return [mean](Random& random) {
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += random.exponential(mean / 4);
    return sum;
  };
}

void expect_found(const Planted& planted, double limit) {
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const LimitResult result = search_for(planted, 100, seed);
    EXPECT_NEAR(result.limit / limit, 1, 0.03) << planted.name << " seed " << seed;
    EXPECT_LE(result.spent, 12.0001) << planted.name;
    EXPECT_LE(result.low, result.limit);
    EXPECT_GE(result.high, result.limit);
  }
}

TEST(LimitSearch, FindsThePlantedLimitOfQueuesWithAFormula) {
  EXPECT_NEAR(mmc_limit(1, 0.002, 0.020), 500 - std::log(100) / 0.020, 1e-6);
  for (const int workers : {1, 2, 4})
    for (const double target : {0.020, 0.060})
      expect_found(
          {"M/M/" + std::to_string(workers) + " " + std::to_string(target), workers, exponential(0.002), target},
          mmc_limit(workers, 0.002, target));
}

TEST(LimitSearch, FindsThePlantedLimitOfOtherServiceTimes) {
  for (const int workers : {1, 4})
    for (const bool is_fixed : {true, false}) {
      const Planted planted{(is_fixed ? "M/D/" : "M/E4/") + std::to_string(workers), workers,
                            is_fixed ? fixed(0.002) : erlang4(0.002), 0.020};
      expect_found(planted, simulated_limit(planted, workers / 0.002));
    }
}

TEST(LimitSearch, ItsIntervalHoldsTheLimitAsOftenAsItSays) {
  int held = 0;
  for (const int workers : {1, 4})
    for (const double target : {0.020, 0.060})
      for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const double limit = mmc_limit(workers, 0.002, target);
        const LimitResult found = search_for({"M/M/" + std::to_string(workers), workers, exponential(0.002), target},
                                             100, seed, std::chrono::seconds(30));
        if (found.low <= limit && limit <= found.high) ++held;
      }
  EXPECT_GE(held, 34);  // 95 % of 40, less three standard deviations
}

/// A cheap stand-in for a trial: clumps of bad requests around exp(b(r/L − 1)) of what is allowed.
double clumped_badness(double ratio, double fullness, double slope, double clump, Random& random) {
  const double mean = std::min(std::exp(slope * (ratio - 1)), 100.0) * fullness / clump;
  double badness = 0;
  for (double at = random.exponential(1); at < mean; at += random.exponential(1))
    badness += random.exponential(clump / fullness);
  return badness;
}

struct Tally {
  int more_than_5_percent_off = 0;
  int aborted = 0;
  int covered = 0;
};

Tally search_a_thousand_times(double lies) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Random random = Random::stream(seed, "spurious");
    const double limit = 50 * std::exp(random.uniform() * 7 - 2);
    const double slope = 8 * std::exp(random.uniform() * 3.2);     // 8 … 200
    const double clump = 0.01 * std::exp(random.uniform() * 2.3);  // 0.01 … 0.1 of what a full trial allows
    LimitSearchOptions options;
    options.requests_at_least = 0;
    LimitSearch search(options);
    while (const auto trial = search.next()) {
      LimitOutcome outcome;
      outcome.badness = clumped_badness(trial->rate / limit, trial->fullness, slope, clump, random);
      if (random.uniform() < lies) outcome.badness = std::exp(random.uniform() * 5);  // bad whatever the rate
      search.add(outcome);
    }
    const LimitResult result = search.result();
    EXPECT_LE(result.spent, 12.0001);
    if (result.end != LimitResult::End::found && result.end != LimitResult::End::budget_spent) ++tally.aborted;
    if (std::abs(result.limit / limit - 1) > 0.05) ++tally.more_than_5_percent_off;
    if (result.low <= limit && limit <= result.high) ++tally.covered;
  }
  return tally;
}

TEST(LimitSearch, SurvivesSpuriousBadTrials) {
  const Tally tally = search_a_thousand_times(0.05);
  EXPECT_LE(tally.more_than_5_percent_off, 30);  // 3 % of 1,000
  EXPECT_EQ(tally.aborted, 0);
  // 95 % of 1,000, less three standard deviations (7 each).
  EXPECT_GE(tally.covered, 929);
  RecordProperty("off", tally.more_than_5_percent_off);
  RecordProperty("covered", tally.covered);
}

LimitResult run(LimitSearch& search, const std::function<double(double)>& badness) {
  while (const auto trial = search.next()) search.add({true, badness(trial->rate), 1});
  return search.result();
}

TEST(LimitSearch, SaysWhenTheTargetIsNeverOrAlwaysMet) {
  LimitSearchOptions options;
  options.lowest_rate = 10;
  options.highest_rate = 400;
  LimitSearch never(options);
  EXPECT_EQ(run(never, [](double) { return 50.0; }).end, LimitResult::End::never_met);
  EXPECT_EQ(never.result().limit, 0);
  LimitSearch always(options);
  EXPECT_EQ(run(always, [](double) { return 0.0; }).end, LimitResult::End::always_met);
  EXPECT_EQ(always.result().limit, 400);
}

TEST(LimitSearch, RepeatsALateTrialOnceAndThenBlamesTheGenerator) {
  LimitSearch search({});
  search.add({true, 0, 1});
  const auto second = search.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->rate, 100);
  search.add({false, 0, 1});
  ASSERT_TRUE(search.next());
  EXPECT_EQ(search.next()->rate, 100);
  search.add({false, 0, 1});
  EXPECT_FALSE(search.next());
  EXPECT_EQ(search.result().end, LimitResult::End::generator_limit);
  EXPECT_EQ(search.result().limit, 50);
  EXPECT_EQ(search.result().generator_rate, 100);
}

TEST(LimitSearch, ChecksTheAnswerAndFivePercentAbove) {
  LimitSearch search({});
  std::vector<LimitTrial> trials;
  while (const auto trial = search.next()) {
    trials.push_back(*trial);
    search.add({true, trial->rate > 730 ? 100.0 : 0.0, 1});
  }
  ASSERT_GE(trials.size(), 4U);
  EXPECT_EQ(trials[trials.size() - 2].purpose, LimitTrial::Purpose::check);
  EXPECT_EQ(trials.back().purpose, LimitTrial::Purpose::check_above);
  EXPECT_DOUBLE_EQ(trials.back().rate, trials[trials.size() - 2].rate * 1.05);
  EXPECT_NEAR(search.result().limit, 730, 22);
  EXPECT_EQ(search.result().check_above_badness, 100.0);
}

TEST(LimitSearch, LengthensTrialsOfSlowServices) {
  LimitSearchOptions options;
  options.start_rate = 5;
  LimitSearch search(options);
  EXPECT_EQ(search.full_length(5), from_seconds(459 / 5.0));
  EXPECT_EQ(search.full_length(1000), std::chrono::seconds(10));
  EXPECT_EQ(search.next()->length, from_seconds(459 / 20.0));
}

TEST(LimitSearch, KeepsTrialsLongEnoughToSeeSomething) {
  LimitSearchOptions options;
  options.shortest_trial = std::chrono::seconds(4);
  LimitSearch search(options);
  EXPECT_EQ(search.next()->length, std::chrono::seconds(4));
  EXPECT_DOUBLE_EQ(search.next()->fullness, 0.4);
}

}  // namespace
}  // namespace rampart::stats
