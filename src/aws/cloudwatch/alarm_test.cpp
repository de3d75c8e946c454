#include <gtest/gtest.h>

#include "aws/cloudwatch/testing/bench_account.h"

namespace rampart::aws::cloudwatch {
namespace {

using namespace std::chrono_literals;
using testing::BenchAccount;

constexpr const char* high = R"({"AlarmName": "high", "Namespace": "Shop", "MetricName": "Load", "Statistic": "Average",
    "Period": 60, "EvaluationPeriods": 1, "Threshold": 50, "ComparisonOperator": "GreaterThanThreshold",
    "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"], "Tags": [{"Key": "team", "Value": "shop"}]})";

std::vector<std::string> names_in(const boost::json::object& answer, const char* list = "MetricAlarms") {
  std::vector<std::string> out;
  for (const auto& alarm : answer.at(list).as_array()) out.emplace_back(alarm.at("AlarmName").as_string());
  return out;
}

std::string state_of(BenchAccount& bench, const std::string& name) {
  return std::string(watch::name_of(bench.plane().alarms().find(name)->state));
}

TEST(PutMetricAlarm, IsDescribedInFull) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  const auto out = bench.done("DescribeAlarms", R"({"AlarmNames": ["high", "unknown"]})");
  ASSERT_EQ(names_in(out), (std::vector<std::string>{"high"}));
  const auto& alarm = out.at("MetricAlarms").at(0).as_object();
  EXPECT_EQ(alarm.at("AlarmArn"), "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high");
  EXPECT_EQ(alarm.at("StateValue"), "INSUFFICIENT_DATA");
  EXPECT_EQ(alarm.at("StateReason"), "Unchecked: Initial alarm creation");
  EXPECT_EQ(alarm.at("ActionsEnabled"), true);
  EXPECT_EQ(alarm.at("Threshold"), 50.0);
  EXPECT_EQ(alarm.at("Period"), 60);
  EXPECT_EQ(alarm.at("AlarmConfigurationUpdatedTimestamp"), 1789387200.0);
  EXPECT_FALSE(alarm.contains("DatapointsToAlarm"));
  EXPECT_TRUE(out.at("CompositeAlarms").as_array().empty());
}

TEST(PutMetricAlarm, RefusesInAwsWords) {
  BenchAccount bench;
  const auto complaint = [&](const char* change, const char* value) {
    auto input = boost::json::parse(high).as_object();
    if (value == nullptr)
      input.erase(change);
    else
      input[change] = boost::json::parse(value);
    const auto answer = bench.call("PutMetricAlarm", input);
    return answer.has_value() ? "none" : answer.error().name_in_query() + ": " + answer.error().message;
  };
  EXPECT_EQ(complaint("Threshold", nullptr), "MissingParameter: The parameter Threshold is required.");
  EXPECT_EQ(complaint("EvaluationPeriods", "1441"),
            "ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= "
            "86400).");
  EXPECT_EQ(complaint("ExtendedStatistic", "\"p99\""),
            "InvalidParameterCombination: Exactly one of the parameters Statistic and ExtendedStatistic must be "
            "specified.");
  EXPECT_TRUE(complaint("TreatMissingData", "\"never\"").starts_with("ValidationError: The value [never] is not"));
  EXPECT_TRUE(complaint("Period", "45").starts_with("ValidationError: Invalid Period 45"));
  EXPECT_TRUE(complaint("DatapointsToAlarm", "2").starts_with("ValidationError: DatapointsToAlarm"));
  EXPECT_TRUE(
      complaint("ComparisonOperator", "\"LessThanLowerThreshold\"").starts_with("ValidationError: Rampart has no"));
  EXPECT_TRUE(complaint("Metrics", R"json([{"Id": "m1", "Expression": "TIME_SERIES(1)"}])json")
                  .starts_with("InvalidParameterCombination: The parameters Metrics and MetricName"));
}

