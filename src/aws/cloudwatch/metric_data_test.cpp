#include <gtest/gtest.h>

#include "aws/cloudwatch/testing/bench_account.h"

namespace rampart::aws::cloudwatch {
namespace {

using namespace std::chrono_literals;
using testing::BenchAccount;

// 2026-09-14T12:00:00Z is 1789387200.

TEST(PutMetricData, IsReadBackByStatistic) {
  BenchAccount bench;
  bench.done("PutMetricData", R"({"Namespace": "Shop", "MetricData": [
      {"MetricName": "Latency", "Dimensions": [{"Name": "Page", "Value": "b"}, {"Name": "Zone", "Value": "z"}],
       "Timestamp": 1789387080, "Values": [1, 3], "Counts": [3, 1], "Unit": "Seconds"},
      {"MetricName": "Latency", "Dimensions": [{"Name": "Zone", "Value": "z"}, {"Name": "Page", "Value": "b"}],
       "Timestamp": 1789387110, "StatisticValues": {"SampleCount": 4, "Sum": 8, "Minimum": 1, "Maximum": 5},
       "Unit": "Seconds"}]})");
  const auto out = bench.done("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "Latency",
      "Dimensions": [{"Name": "Page", "Value": "b"}, {"Name": "Zone", "Value": "z"}],
      "StartTime": 1789387000, "EndTime": 1789387200, "Period": 60, "Statistics": ["Average", "SampleCount", "Maximum"]})");
  EXPECT_EQ(out.at("Label"), "Latency");
  const auto& points = out.at("Datapoints").as_array();
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0].at("Timestamp"), 1789387080.0);
  EXPECT_EQ(points[0].at("SampleCount"), 8.0);
  EXPECT_EQ(points[0].at("Average"), 14.0 / 8);
  EXPECT_EQ(points[0].at("Maximum"), 5.0);
  EXPECT_EQ(points[0].at("Unit"), "Seconds");
  EXPECT_FALSE(points[0].as_object().contains("Minimum"));
}

TEST(PutMetricData, RefusesInAwsWordsAndTakesNothingOfACallThatIsWrong) {
  BenchAccount bench;
  EXPECT_EQ(bench.error("PutMetricData", R"({"Namespace": "Shop", "MetricData": [
      {"MetricName": "a", "Value": 1}, {"MetricName": "a", "Value": 1, "Values": [1]}]})"),
            "InvalidParameterCombination: The parameters MetricData.member.2.Value and MetricData.member.2.Values are "
            "mutually exclusive and you have specified both.");
  EXPECT_TRUE(bench.done("ListMetrics", "{}").at("Metrics").as_array().empty());
  EXPECT_EQ(
      bench.error("PutMetricData",
                  R"({"Namespace": "Shop", "MetricData": [{"MetricName": "a", "Values": [1, 2], "Counts": [1]}]})"),
      "InvalidParameterValue: The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of "
      "the same size.");
  EXPECT_EQ(bench.call("PutMetricData", R"({"Namespace": "Shop", "MetricData": [{"MetricName": "a", "Value": "NaN"}]})")
                .error()
                .message,
            "The value NaN for parameter MetricData.member.1.Value is invalid.");
  EXPECT_EQ(
      bench.error("PutMetricData", R"({"Namespace": "AWS/ECS", "MetricData": [{"MetricName": "a", "Value": 1}]})"),
      "InvalidParameterValue: The value AWS/ECS for parameter Namespace is invalid.");
  EXPECT_EQ(bench.error("PutMetricData", R"({"Namespace": "Shop"})"),
            "MissingParameter: The parameter MetricData is required.");
  EXPECT_TRUE(bench
                  .error("PutMetricData", R"({"Namespace": "Shop", "MetricData": [
      {"MetricName": "a", "Value": 1, "Timestamp": 1780000000}]})")
                  .starts_with("InvalidParameterValue: The parameter MetricData.member.1.Timestamp"));
  EXPECT_TRUE(
      bench
          .error("PutMetricData", R"({"Namespace": "Shop", "MetricData": [
      {"MetricName": "a", "Value": 1, "StorageResolution": 5}]})")
          .starts_with("InvalidParameterValue: The value 5 for parameter MetricData.member.1.StorageResolution"));
}

