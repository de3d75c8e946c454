#include "report/limit_findings.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "report/limit_html.h"
#include "report/limit_json.h"
#include "report/limit_text.h"

namespace rampart::report {
namespace {

/// Trials of an M/M/1 queue of 100 a second, one request an arrival, CPU in proportion.
LimitRun queue_of_100() {
  LimitRun run;
  run.name = "http://h/<a>&b";
  run.one_task = true;
  run.target = {99, 100, 0.01};
  int number = 0;
  for (const double rate : {20.0, 40.0, 50.0, 53.0, 60.0, 70.0, 80.0}) {
    LimitTrialRow row;
    row.number = ++number;
    row.purpose = "narrow";
    row.rate = row.requests_per_second = rate;
    row.lasted_s = 10;
    row.fullness = 1;
    row.requests = static_cast<std::uint64_t>(rate * 10);
    row.mean_service_ms = 1000 / (100 - rate);
    row.at_percentile_ms = row.p99_ms = 4605 / (100 - rate);
    row.p50_ms = 693 / (100 - rate);
    row.passed = row.p99_ms <= 100;
    row.badness = row.passed ? 0.5 : 3;
    row.cpu = rate;
    run.trials.push_back(row);
  }
  run.result.end = stats::LimitResult::End::found;
  run.result.limit = 54;
  run.result.low = 53.5;
  run.result.high = 54.6;
  run.result.checked_rate = 54;
  run.result.check_badness = 0.9;
  run.result.check_above_badness = 1.9;
  return run;
}

TEST(LimitFindings, TargetValuesFollowFromTheIntervalsLowerEnd) {
  const LimitFindings f = find_out(queue_of_100());
  ASSERT_EQ(f.proposals.size(), 3U);
  EXPECT_EQ(f.proposals[0].metric, "ALBRequestCountPerTarget");
  EXPECT_EQ(f.proposals[0].value, 2247);  // 53.5 × 60 × 0.7 = 2247, per minute
  ASSERT_TRUE(f.cpu_at_limit);
  EXPECT_NEAR(*f.cpu_at_limit, 53.5, 1e-9);
  EXPECT_EQ(f.proposals[1].metric, "ECSServiceAverageCPUUtilization");
  EXPECT_EQ(f.proposals[1].value, 37);  // 53.5 % × 0.7
  EXPECT_NE(f.head_room.find("386 s"), std::string::npos);
}

TEST(LimitFindings, CurvesAreFittedToTheTrials) {
  const LimitFindings f = find_out(queue_of_100());
  ASSERT_TRUE(f.queue);
  EXPECT_NEAR(f.queue->capacity, 100, 1e-6);
  EXPECT_NEAR(f.queue->service_time, 10, 1e-6);
  // X = 100·N/(1 + N): contention alone, g = 50 and a = 1/2.
  ASSERT_TRUE(f.usl);
  EXPECT_NEAR(f.usl->gamma, 50, 1e-3);
  EXPECT_NEAR(f.usl->alpha, 0.5, 1e-4);
  EXPECT_FALSE(f.usl_peak.load);
}

TEST(LimitFindings, SaysWhenCpuIsNotKnown) {
  LimitRun run = queue_of_100();
  run.one_task = false;
  for (LimitTrialRow& t : run.trials) t.cpu.reset();
  const LimitFindings f = find_out(run);
  EXPECT_FALSE(f.proposals[1].value);
  EXPECT_NE(f.proposals[1].arithmetic.find("not known"), std::string::npos);
}

TEST(LimitFindings, CountsRequestsOfAnArrival) {
  LimitRun run = queue_of_100();
  for (LimitTrialRow& t : run.trials) t.requests_per_second = t.rate * 2.98;  // Poisson scatter around three
  const LimitFindings f = find_out(run);
  EXPECT_EQ(f.requests_per_arrival, 3);
  EXPECT_EQ(f.proposals[0].value, 6741);
}

TEST(LimitFindings, ProposesNothingWithoutALimit) {
  LimitRun run = queue_of_100();
  run.result = {};
  run.result.end = stats::LimitResult::End::never_met;
  EXPECT_TRUE(find_out(run).proposals.empty());
  EXPECT_NE(answer_text(run).find("no limit"), std::string::npos);
}

TEST(LimitFindings, RemarksOnLittlesLawAndOnChecksThatContradict) {
  LimitRun run = queue_of_100();
  EXPECT_TRUE(find_out(run).remarks.empty());
  run.trials[2].little = 0.3;
  run.trials[2].little_holds = false;
  run.result.check_above_badness = 0.2;
  EXPECT_EQ(find_out(run).remarks.size(), 2U);
}

TEST(LimitReport, SaysTheSameInTextJsonAndHtml) {
  const LimitRun run = queue_of_100();
  const LimitFindings f = find_out(run);
  const std::string text = limit_text(run, f);
  EXPECT_NE(text.find("limit: 54/s, 95 % between 53.5 and 54.6"), std::string::npos) << text;
  EXPECT_NE(text.find("2247"), std::string::npos);
  const auto json = boost::json::parse(limit_json(run, f)).as_object();
  EXPECT_EQ(json.at("limit").to_number<double>(), 54);
  EXPECT_EQ(json.at("trials").as_array().size(), run.trials.size());
  EXPECT_EQ(json.at("target_values").as_array()[0].at("target_value").to_number<double>(), 2247);
  const std::string html = limit_html(run, f);
  EXPECT_NE(html.find("http://h/&lt;a>&amp;b"), std::string::npos);
  std::size_t marks = 0;
  for (std::size_t at = 0; (at = html.find("<circle class=", at)) != std::string::npos; ++at) ++marks;
  EXPECT_EQ(marks, run.trials.size());
  EXPECT_EQ(html.find("<script"), std::string::npos);
}

}  // namespace
}  // namespace rampart::report