TEST(Alarms, StateHistoryAndTagsAreThereAfterAKill) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  bench.put_minutes({90, 90, 90});
  bench.run(3min);
  ASSERT_EQ(state_of(bench, "high"), "ALARM");
  const auto before = bench.done("DescribeAlarms", "{}");
  const auto history = bench.done("DescribeAlarmHistory", R"({"AlarmName": "high"})");
  bench.crash();
  EXPECT_EQ(bench.done("DescribeAlarms", "{}"), before);
  EXPECT_EQ(bench.done("DescribeAlarmHistory", R"({"AlarmName": "high"})"), history);
  const auto tags =
      bench.done("ListTagsForResource", R"({"ResourceARN": "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high"})");
  EXPECT_EQ(boost::json::serialize(tags.at("Tags")), R"([{"Key":"team","Value":"shop"}])");
  bench.done("DeleteAlarms", R"({"AlarmNames": ["high", "unknown"]})");
  bench.crash();
  EXPECT_TRUE(names_in(bench.done("DescribeAlarms", "{}")).empty());
}

TEST(DescribeAlarmHistory, TellsNewestFirstAndPages) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  bench.put_minutes({90, 90, 90});
  bench.run(3min);
  const auto all = bench.done("DescribeAlarmHistory", "{}");
  const auto& items = all.at("AlarmHistoryItems").as_array();
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].at("HistorySummary"), "Successfully executed action arn:aws:sns:us-east-1:123456789012:t");
  EXPECT_EQ(items[1].at("HistorySummary"), "Alarm updated from INSUFFICIENT_DATA to ALARM");
  EXPECT_EQ(items[2].at("HistorySummary"), "Alarm \"high\" created");
  EXPECT_EQ(items[2].at("HistoryItemType"), "ConfigurationUpdate");
  const auto data = boost::json::parse(items[1].at("HistoryData").as_string());
  EXPECT_EQ(data.at("newState").at("stateReasonData").at("threshold"), 50.0);
  EXPECT_EQ(data.at("oldState").at("stateValue"), "INSUFFICIENT_DATA");
  EXPECT_EQ(boost::json::parse(items[0].at("HistoryData").as_string()).at("actionState"), "Succeeded");

  const auto first = bench.done("DescribeAlarmHistory", R"({"MaxRecords": 2})");
  EXPECT_EQ(first.at("AlarmHistoryItems").as_array().size(), 2U);
  const auto rest =
      bench.call("DescribeAlarmHistory", boost::json::object{{"MaxRecords", 2}, {"NextToken", first.at("NextToken")}});
  ASSERT_TRUE(rest.has_value());
  ASSERT_EQ(rest->at("AlarmHistoryItems").as_array().size(), 1U);
  EXPECT_EQ(rest->at("AlarmHistoryItems").at(0), items[2]);
  EXPECT_EQ(bench.done("DescribeAlarmHistory", R"({"HistoryItemType": "StateUpdate"})")
                .at("AlarmHistoryItems")
                .as_array()
                .size(),
            1U);
}

TEST(DescribeAlarms, NarrowsAndPages) {
  BenchAccount bench;
  for (const char* name : {"b1", "a1", "a2", "a3"}) {
    auto input = boost::json::parse(high).as_object();
    input["AlarmName"] = name;
    ASSERT_TRUE(bench.call("PutMetricAlarm", input).has_value());
  }
  bench.done("SetAlarmState", R"({"AlarmName": "a2", "StateValue": "OK", "StateReason": "by hand"})");
  using Names = std::vector<std::string>;
  EXPECT_EQ(names_in(bench.done("DescribeAlarms", R"({"AlarmNamePrefix": "a"})")), (Names{"a1", "a2", "a3"}));
  EXPECT_EQ(names_in(bench.done("DescribeAlarms", R"({"StateValue": "OK"})")), (Names{"a2"}));
  EXPECT_EQ(names_in(bench.done("DescribeAlarms", R"({"ActionPrefix": "arn:aws:sns"})")),
            (Names{"a1", "a2", "a3", "b1"}));
  EXPECT_TRUE(names_in(bench.done("DescribeAlarms", R"({"ActionPrefix": "arn:aws:lambda"})")).empty());
  const auto first = bench.done("DescribeAlarms", R"({"MaxRecords": 3})");
  EXPECT_EQ(names_in(first), (Names{"a1", "a2", "a3"}));
  const auto rest =
      bench.call("DescribeAlarms", boost::json::object{{"MaxRecords", 3}, {"NextToken", first.at("NextToken")}});
  ASSERT_TRUE(rest.has_value());
  EXPECT_EQ(names_in(*rest), (Names{"b1"}));
  EXPECT_EQ(
      names_in(bench.done("DescribeAlarmsForMetric", R"({"Namespace": "Shop", "MetricName": "Load", "Period": 60})"))
          .size(),
      4U);
  EXPECT_TRUE(names_in(bench.done("DescribeAlarmsForMetric", R"({"Namespace": "Shop", "MetricName": "Load",
      "Dimensions": [{"Name": "a", "Value": "b"}]})"))
                  .empty());
}

