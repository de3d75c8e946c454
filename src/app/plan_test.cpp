#include "app/plan.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace rampart::app {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class PlanFile : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("rampart_plan_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    std::ofstream(folder_ / "t.yml") << "Resources: {}\n";
    std::ofstream(folder_ / "s.yml") << "config: {}\n";
  }
  void TearDown() override { fs::remove_all(folder_); }
  Result<Plan> read(const std::string& text) {
    std::ofstream(folder_ / "plan.yml") << text;
    return read_plan((folder_ / "plan.yml").string());
  }
  std::string complaint(const std::string& text) {
    const auto plan = read(text);
    if (plan.has_value()) return "no complaint";
    const std::string said = to_string(plan.error());
    return said.substr(said.find("plan.yml"));
  }
  fs::path folder_;
};

TEST_F(PlanFile, ReadsEverythingItMaySay) {
  const auto plan = read(
      "name: quest\ntemplate: t.yml\nscript: s.yml\nparameters: {Target: 600}\nenvironment: ci\naws-minute: 6s\n"
      "compute: process\nsettle: 2m\ntargets:\n  latency: {p95: 500ms, p99.9: 2s}\n  error-rate: 1%\n"
      "  scale-out-to: 3\n  scale-in-to: 1\n  failed-while-scaling-in: 0\n"
      "  capacity: 12.5\n");
  ASSERT_TRUE(plan.has_value()) << to_string(plan.error());
  EXPECT_EQ(plan->name, "quest");
  EXPECT_EQ(plan->parameters.at("Target"), "600");
  EXPECT_EQ(plan->aws_minute, 6s);
  EXPECT_EQ(plan->settle, 2min);
  ASSERT_EQ(plan->targets.latency.size(), 2U);
  EXPECT_EQ(plan->targets.latency[1].percentile, 99.9);
  EXPECT_EQ(plan->targets.latency[1].max, 2s);
  EXPECT_DOUBLE_EQ(*plan->targets.error_rate, 0.01);
  EXPECT_EQ(plan->targets.scale_out_to, 3);
  EXPECT_EQ(plan->targets.failed_while_scaling_in, 0);
  EXPECT_EQ(plan->targets.capacity, 12.5);
}

TEST_F(PlanFile, SaysWhereAndWhatIsAllowed) {
  EXPECT_EQ(complaint("template: t.yml\nscrpt: s.yml\n"),
            "plan.yml:2:1: the plan has no \"scrpt\" (did you mean \"script\"?); it may have name, template, script, "
            "parameters, environment, service, aws-minute, compute, settle, targets, load, model");
  EXPECT_NE(complaint("template: no.yml\nscript: s.yml\n").find("plan.yml:1:11: template no.yml isn't there"),
            std::string::npos);
  EXPECT_NE(complaint("template: t.yml\nscript: s.yml\naws-minute: 90s\n").find("between 1s and 60s"),
            std::string::npos);
  EXPECT_NE(complaint("template: t.yml\nscript: s.yml\ntargets: {latency: {q95: 1s}}\n").find("isn't a percentile"),
            std::string::npos);
  EXPECT_NE(complaint("template: t.yml\nscript: s.yml\ntargets: {error-rate: 150%}\n").find("must be a share"),
            std::string::npos);
  EXPECT_NE(complaint("script: s.yml\n").find("names no template"), std::string::npos);
}

TEST_F(PlanFile, TargetsAreReadFromARecordedPlanWithoutItsFiles) {
  std::string service;
  const auto targets = targets_of_plan("template: gone.yml\nservice: web\ntargets: {scale-out-to: 4}\n", service);
  ASSERT_TRUE(targets.has_value());
  EXPECT_EQ(service, "web");
  EXPECT_EQ(targets->scale_out_to, 4);
  EXPECT_TRUE(targets_of_plan("targets: {nonsense: 4}\n", service).has_error());
}

TEST_F(PlanFile, AMissingPlanIsNamed) {
  EXPECT_EQ(read_plan("/nonexistent/plan.yml").error().kind, ErrorKind::not_found);
}

TEST(PlainDuration, TakesUnits) {
  EXPECT_EQ(parse_plain_duration("500ms"), 500ms);
  EXPECT_EQ(parse_plain_duration("1.5s"), 1500ms);
  EXPECT_EQ(parse_plain_duration("2"), 2s);
  EXPECT_EQ(parse_plain_duration("2 fortnights"), std::nullopt);
  EXPECT_EQ(parse_plain_duration(""), std::nullopt);
}

}  // namespace
}  // namespace rampart::app
