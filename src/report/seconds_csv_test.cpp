#include "report/seconds_csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rampart::report {
namespace {

ledger::LoadSlot slot_at(double second, int worker) {
  ledger::LoadSlot slot;
  slot.start = instant_from_unix_seconds(second);
  slot.worker = worker;
  slot.arrivals_due = 10;
  slot.arrivals_started = 9;
  slot.requests_sent = 8;
  slot.requests_answered = 7;
  slot.requests_failed = 1;
  slot.felt.record(100, 8);
  slot.service.record(50, 8);
  return slot;
}

TEST(SecondsCsv, HasARowForEverySecondAndSumsWorkers) {
  RunSummary load;
  load.add(slot_at(1769860800, 0));
  load.add(slot_at(1769860800, 1));
  load.add(slot_at(1769860802, 0));
  const std::string csv = seconds_csv(load);
  EXPECT_THAT(csv, testing::StartsWith("time,arrivals_due,arrivals_started,requests,answered,failed,felt_p50_ms,"));
  EXPECT_THAT(csv,
              testing::HasSubstr("\n2026-01-31T12:00:00.000Z,20,18,16,14,2,0.100,0.100,0.100,0.050,0.050,0.050,,,\n"));
  EXPECT_THAT(csv, testing::HasSubstr("\n2026-01-31T12:00:01.000Z,0,0,0,0,0,,,,,,,,,\n"));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 4);
}

TEST(SecondsCsv, IsAHeaderAloneWithoutLoad) {
  const std::string csv = seconds_csv({});
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1);
}

}  // namespace
}  // namespace rampart::report