TEST(DescribeAlarms, ShowsAlarmsThatOthersMade) {
  BenchAccount bench;
  watch::AlarmSpec spec;
  spec.name = "TargetTracking-service/c/s-AlarmHigh-1";
  spec.metric = watch::make_metric("AWS/ECS", "CPUUtilization", {});
  ASSERT_TRUE(bench.plane().alarms().put(spec, bench.now).has_value());
  const auto out = bench.done("DescribeAlarms", "{}");
  ASSERT_EQ(names_in(out).size(), 1U);
  EXPECT_EQ(out.at("MetricAlarms").at(0).at("AlarmArn"),
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:TargetTracking-service/c/s-AlarmHigh-1");
}

TEST(SetAlarmState, ReachesLedgerAndNoticesAtTheNextTick) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  bench.done("SetAlarmState", R"({"AlarmName": "high", "StateValue": "ALARM", "StateReason": "by hand"})");
  EXPECT_EQ(state_of(bench, "high"), "ALARM");
  bench.run(1s);
  const auto transitions = bench.journal.all<ledger::AlarmTransition>();
  ASSERT_EQ(transitions.size(), 1U);
  EXPECT_EQ(transitions[0].reason, "by hand");
  const auto notices = bench.plane().take_notices();
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_EQ(notices[0].action_arn, "arn:aws:sns:us-east-1:123456789012:t");
  const auto unknown = bench.call("SetAlarmState", R"({"AlarmName": "x", "StateValue": "OK", "StateReason": ""})");
  EXPECT_EQ(unknown.error().http_status, 404);
  EXPECT_EQ(unknown.error().code, "ResourceNotFound");
  EXPECT_TRUE(bench
                  .error("SetAlarmState", R"({"AlarmName": "high", "StateValue": "OK", "StateReason": "",
      "StateReasonData": "{"})")
                  .starts_with("InvalidFormat: "));
}

TEST(AlarmActions, DisabledAreNotCarriedOut) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  bench.done("DisableAlarmActions", R"({"AlarmNames": ["high"]})");
  bench.done("SetAlarmState", R"({"AlarmName": "high", "StateValue": "ALARM", "StateReason": "by hand"})");
  bench.run(1s);
  EXPECT_TRUE(bench.plane().take_notices().empty());
  bench.crash();
  EXPECT_EQ(bench.done("DescribeAlarms", "{}").at("MetricAlarms").at(0).at("ActionsEnabled"), false);
  bench.done("EnableAlarmActions", R"({"AlarmNames": ["high"]})");
  EXPECT_EQ(bench.done("DescribeAlarms", "{}").at("MetricAlarms").at(0).at("ActionsEnabled"), true);
}

