// What tune says of a policy, a minute at a time, against the whole control plane, request by request.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>

#include "app/environment.h"
#include "app/output_file.h"
#include "app/plan_load.h"
#include "app/service_model.h"
#include "app/simulate.h"
#include "app/template_file.h"
#include "app/tuned_template.h"
#include "report/run_view.h"
#include "sim/tune.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;

struct Sample {
  double mean = 0;
  double variance = 0;  // of the mean

  static Sample of(const std::vector<double>& values) {
    Sample out;
    const auto n = static_cast<double>(values.size());
    for (const double v : values) out.mean += v / n;
    for (const double v : values) out.variance += (v - out.mean) * (v - out.mean) / (n - 1) / n;
    return out;
  }
};

class TunedPolicy : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("tuned_policy-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(RAMPART_SOURCE) / "examples/quest/template.yml", folder_ / "template.yml");
  }
  void TearDown() override { fs::remove_all(folder_); }

  Plan plan_with(const std::string& file) {
    std::ofstream(folder_ / "plan.yml") << "template: " << file << "\nload: {shape: \""
                                        << "spike base=4 peak=60 at=20m rise=20m hold=30m fall=30m for=2h\"}\n"
                                        << "model: {service-time: 80ms, variation: 0.5, workers: 1, cpu: 20ms}\n";
    auto plan = read_plan((folder_ / "plan.yml").string());
    EXPECT_TRUE(plan) << to_string(plan.error());
    return *plan;
  }

  double missed_by_request(const Plan& plan, std::uint64_t seed) {
    SimulateOptions options;
    options.output = (folder_ / "out").string();
    options.seed = seed;
    SimulateRun(plan, options).carry_out();
    const auto run = store::read_run((folder_ / "out" / "run.sqlite").string());
    EXPECT_TRUE(run);
    const report::LoadSecond all = report::RunView::of(*run).load.total_load();
    const auto requests = static_cast<double>(all.felt.count() + all.requests_failed);
    return (requests - static_cast<double>(all.felt.count_at_or_below(500'000))) / requests;
  }

  fs::path folder_;
};

TEST_F(TunedPolicy, MissesAsMuchRequestByRequestAsTuneSays) {
  const Plan plan = plan_with("template.yml");
  auto catalogue = read_stack(plan.template_path, plan.parameters);
  ASSERT_TRUE(catalogue);
  auto service = service_model_of(*catalogue, "", *plan.model);
  ASSERT_TRUE(service) << to_string(service.error());
  auto load = read_plan_load(plan, 60, 1);
  ASSERT_TRUE(load);
  sim::TuneOptions options;
  options.seeds = 5;
  options.threads = 1;
  options.alarms = sim::alarm_options(sim::CloudWatchDelays::measured);
  options.resource_label =
      catalogue->load_balancers.front().full_name + "/" + catalogue->target_groups.front().full_name;
  const auto tuned = sim::tune(*service, load->curve, options);
  ASSERT_TRUE(tuned) << to_string(tuned.error());
  ASSERT_TRUE(tuned->chosen.setting);

  const auto text = read_text_file(plan.template_path);
  const auto written =
      write_tuned_template(*text, "tuned.yml", *catalogue, catalogue->services.front().name, *tuned->chosen.setting);
  ASSERT_TRUE(written) << to_string(written.error());
  ASSERT_TRUE(write_file((folder_ / "tuned.yml").string(), written->text));
  const Plan after = plan_with("tuned.yml");
  std::vector<double> whole;
  std::vector<double> minutes;
  const auto model = sim::with_setting(*service, *tuned->chosen.setting, options.resource_label);
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    whole.push_back(missed_by_request(after, seed));
    sim::MinuteOptions how;
    how.alarms = options.alarms;
    how.seed = seed;
    how.latency_target_s = options.latency_target_s;
    minutes.push_back(sim::run_minutes(model, load->curve, how)->missed_share());
  }
  const Sample by_request = Sample::of(whole);
  const Sample by_minute = Sample::of(minutes);
  std::string values;
  for (std::size_t i = 0; i < whole.size(); ++i)
    values += " " + std::to_string(100 * whole[i]) + "/" + std::to_string(100 * minutes[i]);
  RecordProperty("missed_percent", values);
  EXPECT_NEAR(by_request.mean, by_minute.mean, 3 * std::sqrt(by_request.variance + by_minute.variance))
      << tuned->chosen.name << ": request by request / by the minute, %:" << values;
}

}  // namespace
}  // namespace rampart::app
