#include "core/fleet/rollout.h"

#include <gtest/gtest.h>

#include <string>

namespace rampart::fleet {
namespace {

// One letter per task in the order of creation: new tasks p(ending) w(arming) h(ealthy) u(nhealthy), old ones in
// capitals.
std::vector<TaskView> tasks(const std::string& letters) {
  std::vector<TaskView> out;
  for (const char c : letters) {
    using State = TaskView::State;
    const char lower = static_cast<char>(c | 0x20);
    const State state = lower == 'p'   ? State::pending
                        : lower == 'w' ? State::warming
                        : lower == 'h' ? State::healthy
                                       : State::unhealthy;
    out.push_back({c == lower, state});
  }
  return out;
}

struct Answer {
  int start;
  std::vector<std::size_t> stop;
  bool stuck = false;
  bool operator==(const Answer&) const = default;
};
void PrintTo(const Answer& a, std::ostream* out) {
  *out << "start " << a.start << " stop";
  for (const auto i : a.stop) *out << " " << i;
  if (a.stuck) *out << " stuck";
}

Answer plan(int desired, int minimum, int maximum, const std::string& letters, bool may_start = true,
            bool failed = false) {
  RolloutInput input{desired, deployment_limits(desired, minimum, maximum), may_start, failed, tasks(letters)};
  const auto made = plan_rollout(input);
  Answer out{made.start, {}, made.stuck};
  for (const auto& stop : made.stop) out.stop.push_back(stop.index);
  return out;
}

// reference aws-scaling.md §1.4, the table of deployments: each row walked step by step.
TEST(Rollout, FourUnder100To200StartsFourThenStopsFour) {
  EXPECT_EQ(plan(4, 100, 200, "HHHH"), (Answer{4, {}}));
  EXPECT_EQ(plan(4, 100, 200, "HHHHpppp"), (Answer{0, {}}));
  EXPECT_EQ(plan(4, 100, 200, "HHHHhhww"), (Answer{0, {3, 2}}));
  EXPECT_EQ(plan(4, 100, 200, "HHHHhhhh"), (Answer{0, {3, 2, 1, 0}}));
}

TEST(Rollout, FourUnder50To100StopsTwoStartsTwoTwice) {
  EXPECT_EQ(plan(4, 50, 100, "HHHH"), (Answer{0, {3, 2}}));
  EXPECT_EQ(plan(4, 50, 100, "HH"), (Answer{2, {}}));
  EXPECT_EQ(plan(4, 50, 100, "HHpp"), (Answer{0, {}}));
  EXPECT_EQ(plan(4, 50, 100, "HHhh"), (Answer{0, {1, 0}}));
  EXPECT_EQ(plan(4, 50, 100, "hh"), (Answer{2, {}}));
}

TEST(Rollout, ThreeUnder50To150StartsOneStopsOne) {
  EXPECT_EQ(plan(3, 50, 150, "HHH"), (Answer{1, {2}}));
  EXPECT_EQ(plan(3, 50, 150, "HHp"), (Answer{1, {}}));
  EXPECT_EQ(plan(3, 50, 150, "HHhp"), (Answer{0, {1}}));
}

TEST(Rollout, OneUnder100To200StartsBeforeItStops) {
  EXPECT_EQ(plan(1, 100, 200, "H"), (Answer{1, {}}));
  EXPECT_EQ(plan(1, 100, 200, "Hw"), (Answer{0, {}}));
  EXPECT_EQ(plan(1, 100, 200, "Hh"), (Answer{0, {0}}));
}

TEST(Rollout, OneUnder0To100StopsBeforeItStarts) {
  EXPECT_EQ(plan(1, 0, 100, "H"), (Answer{0, {0}}));
  EXPECT_EQ(plan(1, 0, 100, ""), (Answer{1, {}}));
}

TEST(Rollout, OneUnder100To100IsStuck) {
  EXPECT_EQ(plan(1, 100, 100, "H"), (Answer{0, {}, true}));
  EXPECT_EQ(plan(1, 100, 100, "U"), (Answer{0, {0}}));  // a sick one may go
}

TEST(Rollout, LimitsRoundTheMinimumUpAndTheMaximumDown) {
  EXPECT_EQ(deployment_limits(3, 50, 150).minimum_healthy, 2);
  EXPECT_EQ(deployment_limits(3, 50, 150).maximum_total, 4);
  EXPECT_EQ(deployment_limits(4, 100, 200).maximum_total, 8);
  EXPECT_EQ(deployment_limits(1, 0, 100).minimum_healthy, 0);
  EXPECT_EQ(deployment_limits(0, 100, 200).maximum_total, 0);
}

TEST(Rollout, ScaleOutStartsWhatIsMissing) {
  EXPECT_EQ(plan(6, 100, 200, "hh"), (Answer{4, {}}));
  EXPECT_EQ(plan(6, 100, 200, "hhpp"), (Answer{2, {}}));
  EXPECT_EQ(plan(6, 100, 200, "hh", false), (Answer{0, {}}));  // throttled
}

TEST(Rollout, ScaleInTakesPendingThenWarmingThenTheNewest) {
  EXPECT_EQ(plan(1, 100, 200, "hhhh"), (Answer{0, {3, 2, 1}}));
  EXPECT_EQ(plan(1, 100, 200, "phwh"), (Answer{0, {0, 2, 3}}));
  EXPECT_EQ(plan(0, 100, 200, "hph"), (Answer{0, {1, 2, 0}}));
  EXPECT_EQ(scale_in_order(tasks("hupwuh")), (std::vector<std::size_t>{4, 1, 2, 3, 5, 0}));
}

TEST(Rollout, AnUnhealthyTaskGoesWhenItsReplacementIsHealthy) {
  EXPECT_EQ(plan(2, 100, 200, "hu"), (Answer{1, {}}));
  EXPECT_EQ(plan(2, 100, 200, "huw"), (Answer{0, {}}));
  EXPECT_EQ(plan(2, 100, 200, "huh"), (Answer{0, {1}}));
  EXPECT_EQ(plan(2, 100, 200, "hhh"), (Answer{0, {2}}));  // it recovered: back to two
}

TEST(Rollout, WithoutRoomUnhealthyTasksGoOneAtATime) {
  EXPECT_EQ(plan(4, 50, 100, "huuh"), (Answer{0, {1}}));
  EXPECT_EQ(plan(4, 50, 100, "huh"), (Answer{1, {}}));
  EXPECT_EQ(plan(4, 50, 100, "huhw"), (Answer{0, {}}));  // the first replacement is still on its way
  EXPECT_EQ(plan(4, 50, 100, "huhh"), (Answer{0, {1}}));
}

TEST(Rollout, AThirdDeploymentTakesThePlaceOfAnUnfinishedSecond) {
  EXPECT_EQ(plan(4, 100, 200, "HHHHPPPP"), (Answer{0, {7, 6, 5, 4}}));
  EXPECT_EQ(plan(4, 100, 200, "HHHH"), (Answer{4, {}}));
}

TEST(Rollout, AFailedDeploymentStartsNothingAndLeavesTheOldTasksAlone) {
  EXPECT_EQ(plan(4, 100, 200, "HHHHhhu", true, true), (Answer{0, {}}));
  EXPECT_EQ(plan(0, 100, 200, "HHhu", true, true).stop.size(), 4U);  // deleting the service ends them all the same
}

TEST(Rollout, DesiredLoweredMidDeploymentFitsUnderTheNewMaximum) {
  const auto answer = plan(2, 100, 200, "WWWWpppp");
  EXPECT_EQ(answer.start, 0);
  EXPECT_EQ(answer.stop.size(), 4U);
}

// reference aws-scaling.md §1.4: D 1, 4, 7, 25, 400, 1000.
TEST(CircuitBreaker, ThresholdIsHalfOfDesiredFrom3To200) {
  EXPECT_EQ(failure_threshold(1), 3);
  EXPECT_EQ(failure_threshold(4), 3);
  EXPECT_EQ(failure_threshold(7), 4);
  EXPECT_EQ(failure_threshold(25), 13);
  EXPECT_EQ(failure_threshold(400), 200);
  EXPECT_EQ(failure_threshold(1000), 200);
}

}  // namespace
}  // namespace rampart::fleet