TEST(PutMetricAlarm, OnMetricMathAndOnPercentiles) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", R"({"AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 100,
      "ComparisonOperator": "GreaterThanThreshold", "Metrics": [
        {"Id": "m1", "ReturnData": false, "MetricStat": {"Metric": {"Namespace": "Shop", "MetricName": "Load"},
         "Period": 60, "Stat": "Sum"}},
        {"Id": "e1", "Expression": "m1 * 2"}]})");
  bench.done("PutMetricAlarm", R"({"AlarmName": "slow", "Namespace": "Shop", "MetricName": "Load",
      "ExtendedStatistic": "p90", "Period": 60, "EvaluationPeriods": 1, "Threshold": 50,
      "ComparisonOperator": "GreaterThanThreshold"})");
  bench.put_minutes({60, 60, 60});
  bench.run(3min);
  EXPECT_EQ(state_of(bench, "math"), "ALARM");
  EXPECT_EQ(state_of(bench, "slow"), "ALARM");
  const auto before = bench.done("DescribeAlarms", "{}");
  EXPECT_EQ(before.at("MetricAlarms").at(0).at("Metrics").at(1).at("Expression"), "m1 * 2");
  EXPECT_FALSE(before.at("MetricAlarms").at(0).as_object().contains("Period"));
  bench.crash();
  EXPECT_EQ(bench.done("DescribeAlarms", "{}"), before);
  EXPECT_EQ(bench.error("PutMetricAlarm", R"json({"AlarmName": "math", "EvaluationPeriods": 1, "Threshold": 100,
      "ComparisonOperator": "GreaterThanThreshold", "Metrics": [{"Id": "e1", "Expression": "TIME_SERIES(1)"},
      {"Id": "e2", "Expression": "TIME_SERIES(1)"}]})json"),
            "ValidationError: Metrics list must contain exactly one metric matching the ReturnData=true.");
}

TEST(PutCompositeAlarm, FollowsItsChildren) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  bench.done("PutCompositeAlarm", R"json({"AlarmName": "both", "AlarmRule": "ALARM(\"high\") AND NOT OK(high)",
      "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"]})json");
  bench.done("SetAlarmState", R"({"AlarmName": "high", "StateValue": "ALARM", "StateReason": "by hand"})");
  EXPECT_EQ(state_of(bench, "both"), "ALARM");
  const auto out = bench.done("DescribeAlarms", R"({"AlarmTypes": ["CompositeAlarm"]})");
  ASSERT_EQ(names_in(out, "CompositeAlarms"), (std::vector<std::string>{"both"}));
  EXPECT_EQ(out.at("CompositeAlarms").at(0).at("StateReason"),
            "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high transitioned to ALARM at Monday 14 September, 2026 "
            "12:00:00 UTC");
  EXPECT_EQ(names_in(bench.done("DescribeAlarms", R"({"ParentsOfAlarmName": "high"})"), "CompositeAlarms"),
            (std::vector<std::string>{"both"}));
  EXPECT_EQ(names_in(bench.done("DescribeAlarms", R"({"ChildrenOfAlarmName": "both"})")),
            (std::vector<std::string>{"high"}));
  EXPECT_EQ(bench.error("DeleteAlarms", R"({"AlarmNames": ["high"]})"),
            "ValidationError: Cannot delete high as there are composite alarm(s) depending on it.");
  EXPECT_EQ(bench.error("PutCompositeAlarm", R"json({"AlarmName": "c", "AlarmRule": "OK(x)"})json"),
            "ValidationError: Could not save the composite alarm as alarms [x] in the alarm rule do not exist");
  bench.crash();
  EXPECT_EQ(state_of(bench, "both"), "ALARM");
  bench.done("SetAlarmState", R"({"AlarmName": "high", "StateValue": "OK", "StateReason": "by hand"})");
  EXPECT_EQ(state_of(bench, "both"), "OK");
}

