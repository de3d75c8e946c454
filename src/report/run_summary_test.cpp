#include "report/run_summary.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

// 2026-11-22T10:00:00Z is a multiple of 10 s, so windows start at 0, 10, 20, … of these.
Instant at(double s) { return Instant(1'795'341'600s) + from_seconds(s); }

ledger::LoadSlot slot(double start, int worker, std::uint64_t requests) {
  ledger::LoadSlot s;
  s.start = at(start);
  s.worker = worker;
  s.counters["http.requests"] = requests;
  s.rates["http.request_rate"] = requests;
  s.summaries["http.response_time"].record(1000, requests);
  s.requests_sent = requests;
  s.requests_failed = 1;
  return s;
}

TEST(RunSummary, MergesWorkersOfOneSecond) {
  RunSummary summary;
  summary.add(slot(3, 0, 5));
  summary.add(slot(3, 1, 7));
  ASSERT_EQ(summary.seconds().size(), 1U);
  EXPECT_EQ(summary.seconds().at(at(3)).requests_sent, 12U);
  EXPECT_EQ(summary.total_load().requests_failed, 2U);
}

TEST(RunSummary, WindowsAreTenSecondsOfTheWallClock) {
  RunSummary summary;
  summary.add(slot(9, 0, 5));
  summary.add(slot(10, 0, 7));
  summary.add(slot(19, 0, 1));
  EXPECT_EQ(summary.window_starts(), (std::vector<Instant>{at(0), at(10)}));
  EXPECT_EQ(summary.window(at(0)).counters.at("http.requests"), 5U);
  EXPECT_EQ(summary.window(at(10)).counters.at("http.requests"), 8U);
  EXPECT_EQ(summary.total().counters.at("http.requests"), 13U);
  EXPECT_EQ(summary.total().summaries.at("http.response_time").count(), 13U);
  EXPECT_TRUE(summary.window(at(20)).empty());
}

TEST(RunSummary, ASecondWithoutMetricsMakesNoWindow) {
  RunSummary summary;
  ledger::LoadSlot idle;
  idle.start = at(30);
  summary.add(idle);
  EXPECT_TRUE(summary.window_starts().empty());
  EXPECT_EQ(summary.seconds().size(), 1U);
}

// Reference artillery.md §5.2: round(count / max(last − first, 1 s)) per worker and window, summed over workers.
TEST(RunSummary, RatesAreDividedByTheSpanOfTheirMetrics) {
  RunSummary summary;
  ledger::LoadSlot first = slot(4, 0, 30);
  first.first_metric_at = at(4.5);
  first.last_metric_at = at(4.9);
  ledger::LoadSlot last = slot(9, 0, 36);
  last.first_metric_at = at(9.0);
  last.last_metric_at = at(9.976);  // 66 / 5.476 s = 12.05
  summary.add(first);
  summary.add(last);
  EXPECT_EQ(summary.window(at(0)).rates.at("http.request_rate"), 12U);
  EXPECT_EQ(summary.window(at(0)).last_at() - summary.window(at(0)).first_at(), 5476ms);

  summary.add(slot(2, 1, 3));  // a second worker: 3 in one second
  EXPECT_EQ(summary.window(at(0)).rates.at("http.request_rate"), 15U);
}

// "Final: per worker, mean of its windows' rates rounded; then summed over workers."
TEST(RunSummary, TheFinalRateIsTheMeanOfTheWindows) {
  RunSummary summary;
  summary.add(slot(5, 0, 12));
  summary.add(slot(15, 0, 19));
  EXPECT_EQ(summary.total().rates.at("http.request_rate"), 16U);  // (12 + 19) / 2 = 15.5
  summary.add(slot(15, 1, 4));
  EXPECT_EQ(summary.total().rates.at("http.request_rate"), 20U);
}

TEST(RunSummary, CountsFailuresInEverySecondThatIsTouched) {
  RunSummary summary;
  for (int s = 0; s < 10; ++s) summary.add(slot(s, 0, 5));
  EXPECT_EQ(summary.failed_between(at(3.7), at(5.2)), 3U);
  EXPECT_EQ(summary.failed_between(at(3), at(3)), 1U);
  EXPECT_EQ(summary.failed_between(at(20), at(30)), 0U);
}

}  // namespace
}  // namespace rampart::report
