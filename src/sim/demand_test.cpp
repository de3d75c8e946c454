#include "sim/demand.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "core/script/testing/loading.h"

namespace rampart::sim {
namespace {

using script::testing::loaded;
using script::testing::with_config;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string complaint_about_trace(const std::string& text) {
  const auto curve = read_trace(text, "t.csv");
  return curve.has_error() ? to_string(curve.error()) : "fine";
}

std::string complaint_about_shape(const std::string& text) {
  const auto curve = shape_named(text, 1);
  return curve.has_error() ? curve.error().message : "fine";
}

TEST(RateCurve, LongerStepsKeepTheRequests) {
  const RateCurve seconds{.step_s = 20, .rates = {1, 2, 6, 4, 5}};
  const RateCurve minutes = seconds.in_steps_of(60);
  EXPECT_EQ(minutes.step_s, 60);
  EXPECT_THAT(minutes.rates, ElementsAre(3, 3));
  EXPECT_EQ(minutes.total(), seconds.total());
  EXPECT_EQ(minutes.in_steps_of(60).rates, minutes.rates);
  EXPECT_EQ(minutes.in_steps_of(20).rates, minutes.rates) << "its own are longer";
}

TEST(ReadTrace, CountsOfMinutesAreRatesASecond) {
  // The heads of traces as they are published: worldcup98, nab.
  const auto world_cup = read_trace(
      "minute_utc,requests\n1998-04-30 21:30:00,2\n1998-04-30 21:31:00,12\n1998-04-30 21:32:00,6\n", "w.csv");
  ASSERT_TRUE(world_cup.has_value()) << to_string(world_cup.error());
  EXPECT_EQ(world_cup->step_s, 60);
  EXPECT_THAT(world_cup->rates, ElementsAre(2 / 60.0, 12 / 60.0, 6 / 60.0));
  EXPECT_DOUBLE_EQ(world_cup->total(), 20);
  const auto nab = read_trace("timestamp,value\r\n2014-04-10 00:04:00,94.0\r\n2014-04-10 00:09:00,56.0\r\n", "n.csv");
  ASSERT_TRUE(nab.has_value());
  EXPECT_EQ(nab->step_s, 300);
  EXPECT_DOUBLE_EQ(nab->rates.front(), 94.0 / 300);
}

TEST(ReadTrace, RatesSecondsAndIsoTimes) {
  const auto rates = read_trace("t,rps\n0,5\n10,7\n20,0.5\n", "r.csv");
  ASSERT_TRUE(rates.has_value());
  EXPECT_EQ(rates->step_s, 10);
  EXPECT_THAT(rates->rates, ElementsAre(5, 7, 0.5));
  const auto iso = read_trace("time,request rate,more\n2026-02-28T23:59:00Z,1,x\n2026-03-01T00:00:00Z,2,y\n", "i.csv");
  ASSERT_TRUE(iso.has_value()) << to_string(iso.error());
  EXPECT_EQ(iso->step_s, 60) << "February 2026 has 28 days";
  EXPECT_THAT(iso->rates, ElementsAre(1, 2));
  const auto bare = read_trace("0,60\n60,120\n", "b.csv");
  ASSERT_TRUE(bare.has_value()) << "without a heading";
  EXPECT_THAT(bare->rates, ElementsAre(1, 2));
}

TEST(ReadTrace, MissingStepsAreZero) {
  const auto curve = read_trace("t,requests\n0,60\n60,60\n120,60\n300,60\n", "t.csv");
  ASSERT_TRUE(curve.has_value());
  EXPECT_THAT(curve->rates, ElementsAre(1, 1, 1, 0, 0, 1));
}

TEST(ReadTrace, OneRequestALineIsCountedIntoMinutes) {
  // The head of azure-llm, with a second minute.
  const auto azure = read_trace(
      "TIMESTAMP,ContextTokens,GeneratedTokens\r\n2023-11-16 18:17:03.9799600,4808,10\r\n"
      "2023-11-16 18:17:04.0319600,3180,8\r\n2023-11-16 18:17:04.0319600,110,27\r\n"
      "2023-11-16 18:18:03.9700000,7433,14\r\n2023-11-16 18:18:03.9800000,34,12\r\n",
      "code.csv");
  ASSERT_TRUE(azure.has_value()) << to_string(azure.error());
  EXPECT_TRUE(azure->counted);
  EXPECT_EQ(azure->step_s, 60);
  EXPECT_THAT(azure->rates, ElementsAre(4 / 60.0, 1 / 60.0)) << "minutes from the first request";
  ASSERT_TRUE(azure->starts);
  EXPECT_NEAR(unix_seconds(*azure->starts), 1'700'158'623.97996, 1e-3);
  const auto alone = read_trace("time\n0.5\n0.7\n61\n", "a.csv");
  ASSERT_TRUE(alone.has_value()) << to_string(alone.error());
  EXPECT_THAT(alone->rates, ElementsAre(2 / 60.0, 1 / 60.0));
  EXPECT_FALSE(alone->starts) << "seconds say no date";
  const auto words = read_trace("time,path\n0.5,/a\n0.7,/b\n13.9,/a\n", "p.csv");
  ASSERT_TRUE(words.has_value()) << to_string(words.error());
  EXPECT_DOUBLE_EQ(words->total(), 3);
}

TEST(ReadTrace, WrongLinesOfRequestsAreNamed) {
  EXPECT_THAT(complaint_about_trace("time,tokens\n5.2,1\n5.3,1\n5.1,1\n9,1\n"),
              HasSubstr("t.csv:4:1: a trace of one request a line has them in the order of their times"));
  EXPECT_THAT(complaint_about_trace("time\n0.5\nyesterday\n"), HasSubstr("t.csv:3:1: \"yesterday\" isn't a time"));
  EXPECT_THAT(complaint_about_trace("time\n0.5\n0.7,1\n"), HasSubstr("t.csv:3:1: a trace has two columns"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n60,2\n60.2,3\n61,4\n61,4\n"),
              HasSubstr("t.csv:6:1: the times of a trace must rise"))
      << "a count by its name, however its times lie";
}

TEST(ReadTrace, WrongLinesAreNamed) {
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n60\n"), HasSubstr("t.csv:3:1: a trace has two columns"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n60,many\n"), HasSubstr("t.csv:3:1: \"60,many\" isn't a time"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n60,-1\n"), HasSubstr("a number from 0"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n60,nan\n"), HasSubstr("a number from 0"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n2026-02-30 00:00:00,1\n"), HasSubstr("isn't a time"));
  EXPECT_THAT(complaint_about_trace("t,requests\n60,1\n60,1\n"),
              HasSubstr("t.csv:3:1: the times of a trace must rise"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n"), HasSubstr("two lines at least"));
  EXPECT_THAT(complaint_about_trace(""), HasSubstr("two lines at least"));
  EXPECT_THAT(complaint_about_trace("t,requests\n0,1\n1,1\n1e12,1\n"), HasSubstr("longer than 100 million steps"));
}

TEST(RateCurve, ReadsScalesAndCuts) {
  RateCurve curve{.step_s = 10, .rates = {1, 2, 3, 4}};
  EXPECT_EQ(curve.at(-1), 0);
  EXPECT_EQ(curve.at(0), 1);
  EXPECT_EQ(curve.at(39.9), 4);
  EXPECT_EQ(curve.at(40), 0);
  EXPECT_EQ(curve.peak(), 4);
  EXPECT_EQ(curve.length_s(), 40);
  EXPECT_EQ(curve.total(), 100);
  curve.scale(0.5);
  EXPECT_THAT(curve.part(1, 3).rates, ElementsAre(1, 1.5));
  EXPECT_THAT(curve.part(3, 99).rates, ElementsAre(2));
  EXPECT_TRUE(curve.part(3, 2).rates.empty());
  curve.starts = instant_from_unix_seconds(1000);
  EXPECT_EQ(unix_seconds(*curve.part(2, 3).starts), 1020);
}

TEST(ShapeNamed, EachShapeAsDescribed) {
  const auto shape = [](const std::string& text) { return shape_named(text, 1).value(); };
  const auto flat = shape("flat rate=7 for=1m");
  EXPECT_EQ(flat.rates.size(), 60U);
  EXPECT_EQ(flat.total(), 420);
  const auto step = shape("step from=10 to=100 at=10s for=20s");
  EXPECT_EQ(step.at(9.5), 10);
  EXPECT_EQ(step.at(10.5), 100);
  const auto ramp = shape("ramp from=0 to=100 over=50s for=100s");
  EXPECT_DOUBLE_EQ(ramp.at(25), 51) << "the middle of the second";
  EXPECT_EQ(ramp.at(75), 100);
  const auto spike = shape("spike base=10 peak=110 at=10s rise=10s hold=10s fall=20s for=60s");
  EXPECT_EQ(spike.at(5), 10);
  EXPECT_DOUBLE_EQ(spike.at(15), 65);
  EXPECT_EQ(spike.at(25), 110);
  EXPECT_DOUBLE_EQ(spike.at(40), 57.5);
  EXPECT_EQ(spike.at(55), 10);
  const auto slashdot = shape("slashdot base=20 peak=820 at=1m rise=20s for=30m");
  EXPECT_EQ(slashdot.at(59), 20);
  EXPECT_LT(slashdot.at(70), 420) << "an exponential rise is below half at half the time";
  EXPECT_NEAR(slashdot.peak(), 820, 820 * 0.1);
  EXPECT_NEAR(slashdot.at(180), 20 + 800 / 2.0, 3) << "a hundred seconds past its top half is left";
  const auto day = shape("diurnal base=50 peak=400 period=24h days=2");
  EXPECT_EQ(day.length_s(), 2 * 86400);
  EXPECT_NEAR(day.at(0), 50, 1);
  EXPECT_NEAR(day.at(43'200), 400, 1);
  EXPECT_NEAR(day.at(43'200 + 86'400), 400, 1);
}

TEST(ShapeNamed, SaysWhatThereIs) {
  EXPECT_THAT(complaint_about_shape("triangle"), HasSubstr("there are flat, step, ramp, spike, slashdot, diurnal"));
  EXPECT_THAT(complaint_about_shape(""), HasSubstr("isn't a shape of load"));
  EXPECT_THAT(complaint_about_shape("flat"), HasSubstr("the shape flat needs rate="));
  EXPECT_THAT(complaint_about_shape("flat rate=1 til=2"), HasSubstr("the shape flat has rate (needed), for"));
  EXPECT_THAT(complaint_about_shape("flat rate=fast"), HasSubstr("needs a number from 0"));
  EXPECT_THAT(complaint_about_shape("flat rate=-1"), HasSubstr("needs a number from 0"));
  EXPECT_THAT(complaint_about_shape("flat rate=1 for=0s"), HasSubstr("can't be simulated"));
}

TEST(CurveDemand, IsAPoissonProcessWithTheCurvesRate) {
  const RateCurve curve{.step_s = 1000, .rates = {2, 0, 50, 5}};
  const auto demand = demand_of(curve, 9);
  std::vector<int> counts(4);
  std::vector<int> seconds_of_third(1000);
  double before = -1;
  while (const auto at = demand->next()) {
    ASSERT_GT(*at, before);
    ASSERT_LT(*at, curve.length_s());
    before = *at;
    ++counts[static_cast<std::size_t>(*at / 1000)];
    if (*at >= 2000 && *at < 3000) ++seconds_of_third[static_cast<std::size_t>(*at - 2000)];
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = curve.rates[i] * 1000;  // a Poisson count's variance is its mean
    EXPECT_NEAR(counts[i], expected, 5 * std::sqrt(expected)) << i;
  }
  double squares = 0;
  for (const int count : seconds_of_third) squares += (count - 50.0) * (count - 50.0);
  // The index of dispersion of n Poisson counts is 1 ± 5 √(2/n).
  EXPECT_NEAR(squares / 1000 / 50, 1, 5 * std::sqrt(2.0 / 1000));
}

TEST(CurveDemand, OneSeedGivesOneProcess) {
  const RateCurve curve{.step_s = 10, .rates = {20}};
  const auto all = [&](std::uint64_t seed) {
    std::vector<double> out;
    const auto demand = demand_of(curve, seed);
    while (const auto at = demand->next()) out.push_back(*at);
    return out;
  };
  EXPECT_EQ(all(1), all(1));
  EXPECT_NE(all(1), all(2));
}

constexpr const char* phases = R"(  phases:
    - {duration: 5, arrivalRate: 3, rampTo: 20}
    - {pause: 4}
    - {duration: 10, arrivalCount: 25}
    - {duration: 6, arrivalRate: 40, mode: poisson}
)";

TEST(ScriptDemand, IsWhatTheLiveEngineMakes) {
  const auto script = loaded(with_config(phases));
  load::Arrivals arrivals(script.config.phases, 4);
  const auto demand = demand_of(script.config.phases, 4);
  int count = 0;
  while (const auto due = arrivals.next()) {
    EXPECT_EQ(demand->next(), seconds(due->due));
    ++count;
  }
  EXPECT_FALSE(demand->next());
  EXPECT_GT(count, 58 + 25) << "the ramp's and the count's are exact, Poisson's come on top";
}

TEST(CurveOf, CountsWhatThePhasesAskFor) {
  const auto script =
      loaded(with_config("  phases:\n    - {duration: 10, arrivalCount: 50}\n    - {pause: 10}\n"
                         "    - {duration: 10, arrivalRate: 2}\n"));
  const auto curve = curve_of(script.config.phases, 3, 10);
  EXPECT_EQ(curve.step_s, 10);
  ASSERT_GE(curve.rates.size(), 3U);
  EXPECT_DOUBLE_EQ(curve.total(), (50 + 20) * 3);
  EXPECT_NEAR(curve.rates[0], 15, 0.3) << "the last of them may be due at the edge";
}

}  // namespace
}  // namespace rampart::sim
