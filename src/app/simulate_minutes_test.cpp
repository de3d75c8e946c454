// Days, a minute at a time: the plan, the command's own code, and the report that it leaves.
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "app/minute_chronicle.h"
#include "app/simulate.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

class SimulatedDays : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("simulated_days-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(RAMPART_SOURCE) / "examples/quest/template.yml", folder_ / "template.yml");
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// The exit code; `rest` is the plan's.
  int simulate(const std::string& load, Detail detail = Detail::fitting, const std::string& rest = "",
               const std::string& parameters = "MaxTasks: 20") {
    std::ofstream(folder_ / "plan.yml") << "template: template.yml\nload: {shape: \"" << load << "\"}\n"
                                        << "parameters: {" << parameters << "}\n"
                                        << "model: {service-time: 80ms, workers: 1, cpu: 20ms}\n"
                                        << rest;
    auto plan = read_plan((folder_ / "plan.yml").string());
    EXPECT_TRUE(plan) << to_string(plan.error());
    SimulateOptions options;
    options.output = (folder_ / "out").string();
    options.detail = detail;
    return SimulateRun(*plan, options).carry_out();
  }

  std::string text_of(const std::string& file) {
    std::ifstream in(folder_ / "out" / file);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }
  json::object report() { return json::parse(text_of("report.json")).as_object(); }

  fs::path folder_;
};

TEST_F(SimulatedDays, ADayLeavesTheReportThatProveDoes) {
  ASSERT_EQ(simulate("diurnal base=4 peak=100", Detail::fitting,
                     "targets: {latency: {p95: 2s}, error-rate: 1%, scale-out-to: 5}\n"),
            0);
  const json::object run = report();
  EXPECT_EQ(run.at("verdict"), "pass");
  EXPECT_EQ(run.at("validity").at("grade"), "VALID");
  EXPECT_EQ(run.at("compute"), "simulated");
  // A day's Poisson count is within five standard deviations; a minute's is a whole number.
  const double expected = sim::shape_named("diurnal base=4 peak=100", 1)->total();
  EXPECT_NEAR(run.at("requests").at("sent").to_number<double>(), expected, 5 * std::sqrt(expected) + 1440);
  const json::object& service = run.at("services").as_array().at(0).as_object();
  EXPECT_GE(service.at("max_running").to_number<int>(), 9) << "100 requests a second, 12.5 of a task";
  EXPECT_GE(run.at("activities").as_array().size(), 10U);
  for (const json::value& activity : run.at("activities").as_array())
    EXPECT_FALSE(activity.at("Explanation").as_string().empty());
  EXPECT_GT(run.at("latency").at("felt").at("p95").to_number<double>(), 80) << "a service time of 80 ms, in line";
  EXPECT_TRUE(run.at("elasticity").as_object().contains("tau_under"));
  const std::string page = text_of("report.html");
  EXPECT_NE(page.find("simulated a minute at a time, requests as a flow"), std::string::npos);
  EXPECT_NE(page.find("no single one was simulated"), std::string::npos);

  const auto ledger = store::read_run((folder_ / "out" / "run.sqlite").string());
  ASSERT_TRUE(ledger);
  std::size_t slots = 0, alarms = 0, periods = 0;
  for (const ledger::Recorded& recorded : *ledger) {
    if (const auto* slot = std::get_if<ledger::LoadSlot>(&recorded.event)) {
      ++slots;
      EXPECT_EQ(slot->span, Duration(std::chrono::minutes(1)));
    }
    alarms += std::holds_alternative<ledger::AlarmTransition>(recorded.event) ? 1 : 0;
    periods += std::holds_alternative<ledger::MetricPeriod>(recorded.event) ? 1 : 0;
  }
  EXPECT_EQ(slots, 1440U);
  EXPECT_EQ(periods, 1440U);
  EXPECT_GE(alarms, 2U);
}

TEST_F(SimulatedDays, TargetsThatAreMissedAreMissed) {
  EXPECT_EQ(simulate("diurnal base=4 peak=100", Detail::fitting, "targets: {latency: {p95: 50ms}}\n"), 1);
  EXPECT_EQ(report().at("verdict"), "fail");
}

TEST_F(SimulatedDays, OneSeedOneReport) {
  ASSERT_EQ(simulate("diurnal base=4 peak=40"), 0);
  const std::string first = text_of("report.json");
  ASSERT_EQ(simulate("diurnal base=4 peak=40"), 0);
  EXPECT_EQ(first, text_of("report.json"));
}

// The same hour both ways. 23 requests a second are 276 a minute for each of five tasks, between the policy's 270 and
// 300, and a minute's count strays from that by 7.4: three in a row above 300 won't come. Latencies: the bound of
// tests/twin for p95, 15 %.
TEST_F(SimulatedDays, AnHourIsAlikeBothWays) {
  const std::string five = "MaxTasks: 20, MinTasks: 5";
  ASSERT_EQ(simulate("flat rate=23 for=1h", Detail::requests, "", five), 0);
  const json::object single = report();
  EXPECT_EQ(text_of("report.html").find("requests as a flow"), std::string::npos);
  ASSERT_EQ(simulate("flat rate=23 for=1h", Detail::minutes, "", five), 0);
  const json::object flow = report();
  const auto sent = [](const json::object& run) { return run.at("requests").at("sent").to_number<double>(); };
  EXPECT_NEAR(sent(single), 82'800, 5 * std::sqrt(82'800.0));
  EXPECT_NEAR(sent(flow), 82'800, 5 * std::sqrt(82'800.0) + 60);
  const auto tasks = [](const json::object& run) {
    return run.at("services").as_array().at(0).at("final_running").to_number<int>();
  };
  EXPECT_EQ(tasks(single), 5);
  EXPECT_EQ(tasks(flow), 5);
  const auto p95 = [](const json::object& run) { return run.at("latency").at("felt").at("p95").to_number<double>(); };
  EXPECT_NEAR(p95(flow), p95(single), 0.15 * p95(single));
}

TEST_F(SimulatedDays, WhatCantBeIsRefusedWithAWord) {
  EXPECT_EQ(simulate("diurnal base=4 peak=40", Detail::requests), 2) << "too long to go request by request";
  EXPECT_EQ(simulate("diurnal base=4 peak=40", Detail::minutes, "aws-minute: 6s\n"), 2);
}

TEST(MinuteSlots, AreAtMostThreeThousand) {
  using namespace std::chrono_literals;
  EXPECT_EQ(minute_slots(1h), Duration(1min));
  EXPECT_EQ(minute_slots(24h), Duration(1min));
  EXPECT_EQ(minute_slots(72h), Duration(2min));
  EXPECT_EQ(minute_slots(87 * 24h), Duration(1h));
}

}  // namespace
}  // namespace rampart::app
