#include "report/progress_line.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

using std::chrono::seconds;

const Instant start = instant_from_unix_seconds(1769860800);

RunSummary load_at(Instant second) {
  ledger::LoadSlot slot;
  slot.start = second;
  slot.arrivals_started = 100;
  slot.requests_sent = 250;
  slot.requests_failed = 2;
  slot.felt.record(12'000, 250);
  slot.lateness.record(100, 100);
  RunSummary load;
  load.add(slot);
  return load;
}

TEST(ProgressLine, SaysPhaseTimesRatesErrorsAndLatencies) {
  ProgressLine line({seconds(20), seconds(40)});
  EXPECT_EQ(line.text(start, {}, 200), "") << "the load hasn't begun";
  line.add({start, ledger::PhaseStarted{0, "warm", "20"}});
  EXPECT_EQ(line.text(start + seconds(12), load_at(start + seconds(9)), 200),
            "warm 1/2 · 12s, 48s left · 100 users/s · 250 req/s · 2 errors · p95 12 ms · late 0.1 ms");
  line.add({start + seconds(20), ledger::PhaseCompleted{0, "warm", "20"}});
  line.add({start + seconds(20), ledger::PhaseStarted{1, "", "40"}});
  EXPECT_EQ(line.text(start + seconds(30), {}, 200), "unnamed 2/2 · 30s, 30s left");
  line.add({start + seconds(60), ledger::PhaseCompleted{1, "", "40"}});
  EXPECT_EQ(line.text(start + seconds(61), {}, 200), "last users finishing · 1m 1s");
}

TEST(ProgressLine, IsCutBetweenCharacters) {
  ProgressLine line({seconds(20)});
  line.add({start, ledger::PhaseStarted{0, "é·x", "20"}});
  EXPECT_EQ(line.text(start, {}, 2), "é·");
}

TEST(ProgressLine, PromisesNoEndWhereThereIsNone) {
  ProgressLine line({Duration::max() / 4});
  line.add({start, ledger::PhaseStarted{0, "steady", ""}});
  EXPECT_EQ(line.text(start + seconds(5), {}, 200), "steady 1/1 · 5s");
}

}  // namespace
}  // namespace rampart::report
