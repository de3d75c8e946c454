#include "advice/trace.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <numbers>

#include "advice/rules.h"
#include "advice/testing/stacks.h"
#include "base/random.h"

namespace rampart::advice {
namespace {

std::string error_in(const std::string& text) {
  const auto trace = parse_trace(text, "t.csv");
  return trace.has_error() ? to_string(trace.error()) : "fine";
}

TEST(Trace, ReadsIsoTimesAndUnixSeconds) {
  const auto iso = parse_trace("timestamp,value\n2014-05-14 01:14:00,85.835\r\n2014-05-14T01:19:00Z,88\n", "t.csv");
  const auto unix = parse_trace("time,rate\n1400030040,1\n1400030340,2\n", "t.csv");
  ASSERT_TRUE(iso.has_value() && unix.has_value());
  EXPECT_EQ(iso->samples[0].at, unix->samples[0].at);
  EXPECT_EQ(iso->step, std::chrono::minutes(5));
  EXPECT_EQ(iso->unit, TraceUnit::metric);
  EXPECT_EQ(unix->unit, TraceUnit::rate);
}

TEST(Trace, RequestsOfAStepAreARate) {
  const auto trace = parse_trace("time,requests\n0,600\n60,1200\n120,0\n", "t.csv");
  ASSERT_TRUE(trace.has_value());
  EXPECT_EQ(trace->rate(1), 20);
}

TEST(Trace, SaysWhatIsWrongAndWhere) {
  EXPECT_EQ(error_in("time,value\n0 1\n"), "t.csv:2: a line is \"time,value\"; here is no comma");
  EXPECT_EQ(error_in("time,value\nyesterday,1\n"), "t.csv:2: the time is neither ISO 8601 nor Unix seconds");
  EXPECT_EQ(error_in("time,value\n0,1\n60,-1\n"), "t.csv:3: the value is no number from 0");
  EXPECT_EQ(error_in("time,value\n60,1\n0,1\n"), "t.csv:3: times must ascend; sort the file");
  EXPECT_EQ(error_in("time,value\n0,1\n"), "t.csv: a trace needs at least two samples");
}

/// Samples five minutes apart for `days`, of a value by the hour of the run.
Trace metric(int days, const std::function<double(double)>& value) {
  Trace out{"t.csv", TraceUnit::metric, std::chrono::minutes(5), {}};
  for (int i = 0; i < days * 288; ++i)
    out.samples.push_back({instant_from_unix_seconds(1'700'006'400 + i * 300.0), value(i / 12.0)});
  return out;
}

Findings judged(const Trace& trace) {
  const auto stack = testing::stack_of(testing::well_made_template());
  stack->subject.trace = &trace;
  return recurring_saturation(stack->subject);
}

double day_of(double hour) { return 45 + 30 * std::sin(2 * std::numbers::pi * hour / 24); }

TEST(MetricTrace, AJobEveryHourIsShorterThanAScaleOut) {
  const Findings found = judged(metric(10, [](double hour) { return std::fmod(hour, 1) < 0.08 ? 100.0 : 31.0; }));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].problem, 1);
  EXPECT_NE(found[0].cause.find("240 times on 10 days, mostly 60 min apart, usually for 300 s"), std::string::npos)
      << found[0].cause;
}

TEST(MetricTrace, AnAfternoonAtTheBoundLacksTasks) {
  const Findings found = judged(metric(10, [](double hour) { return std::min(100.0, 1.5 * day_of(hour)); }));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].problem, 9);
}

TEST(MetricTrace, ADayIsNoProblemNorIsOneBadDay) {
  EXPECT_TRUE(judged(metric(30, day_of)).empty());
  EXPECT_TRUE(judged(metric(30, [](double hour) { return hour > 100 && hour < 110 ? 100.0 : day_of(hour); })).empty());
  Random random(7);
  EXPECT_TRUE(
      judged(metric(30, [&](double hour) { return day_of(hour) + static_cast<double>(random() % 20); })).empty());
}

TEST(MetricTrace, WhatPassesOneHundredIsNoUtilisation) {
  EXPECT_TRUE(judged(metric(10, [](double hour) { return std::fmod(hour, 1) < 0.08 ? 400.0 : 31.0; })).empty());
}

TEST(MetricTrace, RecordedSeries) {
  const char* set = std::getenv("RAMPART_TRACES");
  const std::filesystem::path folder =
      (set != nullptr ? std::filesystem::path(set) : std::filesystem::path(RAMPART_ROOT) / "../shared/data/traces") /
      "nab";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no traces in " << folder << "; set RAMPART_TRACES";
  for (const auto& [name, problem] : std::map<std::string, int>{{"cpu_utilization_asg_misconfiguration", 1},
                                                                {"ec2_cpu_utilization_5f5533", 0},
                                                                {"ec2_request_latency_system_failure", 0},
                                                                {"elb_request_count_8c0756", 0},
                                                                {"grok_asg_anomaly", 0},
                                                                {"nyc_taxi", 0}}) {
    std::ifstream in(folder / (name + ".csv"));
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto trace = parse_trace(text, name);
    ASSERT_TRUE(trace.has_value()) << name << ": " << to_string(trace.error());
    const Findings found = judged(*trace);
    EXPECT_EQ(found.empty() ? 0 : found[0].problem, problem) << name;
  }
}

}  // namespace
}  // namespace rampart::advice
