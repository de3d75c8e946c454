// The minute model against the whole control plane: one template, one load, both ways.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/plan_load.h"
#include "app/service_model.h"
#include "app/simulate.h"
#include "app/template_file.h"
#include "sim/turn.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

namespace fs = std::filesystem;

/// Desired tasks in each minute after the load began, as the request-by-request simulation has them.
struct Steps {
  std::vector<std::pair<double, int>> changes;  // seconds after the load began
  [[nodiscard]] int at(double t) const {
    int out = changes.empty() ? 0 : changes.front().second;
    for (const auto& [when, desired] : changes)
      if (when <= t) out = desired;
    return out;
  }
  [[nodiscard]] int peak() const {
    int out = 0;
    for (const auto& change : changes) out = std::max(out, change.second);
    return out;
  }
};

/// Keeps how many tasks were wanted, and nothing else: seconds of days would fill the memory.
struct DesiredCounts : ledger::Journal {
  void write(Instant at, ledger::Event event) override {
    if (const auto* state = std::get_if<ledger::ServiceState>(&event))
      if (steps.changes.empty() || steps.changes.back().second != state->desired)
        steps.changes.emplace_back(seconds(at - begin), state->desired);
  }
  Instant begin;
  Steps steps;
};

class MinuteModel : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / ("minute_model-" + std::to_string(getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    fs::copy(fs::path(RAMPART_SOURCE) / "examples/quest/template.yml", folder_ / "template.yml");
  }
  void TearDown() override { fs::remove_all(folder_); }

  Plan plan_with(const std::string& load, const std::string& parameters) {
    std::ofstream(folder_ / "plan.yml") << "template: template.yml\nload: {shape: \"" << load << "\"}\n"
                                        << "parameters: {" << parameters << "}\n"
                                        << "model: {service-time: 80ms, variation: 0, workers: 1, cpu: 20ms}\n";
    auto plan = read_plan((folder_ / "plan.yml").string());
    EXPECT_TRUE(plan) << to_string(plan.error());
    return *plan;
  }

  Steps by_request(const Plan& plan) {
    SimulateOptions options;
    options.output = (folder_ / "out").string();
    SimulateRun(plan, options).carry_out();
    const auto run = store::read_run((folder_ / "out" / "run.sqlite").string());
    EXPECT_TRUE(run);
    const auto view = report::RunView::of(*run);
    Steps out;
    const Instant begin = view.load.seconds().begin()->first;
    for (const auto& state : view.services.front().timeline)
      out.changes.emplace_back(seconds(state.at - begin), state.what.desired);
    return out;
  }

  /// The same over days: the load begins at midnight, two minutes after the stack.
  Steps by_control_plane(const Plan& plan) {
    auto catalogue = read_stack(plan.template_path, plan.parameters);
    EXPECT_TRUE(catalogue) << to_string(catalogue.error());
    auto load = read_plan_load(plan, 60, 1);
    DesiredCounts counts;
    counts.begin = instant_from_unix_seconds(1'767'571'200);
    sim::WorldOptions options;
    options.start = counts.begin - std::chrono::minutes(2);
    options.checks_at_once = false;
    sim::World world(*plan.model, load->programs, sim::demand_of(load->curve, 1), options, counts);
    world.router().configure({catalogue->load_balancers, catalogue->listeners, catalogue->target_groups});
    control::ControlOptions control;
    control.alarms = sim::alarm_options(sim::CloudWatchDelays::measured);
    control.to_real = [](Instant at) { return at; };
    auto plane = control::ControlPlane::create(*catalogue, world.compute(), world.router(), counts, std::move(control),
                                               world.now());
    EXPECT_TRUE(plane) << to_string(plane.error());
    while (world.present().t < 120) sim::turn(world, **plane, 120);
    EXPECT_TRUE((*plane)->stable());
    world.traffic().begin(world.present().t);
    const double end = 120 + load->curve.length_s();
    while (world.present().t < end) sim::turn(world, **plane, end);
    return counts.steps;
  }

  Steps by_minute(const Plan& plan) {
    auto catalogue = read_stack(plan.template_path, plan.parameters);
    auto service = service_model_of(*catalogue, "", *plan.model);
    EXPECT_TRUE(service) << to_string(service.error());
    auto load = read_plan_load(plan, 60, 1);
    sim::MinuteOptions options;
    options.alarms = sim::alarm_options(sim::CloudWatchDelays::measured);
    options.noise = false;
    options.look_at_s = 0;  // the alarms were made at a full minute
    options.keep_timeline = true;
    const auto result = sim::run_minutes(*service, load->curve, options);
    EXPECT_TRUE(result) << to_string(result.error());
    Steps out;
    for (const auto& change : result->timeline) out.changes.emplace_back(change.at, change.desired);
    return out;
  }

  /// θ: the two step functions' mean distance as a share of the first's mean.
  static double distance(const Steps& a, const Steps& b, double length) {
    double apart = 0;
    double sum = 0;
    for (double t = 0; t < length; t += 10) {
      apart += std::abs(a.at(t) - b.at(t));
      sum += a.at(t);
    }
    return apart / sum;
  }

  static std::string words(const Steps& steps) {
    std::string out;
    int before = -1;
    for (const auto& [at, desired] : steps.changes) {
      if (desired != before) out += std::to_string(static_cast<int>(at)) + "s " + std::to_string(desired) + ", ";
      before = desired;
    }
    return out;
  }

  fs::path folder_;
};

// The load rises once and falls once; noise moves a decision by a look where a value stands near a threshold, so looks
// of the two lie up to one period apart, so a step of k tasks may differ for a minute: 60 s × Σ steps ÷ task-seconds
// bounds the distance.
TEST_F(MinuteModel, ScalesAsTheWholeControlPlaneDoes) {
  for (const std::string parameters :
       {"MaxTasks: 20", "MaxTasks: 20, ScaleOutCooldownSeconds: 60, ScaleInCooldownSeconds: 60",
        "MaxTasks: 6, RequestsPerTargetPerMinute: 520", "MinTasks: 3, MaxTasks: 20"}) {
    const Plan plan = plan_with("spike base=4 peak=40 at=20m rise=5m hold=30m fall=30m for=2h", parameters);
    const Steps whole = by_request(plan);
    const Steps minutes = by_minute(plan);
    EXPECT_EQ(whole.peak(), minutes.peak()) << parameters;
    EXPECT_EQ(whole.at(7100), minutes.at(7100)) << parameters;
    double steps = 0;
    double tasks = 0;
    for (double t = 10; t < 7200; t += 10) {
      steps += std::abs(whole.at(t) - whole.at(t - 10));
      tasks += whole.at(t) * 10;
    }
    EXPECT_LE(distance(whole, minutes, 7200), 2 * 60 * steps / tasks)
        << parameters << "\nwhole:   " << words(whole) << "\nminutes: " << words(minutes);
  }
}

// As above. An hour's forecast is a mean of counts in both, so it is within a few per mille; where what an hour needs
// lies within 2 % of a whole number of tasks the two may differ by one task for that hour.
TEST_F(MinuteModel, ForecastsAsTheWholeControlPlaneDoes) {
  std::ifstream in(folder_ / "template.yml");
  std::string text((std::istreambuf_iterator<char>(in)), {});
  text.insert(text.find("\nOutputs:"), R"(
  Ahead:
    Type: AWS::ApplicationAutoScaling::ScalingPolicy
    Properties:
      PolicyName: ahead
      PolicyType: PredictiveScaling
      ScalingTargetId: !Ref ScalableTarget
      PredictiveScalingPolicyConfiguration:
        Mode: ForecastAndScale
        MetricSpecifications:
          - TargetValue: 40
            PredefinedMetricPairSpecification: {PredefinedMetricType: ECSServiceCPUUtilization}
)");
  std::ofstream(folder_ / "template.yml") << text;
  const Plan plan = plan_with("diurnal base=4 peak=30 days=2", "MaxTasks: 20");
  const Steps whole = by_control_plane(plan);
  const Steps minutes = by_minute(plan);
  auto catalogue = read_stack(plan.template_path, plan.parameters);
  ASSERT_EQ(catalogue->scalable_targets.front().predictive_policies.size(), 1U);
  const double vcpu = vcpu_of(*catalogue, "");
  const auto load = read_plan_load(plan, 60, 1)->curve;
  double apart = 0, steps = 0, unsure = 0;
  for (double t = 24 * 3600; t < 48 * 3600; t += 10) {
    apart += std::abs(whole.at(t) - minutes.at(t)) * 10;
    steps += std::abs(whole.at(t) - whole.at(t - 10));
  }
  for (int hour = 0; hour < 24; ++hour) {
    double requests = 0;
    for (int minute = 0; minute < 60; ++minute) requests += load.at((hour * 60 + minute) * 60.0);
    const double need = requests / 60 * 0.020 / vcpu * 100 / 40;
    if (std::abs(need - std::round(need)) < 0.02 * need) unsure += 3600;
  }
  EXPECT_GE(steps, 8) << "the day rises and falls";
  EXPECT_LE(apart, 2 * 60 * steps + unsure) << "whole:   " << words(whole) << "\nminutes: " << words(minutes);
}

}  // namespace
}  // namespace rampart::app
