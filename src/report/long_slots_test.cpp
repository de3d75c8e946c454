// Runs whose load was simulated as a flow: their slots are minutes or hours, and every reader has to know.
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <cmath>

#include "report/calibration.h"
#include "report/checks.h"
#include "report/elasticity.h"
#include "report/report_html.h"
#include "report/task_capacity.h"
#include "report/verdict.h"

namespace rampart::report {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

const Instant begin = instant_from_unix_seconds(1'767'571'200);

/// Four slots of a minute: 10, 10, 40 and 10 requests a second of 50 ms, on one healthy task and then on four.
RunView minutes() {
  RunView run;
  run.add({begin, ledger::RunStarted{"day", "", 1, "simulated", "a minute at a time", 60, "", ""}});
  run.add({begin, ledger::ServiceState{"web", 1, 0, 1, 1}});
  run.add({begin + 150s, ledger::ServiceState{"web", 4, 0, 4, 4}});
  Instant at = begin;
  for (const std::uint64_t rate : {10, 10, 40, 10}) {
    ledger::LoadSlot slot;
    slot.start = at;
    slot.span = 1min;
    slot.arrivals_due = slot.arrivals_started = slot.requests_sent = slot.requests_answered = rate * 60;
    slot.counters["http.requests"] = rate * 60;
    slot.rates["http.request_rate"] = rate * 60;
    slot.first_metric_at = at;
    slot.last_metric_at = at + 1min;
    slot.felt.record(50'000, rate * 60);
    run.add({at + 1min, slot});
    at += 1min;
  }
  run.add({at, ledger::RunEnded{}});
  return run;
}

TEST(LongSlots, RatesAreASeconds) {
  const RunView run = minutes();
  EXPECT_EQ(run.load.step(), Duration(1min));
  EXPECT_EQ(offered_between(run.load, begin, begin + 2min), 10);
  EXPECT_EQ(offered_between(run.load, begin + 90s, begin + 150s), 25) << "half of one slot and half of the next";
  EXPECT_EQ(load_rise(run.load), begin + 2min);
  EXPECT_EQ(run.load.total().rates.at("http.request_rate"), 18U) << "the mean of 10, 10, 40 and 10, rounded";
}

TEST(LongSlots, ThePageHasAPointForEachOfThem) {
  const RunView run = minutes();
  const json::object page = page_data(run, judge(run, {}), {});
  const json::object& load = page.at("load").as_object();
  EXPECT_EQ(load.at("t"), (json::array{0.0, 60.0, 120.0, 180.0}));
  EXPECT_EQ(load.at("offered"), (json::array{10.0, 10.0, 40.0, 10.0}));
}

TEST(LongSlots, DemandAndSupplyAreComparedByTheMinute) {
  const Elasticity e = elasticity_of(minutes(), 10.0);
  EXPECT_EQ(e.tau_under, 0) << "at the end of the third minute four tasks are healthy";
  EXPECT_EQ(e.tau_over, 25) << "the fourth minute needs one";
  EXPECT_EQ(elasticity_of(DemandSupply{{1, 2, 2, 1}, {1, 1, 1, 1}, 60}).recover_s, 120);
}

TEST(LongSlots, FailuresCountWithTheSlotThatASpanTouches) {
  RunView run = minutes();
  ledger::LoadSlot failed;
  failed.start = begin + 2min;
  failed.span = 1min;
  failed.requests_failed = 7;
  run.add({failed.start, failed});
  EXPECT_EQ(run.load.failed_between(begin + 170s, begin + 171s), 7U);
  EXPECT_EQ(run.load.failed_between(begin + 180s, begin + 181s), 0U);
}

TEST(LongSlots, NoModelIsTakenFromThem) {
  const auto model = calibrate(minutes());
  ASSERT_TRUE(model.has_error());
  EXPECT_NE(model.error().message.find("a minute at a time"), std::string::npos);
}

// A threshold that was crossed in a single period of 50,000 is still crossed on the page.
TEST(LongSlots, ThinnedMetricsKeepTheirExtremes) {
  RunView run = minutes();
  for (int i = 0; i < 50'000; ++i)
    run.add({begin + i * 1min, ledger::MetricPeriod{"AWS/ECS CPUUtilization {}", "Percent", begin + i * 1min, 60,
                                                    stats::StatisticSet::of(i == 12'345   ? 99
                                                                            : i == 23'456 ? 1
                                                                                          : 50)}});
  const json::object page = page_data(run, judge(run, {}), {});
  const json::object& metric = page.at("metrics").as_array().at(0).as_object();
  const json::array& values = metric.at("v").as_array();
  EXPECT_LE(values.size(), 4000U);
  double least = 50, most = 50, before = -1;
  for (const auto& v : values)
    least = std::min(least, v.to_number<double>()), most = std::max(most, v.to_number<double>());
  EXPECT_EQ(least, 1);
  EXPECT_EQ(most, 99);
  for (const auto& t : metric.at("t").as_array()) {
    EXPECT_GT(t.to_number<double>(), before);
    before = t.to_number<double>();
  }
}

}  // namespace
}  // namespace rampart::report