TEST(Dashboards, AreKept) {
  BenchAccount bench;
  bench.done("PutDashboard", R"({"DashboardName": "shop", "DashboardBody": "{\"widgets\":[]}"})");
  bench.crash();
  EXPECT_EQ(bench.done("GetDashboard", R"({"DashboardName": "shop"})").at("DashboardBody"), "{\"widgets\":[]}");
  EXPECT_EQ(bench.done("ListDashboards", R"({"DashboardNamePrefix": "sh"})").at("DashboardEntries").at(0).at("Size"),
            14);
  bench.done("DeleteDashboards", R"({"DashboardNames": ["shop"]})");
  EXPECT_EQ(bench.error("GetDashboard", R"({"DashboardName": "shop"})"),
            "ResourceNotFound: Dashboard shop does not exist");
  EXPECT_TRUE(bench.error("PutDashboard", R"({"DashboardName": "a b", "DashboardBody": "{}"})")
                  .starts_with("InvalidParameterValue: "));
}

TEST(Tags, AreSetAndTakenAway) {
  BenchAccount bench;
  bench.done("PutMetricAlarm", high);
  constexpr auto arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:high";
  const auto with_arn = [&](const char* rest) { return std::string(R"({"ResourceARN": ")") + arn + "\"" + rest + "}"; };
  bench.done("TagResource",
             with_arn(R"(, "Tags": [{"Key": "team", "Value": "x"}, {"Key": "a", "Value": ""}])").c_str());
  bench.done("UntagResource", with_arn(R"(, "TagKeys": ["team"])").c_str());
  EXPECT_EQ(boost::json::serialize(bench.done("ListTagsForResource", with_arn("").c_str()).at("Tags")),
            R"([{"Key":"a","Value":""}])");
  EXPECT_EQ(
      bench.call("ListTagsForResource", R"({"ResourceARN": "arn:aws:cloudwatch:us-east-1:1:alarm:x"})").error().code,
      "ResourceNotFoundException");
}

TEST(Service, IsServedOnAllThreeWires) {
  BenchAccount bench;
  protocol::Endpoint endpoint({bench.cloudwatch->service()}, {});
  const auto query = endpoint.answer(
      {"POST",
       "/",
       {{"Content-Type", "application/x-www-form-urlencoded"}},
       "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=q&Namespace=Shop&MetricName=Load&Statistic=Sum&Period=60"
       "&EvaluationPeriods=1&Threshold=5&ComparisonOperator=GreaterThanThreshold"},
      bench.now);
  EXPECT_EQ(query.status, 200) << query.body;
  const auto json = endpoint.answer({"POST",
                                     "/",
                                     {{"Content-Type", "application/x-amz-json-1.0"},
                                      {"X-Amz-Target", "GraniteServiceVersion20100801.DescribeAlarms"}},
                                     "{}"},
                                    bench.now);
  EXPECT_NE(json.body.find("\"AlarmName\":\"q\""), std::string::npos) << json.body;
  const auto missing = endpoint.answer({"POST",
                                        "/",
                                        {{"Content-Type", "application/x-amz-json-1.0"},
                                         {"X-Amz-Target", "GraniteServiceVersion20100801.SetAlarmState"},
                                         {"x-amzn-query-mode", "true"}},
                                        R"({"AlarmName": "x", "StateValue": "OK", "StateReason": "r"})"},
                                       bench.now);
  EXPECT_EQ(missing.status, 404);
  EXPECT_EQ(*protocol::header(missing.headers, "x-amzn-query-error"), "ResourceNotFound;Sender");
  const auto cbor = endpoint.answer({"POST",
                                     "/service/GraniteServiceVersion20100801/operation/DescribeAlarms",
                                     {{"smithy-protocol", "rpc-v2-cbor"}, {"Content-Type", "application/cbor"}},
                                     "\xA0"},
                                    bench.now);
  EXPECT_EQ(cbor.status, 200);
  EXPECT_NE(cbor.body.find("AlarmName"), std::string::npos);
  const auto not_done = endpoint.answer({"POST",
                                         "/",
                                         {{"Content-Type", "application/x-amz-json-1.0"},
                                          {"X-Amz-Target", "GraniteServiceVersion20100801.PutAnomalyDetector"}},
                                         "{}"},
                                        bench.now);
  EXPECT_EQ(not_done.status, 501);
}

}  // namespace
}  // namespace rampart::aws::cloudwatch
