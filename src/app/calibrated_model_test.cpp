// There and back: a simulated run of a known task, and what calibration finds in it.
#include "app/calibrated_model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/simulate.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;

class CalibratedModelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("calibrated_model-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(RAMPART_SOURCE) / "examples/quest/template.yml", folder_ / "template.yml");
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string run_with(const std::string& load) {
    std::ofstream(folder_ / "plan.yml")
        << "template: template.yml\nload: {shape: \"" << load << "\"}\n"
        << "model: {service-time: 80ms, variation: 0.5, workers: 1, queue: 50, cpu: 20ms, "
        << "start: 7s, warm-up: 2s}\nparameters: {MaxTasks: 6}\n";
    auto plan = read_plan((folder_ / "plan.yml").string());
    EXPECT_TRUE(plan) << to_string(plan.error());
    SimulateOptions options;
    options.output = (folder_ / "out").string();
    options.delays = sim::CloudWatchDelays::local;
    SimulateRun(*plan, options).carry_out();
    return (folder_ / "out" / "run.sqlite").string();
  }

  fs::path folder_;
};

TEST_F(CalibratedModelTest, FindsTheTaskThatWasSimulated) {
  const auto found = model_from(run_with("spike base=3 peak=70 at=10m rise=5m hold=10m fall=10m for=1h"), 0.25, {});
  ASSERT_TRUE(found) << to_string(found.error());
  const sim::TaskModel& task = found->task;
  // 80 ms on one worker: 12.5 a second. The plan's own p50 noise over hundreds of seconds is below 5 %.
  EXPECT_NEAR(task.workers / task.service.mean_s, 12.5, 0.05 * 12.5) << found->said;
  EXPECT_EQ(task.workers, 1) << found->said;
  EXPECT_NEAR(task.cpu_s, 0.02, 0.001) << found->said;
  EXPECT_NEAR(task.start_s, 7, 1.01) << "the rules look once a second: " << found->said;
  EXPECT_NEAR(task.service.cv, 0.5, 0.15) << "a little of the wait is in it: " << found->said;
}

TEST_F(CalibratedModelTest, ARunThatLoadsNothingShowsNothing) {
  const auto found = model_from(run_with("flat rate=0.5 for=5m"), 0.25, {});
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().message.find("never loaded its tasks"), std::string::npos) << found.error().message;
}

// M/M/1 at λ misses t with exp(−(μ − λ)t): with μ = 12.5/s and 5 % above 500 ms, λ = 12.5 − ln 20 / 0.5.
TEST_F(CalibratedModelTest, ALimitGivesTheTaskThatHasIt) {
  const std::string file = (folder_ / "limit.json").string();
  std::ofstream(file) << R"({"limit": 3.254268, "requests_per_arrival": 2, "cpu_percent_at_limit": 52,
    "target": {"percentile": 95, "latency_ms": 500}, "curves": {"queueing": {"service_time_ms": 80, "capacity": 12.4, "worst_error": 0.1}}})";
  sim::TaskModel known;
  known.start_s = 3;
  const auto found = model_from(file, 0.25, known);
  ASSERT_TRUE(found) << to_string(found.error());
  EXPECT_EQ(found->task.workers, 1);
  EXPECT_NEAR(found->task.service.mean_s, 0.08, 1e-6) << found->said;
  EXPECT_NEAR(found->task.cpu_s, 0.52 * 0.25 / 6.508536, 1e-9);
  EXPECT_EQ(found->task.start_s, 3);
}

TEST_F(CalibratedModelTest, ALimitThatWasNeverMetIsNone) {
  const std::string file = (folder_ / "limit.json").string();
  std::ofstream(file) << R"({"limit": 0, "target": {"percentile": 95, "latency_ms": 500}})";
  const auto found = model_from(file, 0.25, {});
  ASSERT_FALSE(found);
  EXPECT_NE(to_string(found.error()).find("limit.json"), std::string::npos);
}

}  // namespace
}  // namespace rampart::app
