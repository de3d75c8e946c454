#include "sim/promise.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace rampart::sim {
namespace {

using Days = std::vector<BlockFigures>;

Days days_of(const std::vector<double>& missed) {
  Days out;
  for (const double m : missed) out.push_back({.task_hours = 24, .requests = 1000, .missed = m, .changes = 0});
  return out;
}

double promised(const Days& days, std::size_t horizon) {
  const std::vector<Days> by_seed{days};
  return promised_share(by_seed, horizon);
}

TEST(Promise, DaysThatAreAllAlikePromiseWhatTheyAre) {
  EXPECT_DOUBLE_EQ(promised(days_of(std::vector<double>(12, 7)), 4), 0.007);
  EXPECT_DOUBLE_EQ(promised(days_of({7}), 1), 0.007) << "a load of one block";
  EXPECT_DOUBLE_EQ(promised(days_of({7}), 9), 0.007) << "no longer than what was seen";
  EXPECT_EQ(promised(days_of({}), 1), 0);
}

TEST(Promise, TheWorstStretchCounts) {
  std::vector<double> missed(60, 1);
  for (std::size_t day = 40; day < 45; ++day) missed[day] = 50;
  EXPECT_GE(promised(days_of(missed), 5), 0.05);
  EXPECT_GE(promised(days_of(missed), 10), (5 * 50 + 5 * 1) / 10000.0);
}

TEST(Promise, FewDaysPromiseLess) {
  std::vector<double> few{2, 4, 6, 8};
  std::vector<double> many;
  for (int i = 0; i < 15; ++i) many.insert(many.end(), few.begin(), few.end());
  EXPECT_GT(promised(days_of(few), 2), promised(days_of(many), 30) + 0.0005);
}

TEST(Promise, SeedsThatDifferPromiseLess) {
  const std::vector<Days> alike{days_of({5}), days_of({5}), days_of({5}), days_of({5})};
  const std::vector<Days> apart{days_of({0}), days_of({3}), days_of({7}), days_of({10})};
  EXPECT_DOUBLE_EQ(promised_share(alike, 1), 0.005);
  EXPECT_GE(promised_share(apart, 1), 0.010) << "a run like the worst of four comes one time in four";
}

// Days of one kind, drawn by chance: what comes next is above the promise at most one time in twenty. Of 400 that is
// 20, with a standard deviation of 4.4, so above 34 in a run of a thousand.
TEST(Promise, HoldsOnDaysOfTheSameKind) {
  Random random(3);
  int broken = 0;
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<double> days;
    for (int day = 0; day < 30; ++day) days.push_back(random.exponential(4) + random.exponential(4));
    const std::vector<double> seen(days.begin(), days.begin() + 20);
    double came = 0;
    for (std::size_t day = 20; day < 30; ++day) came += days[day] / 10'000;
    if (came > promised(days_of(seen), 10)) ++broken;
  }
  EXPECT_LE(broken, 34);
  EXPECT_GE(broken, 1) << "a promise that is never broken costs too much";
}

}  // namespace
}  // namespace rampart::sim
