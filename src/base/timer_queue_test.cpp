#include "base/timer_queue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "base/random.h"

namespace rampart {
namespace {

using namespace std::chrono_literals;

TEST(TimerQueue, CallsInOrderOfDueThenOfAsking) {
  TimerQueue timers;
  std::string said;
  timers.at(Instant(2s), [&] { said += 'c'; });
  timers.at(Instant(1s), [&] { said += 'a'; });
  timers.at(Instant(1s), [&] { said += 'b'; });
  EXPECT_EQ(timers.next_due(), Instant(1s));
  EXPECT_EQ(timers.advance(Instant(1s)), 2U);
  EXPECT_EQ(said, "ab");
  EXPECT_EQ(timers.next_due(), Instant(2s));
  timers.advance(Instant(5s));
  EXPECT_EQ(said, "abc");
  EXPECT_EQ(timers.next_due(), std::nullopt);
}

TEST(TimerQueue, NowStandsStillInATurn) {
  TimerQueue timers;
  timers.at(Instant(1s), [&] { EXPECT_EQ(timers.now(), Instant(5s)); });
  timers.advance(Instant(5s));
  timers.advance(Instant(4s));
  EXPECT_EQ(timers.now(), Instant(5s));
}

TEST(TimerQueue, CancelledAndFinishedIdsAreIgnored) {
  TimerQueue timers;
  int calls = 0;
  const TimerId first = timers.at(Instant(1s), [&] { ++calls; });
  timers.cancel(first);
  EXPECT_EQ(timers.next_due(), std::nullopt);
  const TimerId second = timers.at(Instant(1s), [&] { ++calls; });  // may take the place of the first
  timers.cancel(first);
  timers.advance(Instant(1s));
  timers.cancel(second);
  EXPECT_EQ(calls, 1);
}

TEST(TimerQueue, ACallbackMayAddAndCancel) {
  TimerQueue timers;
  std::string said;
  TimerId victim = 0;
  timers.at(Instant(1s), [&] {
    said += 'a';
    timers.cancel(victim);
    timers.at(Instant(1s), [&] { said += 'c'; });
  });
  victim = timers.at(Instant(1s), [&] { said += 'b'; });
  timers.advance(Instant(1s));
  EXPECT_EQ(said, "ac");
}

TEST(TimerQueue, ManyRandomTimersWithCancelsComeInOrder) {
  TimerQueue timers;
  Random random(3);
  std::vector<std::int64_t> called;
  std::vector<TimerId> ids;
  for (int i = 0; i < 5000; ++i) {
    const std::int64_t when = random.between(0, 999);
    ids.push_back(timers.at(Instant(Duration(when)), [&called, when] { called.push_back(when); }));
  }
  for (std::size_t i = 0; i < ids.size(); i += 3) timers.cancel(ids[i]);
  for (int t = 0; t < 1000; t += 7) timers.advance(Instant(Duration(t)));
  timers.advance(Instant(Duration(1000)));
  EXPECT_EQ(called.size(), 5000U - 1667U);
  EXPECT_TRUE(std::is_sorted(called.begin(), called.end()));
  EXPECT_EQ(timers.pending(), 0U);
}

}  // namespace
}  // namespace rampart
