#include "sim/virtual_tasks.h"

#include <gtest/gtest.h>

#include "sim/testing/small_world.h"

namespace rampart::sim {
namespace {

using Kind = fleet::ComputeEvent::Kind;
using testing::launch_of;
using namespace std::chrono_literals;

constexpr Instant start = instant_from_unix_seconds(1'767'571'200);

/// Tasks on a present that the test moves.
class VirtualTasksTest : public ::testing::Test {
 protected:
  std::vector<fleet::ComputeEvent> at(double t) {
    present_.t = t;
    return tasks_.take_events();
  }
  void ask(const fleet::TaskId& id, double service_s) {
    tasks_.find(id)->station.admit(present_.t, service_s, 1e9, 5, 0, nullptr, 0);
  }

  TaskModel model_{.start_s = 20, .warm_up_s = 7, .stop_s = 0.5};
  Present present_{start, ScaledClock(start, 60s)};
  VirtualTasks tasks_{model_, present_};
};

TEST_F(VirtualTasksTest, RunsAfterItsStartAndAnswersAfterItsWarmUp) {
  tasks_.start(launch_of("a"));
  EXPECT_EQ(tasks_.next_change(), 20);
  EXPECT_TRUE(at(19.9).empty());
  const auto events = at(20);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::running);
  EXPECT_EQ(events[0].task, "a");
  EXPECT_EQ(events[0].at, start + 20s);
  EXPECT_NE(events[0].port, 0);
  EXPECT_FALSE(tasks_.answers(*tasks_.find("a")));
  EXPECT_EQ(tasks_.next_change(), 27);
  EXPECT_TRUE(at(27).empty());
  EXPECT_TRUE(tasks_.answers(*tasks_.find("a")));
  EXPECT_FALSE(tasks_.next_change());
}

TEST_F(VirtualTasksTest, EachHasAPortOfItsOwnInTheOrderOfTheirStarts) {
  tasks_.start(launch_of("b"));
  tasks_.start(launch_of("a"));
  const auto events = at(20);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].task, "b");
  EXPECT_NE(events[0].port, events[1].port);
}

TEST_F(VirtualTasksTest, AfterSigtermItFinishesWhatItHas) {
  tasks_.start(launch_of("a"));
  at(30);
  ask("a", 3);
  tasks_.stop("a", 30s);
  EXPECT_FALSE(tasks_.answers(*tasks_.find("a")));
  EXPECT_EQ(tasks_.next_change(), 33);
  EXPECT_TRUE(at(31).empty());
  present_.t = 33;
  EXPECT_TRUE(tasks_.find("a")->station.take_ended(33)) << "its client has the answer";
  const auto events = at(33);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::stopped);
  EXPECT_EQ(events[0].exit_code, 0);
  EXPECT_EQ(tasks_.find("a"), nullptr);
  EXPECT_TRUE(tasks_.take_cut_off().empty());
}

TEST_F(VirtualTasksTest, AnIdleOneNeedsItsTimeToStop) {
  tasks_.start(launch_of("a"));
  at(30);
  tasks_.stop("a", 30s);
  EXPECT_EQ(tasks_.next_change(), 30.5);
  EXPECT_TRUE(at(30.4).empty());
  EXPECT_EQ(at(30.5).size(), 1U);
}

TEST_F(VirtualTasksTest, AfterTheTimeoutItIsKilledWithItsRequests) {
  tasks_.start(launch_of("a"));
  at(30);
  ask("a", 100);
  ask("a", 100);
  tasks_.stop("a", 10s);
  tasks_.stop("a", 60s);
  EXPECT_EQ(tasks_.next_change(), 40) << "a second SIGTERM gives no more time";
  EXPECT_TRUE(at(39.9).empty());
  const auto events = at(40);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].exit_code, 137);
  const auto cut_off = tasks_.take_cut_off();
  ASSERT_EQ(cut_off.size(), 2U);
  EXPECT_EQ(cut_off[0].user, 5U);
  EXPECT_TRUE(tasks_.take_cut_off().empty());
}

TEST_F(VirtualTasksTest, StopBeforeItRunsAndKillFromOutside) {
  tasks_.start(launch_of("a"));
  tasks_.start(launch_of("b"));
  tasks_.stop("a", 30s);
  const auto stopped = at(1);
  ASSERT_EQ(stopped.size(), 1U) << "never running, so never told to be";
  EXPECT_EQ(stopped[0].kind, Kind::stopped);
  at(25);
  ask("b", 9);
  tasks_.kill("b");
  tasks_.kill("nobody");
  const auto killed = at(25);
  ASSERT_EQ(killed.size(), 1U);
  EXPECT_EQ(killed[0].task, "b");
  EXPECT_EQ(killed[0].exit_code, 137);
  EXPECT_EQ(tasks_.take_cut_off().size(), 1U);
  tasks_.stop("b", 30s);
  EXPECT_TRUE(at(99).empty()) << "unknown and stopped tasks are ignored";
}

}  // namespace
}  // namespace rampart::sim
