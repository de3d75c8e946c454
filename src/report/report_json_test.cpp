#include "report/report_json.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>

#include "report/testing/quest_run.h"
#include "store/run_reader.h"
#include "store/run_writer.h"

namespace rampart::report {
namespace {

std::vector<Target> quest_targets() {
  return {LatencyTarget{95, 2500}, ErrorRateTarget{0.01}, ScaleOutTarget{"web", 3, {}}, ScaleInTarget{"web", 1},
          FailedWhileScalingInTarget{0}};
}

boost::json::value report_of(const testing::QuestOptions& options = {}) {
  const RunView run = RunView::of(testing::quest_run(options));
  return boost::json::parse(report_json(run, judge(run, quest_targets())));
}

// The shape that programs read.
TEST(ReportJson, HasTheKeysThatWerePromised) {
  const boost::json::value r = report_of();
  EXPECT_EQ(r.at("verdict"), "pass") << boost::json::serialize(r.at("checks"));
  EXPECT_EQ(r.at("valid"), true);
  EXPECT_EQ(r.at("checks").as_array().size(), 5U);
  for (const auto& check : r.at("checks").as_array())
    for (const char* key : {"name", "pass", "value", "target"}) EXPECT_TRUE(check.as_object().contains(key)) << key;
  EXPECT_GT(r.at("load").at("counters").at("http.requests").to_number<int>(), 3000);
  EXPECT_EQ(r.at("requests").at("sent"), r.at("load").at("counters").at("http.requests"));
  EXPECT_EQ(r.at("requests").at("failed"), 11);
  EXPECT_EQ(r.at("requests").at("failed_while_scaling_in"), 0);
  EXPECT_EQ(r.at("compute"), "process");
  EXPECT_EQ(r.at("aws_minute_s"), 6);
  EXPECT_EQ(r.at("seed"), 7);
}

TEST(ReportJson, ServicesHaveATimelineInSecondsOfTheRun) {
  const boost::json::value report = report_of();
  const auto& service = report.at("services").at(0).as_object();
  EXPECT_EQ(service.at("name"), "web");
  EXPECT_GE(service.at("max_running").to_number<int>(), 3);
  EXPECT_EQ(service.at("final_running"), 1);
  const auto& timeline = service.at("timeline").as_array();
  ASSERT_GT(timeline.size(), 5U);
  double before = 0;
  for (const auto& point : timeline) {
    EXPECT_GE(point.at("t").to_number<double>(), before);
    before = point.at("t").to_number<double>();
    for (const char* key : {"desired", "running", "healthy"}) EXPECT_TRUE(point.as_object().contains(key));
  }
  EXPECT_LT(before, 221);
}

TEST(ReportJson, ActivitiesAreAwsOwnNewestFirst) {
  const boost::json::value report = report_of();
  const auto& activities = report.at("activities").as_array();
  ASSERT_GE(activities.size(), 2U);
  for (const char* key : {"ActivityId", "ServiceNamespace", "ResourceId", "ScalableDimension", "Description", "Cause",
                          "StartTime", "EndTime", "StatusCode", "StatusMessage"})
    EXPECT_TRUE(activities[0].as_object().contains(key)) << key;
  EXPECT_EQ(activities[0].at("Description"), "Setting desired count to 1.");
  EXPECT_GT(activities[0].at("StartTime").as_string(), activities[1].at("StartTime").as_string());
}

TEST(ReportJson, AKilledTaskIsAnIncidentWithItsPrice) {
  const boost::json::value report = report_of();
  const auto& incidents = report.at("incidents").as_array();
  ASSERT_EQ(incidents.size(), 1U);
  EXPECT_EQ(incidents[0].at("exit_code"), 137);
  EXPECT_EQ(incidents[0].at("failed_requests"), 11);
  EXPECT_NEAR(incidents[0].at("seconds_to_healthy").to_number<double>(), 4.65, 0.1);
}

TEST(ReportJson, AReportFromTheFileIsTheReportOfTheRun) {
  const std::string path = ::testing::TempDir() + "rampart-report-json-test.sqlite";
  const std::vector<ledger::Recorded> events = testing::quest_run();
  auto writer = store::RunWriter::create(path, {.replace = true});
  ASSERT_TRUE(writer) << writer.error().message;
  for (const ledger::Recorded& r : events) (*writer)->write(r.at, r.event);
  ASSERT_TRUE((*writer)->close());
  const auto read = store::read_run(path);
  std::remove(path.c_str());
  ASSERT_TRUE(read) << read.error().message;
  const RunView live = RunView::of(events);
  const RunView replayed = RunView::of(*read);
  EXPECT_EQ(report_json(replayed, judge(replayed, quest_targets())), report_json(live, judge(live, quest_targets())));
}

TEST(ReportJson, FindingsAndElasticityAreThere) {
  const RunView run = RunView::of(testing::quest_run());
  Insight insight;
  insight.findings = {{15, Severity::problem, "t", "c", {"t.yml", 42, 7}, "f", "no price"}};
  insight.capacity_per_task = 19;
  const boost::json::object report = report_object(run, judge(run, {}), insight);
  const auto& finding = report.at("findings").as_array().at(0).as_object();
  EXPECT_EQ(finding.at("problem"), "P15");
  EXPECT_EQ(finding.at("severity"), "problem");
  EXPECT_EQ(finding.at("line"), 42);
  EXPECT_EQ(report.at("elasticity").at("capacity_from"), "the plan");
  EXPECT_TRUE(report.at("elasticity").at("hysteresis").as_object().contains("not_computed"));
}

TEST(ReportJson, ALateGeneratorAndAStuckPolicyFail) {
  const boost::json::value late = report_of({.late_generator = true});
  EXPECT_EQ(late.at("verdict"), "fail");
  EXPECT_EQ(late.at("valid"), false);
  EXPECT_EQ(late.at("validity").at("grade"), "INVALID");
  const boost::json::value stuck = report_of({.stuck_policy = true});
  EXPECT_EQ(stuck.at("verdict"), "fail");
  EXPECT_EQ(stuck.at("valid"), true);
}

}  // namespace
}  // namespace rampart::report
