#include "report/artillery_console.h"

#include <gtest/gtest.h>

#include <cmath>

#include "report/artillery_number.h"

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

const Instant midnight = instant_from_unix_seconds(1'795'305'600);  // 2026-11-22T00:00:00Z
Instant at(int h, int m, double s) {
  return midnight + std::chrono::hours(h) + std::chrono::minutes(m) + from_seconds(s);
}

struct Shape {
  int count;
  double min, max, mean, median, p95, p99;  // milliseconds
};

/// A histogram with just these figures. Values lie at the ranks the quantiles look at; those between are moved
/// together until the mean is right.
stats::Histogram shaped(const Shape& s) {
  const auto rank = [&](double q) { return static_cast<int>(q * (s.count - 1)) + 1; };  // 1-based
  const auto value = [&](int i, double t) {
    if (i == s.count) return s.max;
    if (i == 1) return s.min;
    if (i == rank(0.5)) return s.median;
    if (i < rank(0.5)) return s.min + t * (s.median - s.min);
    if (i < rank(0.95)) return s.median + t * (s.p95 - s.median);
    if (i < rank(0.99)) return s.p95;
    return s.p99;
  };
  const auto sum = [&](double t) {
    double total = 0;
    for (int i = 1; i <= s.count; ++i) total += value(i, t);
    return total;
  };
  const double t = (s.mean * s.count - sum(0)) / (sum(1) - sum(0));
  EXPECT_TRUE(t >= 0 && t <= 1) << "no such histogram: " << t;
  stats::Histogram h;
  for (int i = 1; i <= s.count; ++i) h.record(static_cast<std::uint64_t>(std::llround(value(i, t) * 1000)));
  return h;
}

ledger::LoadSlot first_window() {
  ledger::LoadSlot s;
  s.start = at(8, 1, 24);
  s.first_metric_at = at(8, 1, 24.45);
  s.last_metric_at = at(8, 1, 29.926);
  s.counters = {{"http.codes.200", 45},   {"http.codes.404", 21}, {"http.downloaded_bytes", 3075},
                {"http.requests", 66},    {"http.responses", 66}, {"plugins.metrics-by-endpoint./json.codes.200", 24},
                {"vusers.completed", 21}, {"vusers.created", 24}, {"vusers.created_by_name.first", 24},
                {"vusers.failed", 0}};
  s.rates = {{"http.request_rate", 66}};
  s.summaries["http.response_time"] = shaped({66, 0, 20, 2.5, 1, 7, 12.1});
  s.summaries["http.response_time.2xx"] = shaped({45, 0, 20, 2.8, 1, 7.9, 12.1});
  s.summaries["http.response_time.4xx"] = shaped({21, 0, 7, 2, 1, 5, 5});
  s.summaries["vusers.session_length"] = shaped({21, 19, 24.8, 20.7, 20.2, 23.1, 23.1});
  return s;
}

const char* const first_window_text = R"(--------------------------------------
Metrics for period to: 08:01:30(+0000) (width: 5.476s)
--------------------------------------

http.codes.200: ................................................................ 45
http.codes.404: ................................................................ 21
http.downloaded_bytes: ......................................................... 3075
http.request_rate: ............................................................. 12/sec
http.requests: ................................................................. 66
http.response_time:
  min: ......................................................................... 0
  max: ......................................................................... 20
  mean: ........................................................................ 2.5
  median: ...................................................................... 1
  p95: ......................................................................... 7
  p99: ......................................................................... 12.1
http.response_time.2xx:
  min: ......................................................................... 0
  max: ......................................................................... 20
  mean: ........................................................................ 2.8
  median: ...................................................................... 1
  p95: ......................................................................... 7.9
  p99: ......................................................................... 12.1
http.response_time.4xx:
  min: ......................................................................... 0
  max: ......................................................................... 7
  mean: ........................................................................ 2
  median: ...................................................................... 1
  p95: ......................................................................... 5
  p99: ......................................................................... 5
http.responses: ................................................................ 66
vusers.completed: .............................................................. 21
vusers.created: ................................................................ 24
vusers.created_by_name.first: .................................................. 24
vusers.failed: ................................................................. 0
vusers.session_length:
  min: ......................................................................... 19
  max: ......................................................................... 24.8
  mean: ........................................................................ 20.7
  median: ...................................................................... 20.2
  p95: ......................................................................... 23.1
  p99: ......................................................................... 23.1


)";

// Reference artillery.md §5.3, a run of Artillery 2.0.21.
TEST(ArtilleryConsole, PrintsWhatArtilleryPrinted) {
  ArtilleryConsole console({});
  std::string text;
  ledger::RunStarted started;
  started.test_run_id = "tw73q_e9gmd38xnp6kmp6j3wjrwqzc4n4wq_f5yd";
  text += console.add({at(8, 1, 24), started});
  text += console.add({at(8, 1, 24), ledger::PhaseStarted{0, "warm", "4"}});
  text += console.add({at(8, 1, 28), ledger::PhaseCompleted{0, "warm", "4"}});
  text += console.add({at(8, 1, 28), ledger::PhaseStarted{1, "", "8"}});
  text += console.add({at(8, 1, 30), first_window()});
  text += console.advance(at(8, 1, 30.5));  // too early: a slot may still come
  text += console.advance(at(8, 1, 32));
  text += console.advance(at(8, 1, 34));
  text += console.add({at(8, 1, 36), ledger::PhaseCompleted{1, "", "8"}});

  EXPECT_EQ(text, std::string(R"(Test run id: tw73q_e9gmd38xnp6kmp6j3wjrwqzc4n4wq_f5yd
Phase started: warm (index: 0, duration: 4s) 08:01:24(+0000)

Phase completed: warm (index: 0, duration: 4s) 08:01:28(+0000)

Phase started: unnamed (index: 1, duration: 8s) 08:01:28(+0000)

)") + first_window_text +
                      "Phase completed: unnamed (index: 1, duration: 8s) 08:01:36(+0000)\n\n");

  const std::string end = console.finish(at(8, 1, 38.7), "report.json");
  const std::string expected_start = R"(All VUs finished. Total time: 14 seconds

--------------------------------
Summary report @ 08:01:38(+0000)
--------------------------------

http.codes.200: ................................................................ 45
)";
  EXPECT_EQ(end.substr(0, expected_start.size()), expected_start);
  const std::string expected_end =
      "  p99: ......................................................................... 23.1\nLog file: report.json\n";
  ASSERT_GE(end.size(), expected_end.size());
  EXPECT_EQ(end.substr(end.size() - expected_end.size()), expected_end);
}

