#include "report/artillery_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

const Instant t0 = instant_from_unix_seconds(1'795'334'480);  // a multiple of 10 s

RunSummary two_windows() {
  RunSummary load;
  for (int i = 0; i < 2; ++i) {
    ledger::LoadSlot s;
    s.start = t0 + i * 10s + 4s;
    s.first_metric_at = s.start + 450ms;
    s.last_metric_at = s.start + 900ms;
    s.counters = {{"http.requests", 12}, {"vusers.failed", 0}, {"plugins.metrics-by-endpoint./a.codes.200", 12}};
    s.rates = {{"http.request_rate", 12}};
    s.summaries["http.response_time"].record(2'500, 12);
    s.felt.record(3'000, 12);
    load.add(s);
  }
  return load;
}

// Reference artillery.md §5.4.
TEST(ArtilleryJson, HasArtillerysKeys) {
  const std::string text = artillery_json(two_windows(), {ValidityGrade::suspect, {"Late."}}, {}, 42);
  const boost::json::value root = boost::json::parse(text);
  const auto& aggregate = root.at("aggregate").as_object();
  std::vector<std::string> keys;
  for (const auto& member : aggregate) keys.emplace_back(member.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"counters", "rates", "firstCounterAt", "firstHistogramAt", "lastCounterAt",
                                            "lastHistogramAt", "firstMetricAt", "lastMetricAt", "period", "summaries",
                                            "histograms"}));
  EXPECT_EQ(aggregate.at("counters").at("http.requests"), 24);
  EXPECT_EQ(aggregate.at("counters").at("vusers.failed"), 0);
  EXPECT_EQ(aggregate.at("counters").at("plugins.metrics-by-endpoint./a.codes.200"), 24) << "also what is not printed";
  EXPECT_EQ(aggregate.at("rates").at("http.request_rate"), 12);
  EXPECT_EQ(aggregate.at("firstMetricAt"), 1'795'334'484'450);
  EXPECT_EQ(aggregate.at("lastMetricAt"), 1'795'334'494'900);
  EXPECT_EQ(aggregate.at("period"), 1'795'334'490'000);
  EXPECT_EQ(aggregate.at("summaries"), aggregate.at("histograms"));

  std::vector<std::string> aggregations;
  for (const auto& member : aggregate.at("summaries").at("http.response_time").as_object())
    aggregations.emplace_back(member.key());
  EXPECT_EQ(aggregations, (std::vector<std::string>{"min", "max", "count", "mean", "p50", "median", "p75", "p90", "p95",
                                                    "p99", "p999"}));
  EXPECT_EQ(aggregate.at("summaries").at("http.response_time").at("p99"), 2.5);

  const auto& windows = root.at("intermediate").as_array();
  ASSERT_EQ(windows.size(), 2U);
  EXPECT_EQ(windows[0].at("period"), "1795334480000") << "a string in windows, a number in the aggregate";
  EXPECT_TRUE(windows[0].at("http.request_rate").is_null());

  const auto& ours = root.at("rampart").as_object();
  EXPECT_EQ(ours.at("felt").at("p99"), 3);
  EXPECT_EQ(ours.at("lateness").at("count"), 0);
  EXPECT_EQ(ours.at("valid"), true);
  EXPECT_EQ(ours.at("validity"), "SUSPECT");
  EXPECT_EQ(ours.at("seed"), 42);
}

TEST(ArtilleryJson, IsPrettyWithTwoSpaces) {
  const std::string text = artillery_json(two_windows(), {}, {}, 1);
  EXPECT_TRUE(text.starts_with("{\n  \"aggregate\": {\n    \"counters\": {\n      \"http.requests\": 24,\n")) << text;
}

}  // namespace
}  // namespace rampart::report