TEST(PutMetricData, IsThereAfterAKill) {
  BenchAccount bench;
  bench.done("PutMetricData", R"({"Namespace": "Shop", "MetricData": [
      {"MetricName": "Fine", "Timestamp": 1789387081, "Value": 0.1, "StorageResolution": 1},
      {"MetricName": "Fine", "Timestamp": 1789387083, "Value": 7, "StorageResolution": 1},
      {"MetricName": "Spread", "Timestamp": 1789387080, "Values": [1, 2, 100]}]})",
             "eu-west-1");
  bench.crash();
  const auto fine = bench.done("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "Fine",
      "StartTime": 1789387080, "EndTime": 1789387140, "Period": 1, "Statistics": ["Sum"]})",
                               "eu-west-1");
  ASSERT_EQ(fine.at("Datapoints").as_array().size(), 2U);
  EXPECT_EQ(fine.at("Datapoints").at(0).at("Sum"), 0.1);
  EXPECT_EQ(fine.at("Datapoints").at(1).at("Timestamp"), 1789387083.0);
  const auto spread = bench.done("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "Spread",
      "StartTime": 1789387080, "EndTime": 1789387140, "Period": 60, "ExtendedStatistics": ["p50", "p100"]})",
                                 "eu-west-1");
  ASSERT_EQ(spread.at("Datapoints").as_array().size(), 1U);
  EXPECT_NEAR(spread.at("Datapoints").at(0).at("ExtendedStatistics").at("p50").as_double(), 2, 0.01);
  EXPECT_NEAR(spread.at("Datapoints").at(0).at("ExtendedStatistics").at("p100").as_double(), 100, 0.5);
  EXPECT_TRUE(bench.done("ListMetrics", "{}").at("Metrics").as_array().empty()) << "regions are apart";
  EXPECT_EQ(bench.done("ListMetrics", "{}", "eu-west-1").at("Metrics").as_array().size(), 2U);
}

TEST(GetMetricStatistics, HasLimits) {
  BenchAccount bench;
  EXPECT_EQ(bench.error("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "a", "StartTime": 1789300740,
      "EndTime": 1789387200, "Period": 60, "Statistics": ["Sum"]})"),
            "InvalidParameterCombination: You have requested up to 1,441 datapoints, which exceeds the limit of 1,440. "
            "You may reduce the datapoints requested by increasing Period, or decreasing the time range.");
  EXPECT_EQ(bench.error("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "a", "StartTime": 1789387200,
      "EndTime": 1789387200, "Period": 60, "Statistics": ["Sum"]})"),
            "InvalidParameterValue: The parameter StartTime must be less than the parameter EndTime.");
  EXPECT_TRUE(bench
                  .error("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "a", "StartTime": 1789387000,
      "EndTime": 1789387200, "Period": 45, "Statistics": ["Sum"]})")
                  .starts_with("InvalidParameterValue: The value 45 for parameter Period"));
  EXPECT_TRUE(bench
                  .error("GetMetricStatistics", R"({"Namespace": "Shop", "MetricName": "a", "StartTime": 1789387000,
      "EndTime": 1789387200, "Period": 60})")
                  .starts_with("InvalidParameterCombination: "));
}

