#include "report/ensure.h"

#include <gtest/gtest.h>

namespace rampart::report {
namespace {

using Kind = EnsureCheck::Kind;

MetricSet total() {
  MetricSet m;
  m.counters = {{"vusers.created", 100}, {"vusers.completed", 98}, {"http.codes.200", 300}};
  m.rates = {{"http.request_rate", 30}};
  m.summaries["http.response_time"].record(10'000, 97);
  m.summaries["http.response_time"].record(50'000, 3);
  return m;
}

// Reference artillery.md §7 "ensure".
TEST(Ensure, PassedChecksComeFirstAndEachKindBackwards) {
  const EnsureOutcome outcome = evaluate_ensure({{Kind::threshold, "http.response_time.p99", 20},
                                                 {Kind::threshold, "http.response_time.p95", 20},
                                                 {Kind::max_error_rate, "", 2},
                                                 {Kind::legacy, "median", 10.9},
                                                 {Kind::threshold, "http.request_rate", 31, false}},
                                                total());
  EXPECT_EQ(outcome.text(),
            "\nChecks:\n"
            "ok: http.request_rate < 31\n"
            "ok: maxErrorRate < 2\n"
            "ok: http.response_time.p95 < 20\n"
            "fail: median < 10\n"  // the integer part of 10.9, and 10 is not below 10
            "fail: http.response_time.p99 < 20\n");
  EXPECT_TRUE(outcome.strict_failure);
}

TEST(Ensure, WhatNeverHappenedFails) {
  const EnsureOutcome outcome = evaluate_ensure({{Kind::threshold, "http.codes.500", 1, false},
                                                 {Kind::threshold, "http.response_time.p42", 1, false},
                                                 {Kind::threshold, "nothing", 1, false}},
                                                total());
  EXPECT_EQ(outcome.lines[2], "fail: http.codes.500 < 1 (optional)");  // last declared first, as Artillery
  EXPECT_EQ(outcome.lines.size(), 3U);
  EXPECT_FALSE(outcome.strict_failure);
}

TEST(Ensure, P999WorksHere) {
  EXPECT_EQ(evaluate_ensure({{Kind::threshold, "http.response_time.p999", 60}}, total()).lines[0],
            "ok: http.response_time.p999 < 60");
}

TEST(Ensure, WithoutUsersTheErrorRateIsNotKnown) {
  EXPECT_TRUE(evaluate_ensure({{Kind::max_error_rate, "", 100}}, {}).strict_failure);
}

TEST(Ensure, WithoutChecksNothingIsSaid) { EXPECT_EQ(evaluate_ensure({}, total()).text(), ""); }

}  // namespace
}  // namespace rampart::report