TEST(ArtilleryConsole, PrintsOpenWindowsAtTheEnd) {
  ArtilleryConsole console({});
  EXPECT_EQ(console.add({at(8, 1, 30), first_window()}), "");
  EXPECT_TRUE(console.finish(at(8, 1, 29), "").starts_with(first_window_text));
}

TEST(ArtilleryConsole, ARunWithoutMeasurementsSaysSo) {
  ArtilleryConsole console({});
  EXPECT_EQ(console.finish(at(8, 0, 0), ""), R"(--------------------------------
Summary report @ 08:00:00(+0000)
--------------------------------

No measurements recorded during this period
)");
}

TEST(ArtilleryConsole, EndpointMetricsAreShownWhenAskedFor) {
  MetricSet metrics;
  metrics.counters["plugins.metrics-by-endpoint./json.codes.200"] = 24;
  EXPECT_EQ(summary_text(metrics, at(8, 0, 0), {}).find("/json"), std::string::npos);
  EXPECT_NE(summary_text(metrics, at(8, 0, 0), {.show_endpoint_metrics = true}).find("/json"), std::string::npos);
}

TEST(ArtilleryConsole, LinesFitTheTerminal) {
  MetricSet metrics;
  metrics.counters["n"] = 1;
  metrics.counters[std::string(60, 'x')] = 2;
  const std::string narrow = summary_text(metrics, at(8, 0, 0), {.width = 20});  // 50 is the least
  EXPECT_NE(narrow.find("\nn: " + std::string(48, '.') + " 1\n"), std::string::npos);
  EXPECT_NE(narrow.find("\n" + std::string(47, 'x') + "...  2\n"), std::string::npos);
}

TEST(ArtilleryConsole, ZonesAndDurations) {
  EXPECT_NE(phase_started_text({0, "a", "2m"}, at(23, 30, 0), {.utc_offset_minutes = 540}).find("2m) 08:30:00(+0900)"),
            std::string::npos);
  EXPECT_NE(phase_started_text({0, "a", "2m"}, at(1, 0, 0), {.utc_offset_minutes = -210}).find("21:30:00(-0330)"),
            std::string::npos);
  EXPECT_EQ(duration_text(999ms), "0 seconds");
  EXPECT_EQ(duration_text(61s), "1 minute, 1 second");
  EXPECT_EQ(duration_text(3600s), "1 hour, 0 minutes, 0 seconds");
  EXPECT_EQ(duration_text(90061s), "1 day, 1 hour, 1 minute, 1 second");
}

TEST(ArtilleryConsole, ColoursOnlyWhenAsked) {
  EXPECT_NE(phase_started_text({0, "warm", "4"}, at(8, 0, 0), {.colour = true}).find("\x1b[32mwarm\x1b[39m"),
            std::string::npos);
}

TEST(ArtilleryConsole, OursStandsUnderItsOwnHeading) {
  RunSummary load;
  ledger::LoadSlot s = first_window();
  s.felt = shaped({100, 1, 80, 12, 10, 20, 24});
  s.service = shaped({100, 1, 22, 9, 8, 14, 18});
  s.lateness = shaped({100, 0.1, 9, 1.1, 1, 2, 3});
  load.add(s);
  const std::string text = rampart_text(load, {ValidityGrade::suspect, {"An arrival was late."}},
                                        {ledger::GeneratorAudit{30, 60, 2, 812, 1024}, {28232}}, {});
  EXPECT_EQ(text, R"(
-------
Rampart
-------

Latency from the instant each request was due:
  min: ......................................................................... 1 ms
  median: ...................................................................... 10 ms
  p95: ......................................................................... 20 ms
  p99: ......................................................................... 24 ms
  max: ......................................................................... 80 ms
Latency from the instant it was sent:
  min: ......................................................................... 1 ms
  median: ...................................................................... 8 ms
  p95: ......................................................................... 14 ms
  p99: ......................................................................... 18 ms
  max: ......................................................................... 22 ms
Arrivals late by:
  p50: ......................................................................... 1 ms
  p99: ......................................................................... 3 ms
  max: ......................................................................... 9 ms
Generator: 25 % of 2 cores, at most 812 of 28232 ports, 812 of 1024 descriptors.
This run is SUSPECT:
  An arrival was late.
)");
}

TEST(ArtilleryNumber, RoundsAsArtilleryDoes) {
  EXPECT_EQ(number_text(2.549), "2.5");
  EXPECT_EQ(number_text(2.55), "2.6");
  EXPECT_EQ(number_text(20.04), "20");
  EXPECT_EQ(number_text(8772), "8772");
  EXPECT_EQ(number_text(0), "0");
}

}  // namespace
}  // namespace rampart::report