TEST(GetMetricData, ComputesAndPages) {
  BenchAccount bench;
  bench.put_minutes({10, 20, 30});
  bench.now += 3min;
  const char* query = R"({"StartTime": 1789387200, "EndTime": 1789387380, "MetricDataQueries": [
      {"Id": "m1", "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "Load"}, "Period": 60, "Stat": "Sum"},
       "ReturnData": false},
      {"Id": "e1", "Expression": "m1 / PERIOD(m1) * 6", "Label": "Tenths"}]})";
  const auto out = bench.done("GetMetricData", query);
  ASSERT_EQ(out.at("MetricDataResults").as_array().size(), 1U);
  const auto& result = out.at("MetricDataResults").at(0);
  EXPECT_EQ(result.at("Id"), "e1");
  EXPECT_EQ(result.at("Label"), "Tenths");
  EXPECT_EQ(result.at("StatusCode"), "Complete");
  EXPECT_EQ(boost::json::serialize(result.at("Values")), "[3E0,2E0,1E0]") << "newest first";

  auto paged = boost::json::parse(query).as_object();
  paged["MaxDatapoints"] = 2;
  const auto first = bench.call("GetMetricData", paged);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->at("MetricDataResults").at(0).at("StatusCode"), "PartialData");
  EXPECT_EQ(first->at("MetricDataResults").at(0).at("Values").as_array().size(), 2U);
  paged["NextToken"] = first->at("NextToken");
  const auto second = bench.call("GetMetricData", paged);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(boost::json::serialize(second->at("MetricDataResults").at(0).at("Values")), "[1E0]");
  EXPECT_FALSE(second->contains("NextToken"));
  paged["NextToken"] = "bogus";
  EXPECT_EQ(bench.call("GetMetricData", paged).error().code, "InvalidNextToken");
}

TEST(GetMetricData, NamesTheExpressionThatIsWrong) {
  BenchAccount bench;
  const auto complaint = [&](const std::string& expression) {
    const std::string input = R"({"StartTime": 0, "EndTime": 60, "MetricDataQueries": [{"Id": "e1", "Expression": ")" +
                              expression + R"("}]})";
    return bench.error("GetMetricData", input.c_str());
  };
  EXPECT_EQ(complaint("m9 + 1"), "ValidationError: Error in expression 'e1': The id 'm9' is not known.");
  EXPECT_EQ(complaint("ANOMALY_DETECTION_BAND(e1)"),
            "ValidationError: Error in expression 'e1': Unsupported function 'ANOMALY_DETECTION_BAND'.");
  EXPECT_EQ(complaint("SUM(1"), "ValidationError: Error in expression 'e1': A ')' is missing at position 6.");
  EXPECT_EQ(complaint("e1 * 2"), "ValidationError: Error in expression 'e1': The expression 'e1' needs itself.");
  EXPECT_EQ(bench.error("GetMetricData", R"json({"StartTime": 60, "EndTime": 60, "MetricDataQueries": [
      {"Id": "e1", "Expression": "TIME_SERIES(1)"}]})json"),
            "ValidationError: The parameter EndTime must be greater than StartTime.");
}

TEST(ListMetrics, PagesAndNarrows) {
  BenchAccount bench;
  for (int i = 0; i < 501; ++i)
    bench.plane().metrics().put(
        {watch::make_metric("Shop", "M" + std::to_string(i), {{"Page", i % 2 == 0 ? "a" : "b"}}),
         bench.now - (i == 7 ? 4h : 0h), stats::StatisticSet::of(1), "None"});
  const auto first = bench.done("ListMetrics", "{}");
  EXPECT_EQ(first.at("Metrics").as_array().size(), 500U);
  const auto rest = bench.call("ListMetrics", boost::json::object{{"NextToken", first.at("NextToken")}});
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(rest->at("Metrics").as_array().size(), 1U);
  EXPECT_FALSE(rest->contains("NextToken"));
  EXPECT_EQ(
      bench.done("ListMetrics", R"({"Dimensions": [{"Name": "Page", "Value": "b"}]})").at("Metrics").as_array().size(),
      250U);
  EXPECT_EQ(bench.done("ListMetrics", R"({"Dimensions": [{"Name": "Zone"}]})").at("Metrics").as_array().size(), 0U);
  EXPECT_EQ(bench.done("ListMetrics", R"({"MetricName": "M7"})").at("Metrics").as_array().size(), 1U);
  EXPECT_EQ(
      bench.done("ListMetrics", R"({"MetricName": "M7", "RecentlyActive": "PT3H"})").at("Metrics").as_array().size(),
      0U);
}

}  // namespace
}  // namespace rampart::aws::cloudwatch
