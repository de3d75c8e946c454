#include "report/report_html.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstdlib>
#include <fstream>

#include "report/report_page.h"
#include "report/testing/quest_run.h"

namespace rampart::report {
namespace {

std::string html_of(std::vector<ledger::Recorded> events) {
  const RunView run = RunView::of(events);
  return report_html(run, judge(run, {LatencyTarget{95, 2500}, ErrorRateTarget{0.01}, ScaleOutTarget{"web", 3, 60.0},
                                      ScaleInTarget{"web", 1}, FailedWhileScalingInTarget{0}}));
}

std::size_t occurrences(std::string_view text, std::string_view what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++n;
  return n;
}

std::string data_in(const std::string& html) {
  const std::string open = "<script type=\"application/json\" id=\"run\">";
  const std::size_t from = html.find(open) + open.size();
  return html.substr(from, html.find("</script>", from) - from);
}

TEST(ReportHtml, ThePageHasOnePlaceForTheData) {
  EXPECT_GT(report_page().size(), 40'000U);
  EXPECT_EQ(occurrences(report_page(), "\"@RAMPART_RUN@\""), 1U);
}

TEST(ReportHtml, NeedsNothingFromOutside) {
  const std::string html = html_of(testing::quest_run());
  EXPECT_EQ(occurrences(html, " src=\""), 0U);
  EXPECT_EQ(occurrences(html, "<link rel=\"stylesheet\""), 0U);
  EXPECT_EQ(occurrences(html, "@import"), 0U);
  EXPECT_EQ(occurrences(html, "default-src 'none'"), 1U);
}

TEST(ReportHtml, HoldsTheRunAsJson) {
  const boost::json::value data = boost::json::parse(data_in(html_of(testing::quest_run())));
  EXPECT_EQ(data.at("name"), "examples/quest/plan.yml");
  EXPECT_EQ(data.at("duration_s"), 220);
  const auto& load = data.at("load").as_object();
  EXPECT_EQ(load.at("t").as_array().size(), 220U);
  EXPECT_EQ(load.at("step_s").to_number<double>(), 1);
  for (const auto& series : load) {
    if (series.key() == "step_s") continue;
    EXPECT_EQ(series.value().as_array().size(), 220U) << series.key();
  }
  EXPECT_EQ(data.at("phases").as_array().size(), 5U);

  const auto& metrics = data.at("metrics").as_array();
  ASSERT_EQ(metrics.size(), 2U);
  EXPECT_EQ(metrics[0].at("statistic"), "Sum");
  EXPECT_EQ(metrics[0].at("period_s"), 6) << "an AWS minute of six seconds";
  EXPECT_EQ(metrics[0].at("thresholds").as_array().size(), 2U);
  EXPECT_EQ(metrics[1].at("thresholds").as_array().size(), 0U);
  EXPECT_EQ(metrics[1].at("statistic"), "Average");
}

TEST(ReportHtml, WhatATaskSaysCannotBreakOut) {
  std::vector<ledger::Recorded> events = testing::quest_run();
  events.push_back({events.back().at, ledger::Note{"info", "</script><img src=\"x\" onerror=\"alert(1)\"> \xff"}});
  const std::string html = html_of(events);
  EXPECT_EQ(html.find("</script><img"), std::string::npos);
  const boost::json::value data = boost::json::parse(data_in(html));
  const auto& notes = data.at("notes").as_array();
  EXPECT_EQ(notes.back().at("text"), "</script><img src=\"x\" onerror=\"alert(1)\"> \xef\xbf\xbd");
}

TEST(ReportHtml, AnEmptyRunStillMakesAPage) {
  const boost::json::value data = boost::json::parse(data_in(html_of({})));
  EXPECT_EQ(data.at("report").at("verdict"), "fail");
  EXPECT_TRUE(data.at("load").at("t").as_array().empty());
}

// For looking at: RAMPART_REPORT_DIR=/tmp/x report_test --gtest_filter='*LookAt*' leaves the pages there.
TEST(ReportHtml, LeavesPagesToLookAt) {
  const char* folder = std::getenv("RAMPART_REPORT_DIR");
  if (folder == nullptr) GTEST_SKIP() << "set RAMPART_REPORT_DIR to get the pages";
  const std::string at = folder;
  std::ofstream(at + "/pass.html") << html_of(testing::quest_run());
  std::ofstream(at + "/fail.html") << html_of(testing::quest_run({.late_generator = true, .stuck_policy = true}));
  std::ofstream(at + "/empty.html") << html_of({});
}

}  // namespace
}  // namespace rampart::report
