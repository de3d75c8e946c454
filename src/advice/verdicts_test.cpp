// Every verdict on the template has a fixture that must raise it and one that must not. The test walks them all: no
// miss, no false alarm.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <set>

#include "advice/rules.h"
#include "advice/testing/stacks.h"

namespace rampart::advice {
namespace {

using testing::Changes;
using testing::step_policy;

struct Fixture {
  std::string name;
  int problem = 0;
  bool raised = true;
  Changes changes = {};
  std::string added = {};  ///< Resources after the last one.
  std::optional<double> capacity = {};
  std::string trace = {};
};

const std::string requests =
    "PredefinedMetricType: ALBRequestCountPerTarget\n"
    "          ResourceLabel: !Sub ${Balancer.LoadBalancerFullName}/${Group.TargetGroupFullName}";
const std::string cpu = "PredefinedMetricType: ECSServiceAverageCPUUtilization";

Changes on_cpu(int target, Changes more = {}) {
  more.emplace_back("TargetValue: 300", fmt::format("TargetValue: {}", target));
  more.emplace_back(requests, cpu);
  return more;
}

/// "time,rate" by the minute.
std::string load(int minutes, const std::function<double(int)>& rate) {
  std::string out = "time,rate\n";
  for (int i = 0; i < minutes; ++i) out += fmt::format("{},{}\n", 1'700'006'400 + 60 * i, rate(i));
  return out;
}

std::vector<Fixture> fixtures() {
  const std::string out_step = "{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}";
  const std::string in_step = "{MetricIntervalUpperBound: 0, ScalingAdjustment: -1}";
  const auto out_at = [&](int threshold) { return step_policy("Out", out_step, "GreaterThanThreshold", threshold); };
  const auto in_at = [&](int threshold) { return step_policy("In", in_step, "LessThanThreshold", threshold); };
  // Ten minutes at 20, then 40 for an hour, then 20: with 5 a task at the target, 4 and 8 tasks.
  const auto plateau = load(600, [](int i) { return i < 60 || i > 240 ? 4 : 30; });
  // From 4 to 30 within an hour; after the dip the six tasks are still there.
  const auto dip = load(400, [](int i) {
    if (i >= 60 && i < 120) return 4 + (i - 60) * 26.0 / 60;
    return (i >= 120 && i < 240) || (i > 250 && i < 300) ? 30.0 : 4.0;
  });
  // A night at 2.1 tasks' worth: 4 tasks come down to 3, where AlarmLow is red (0.7 T) and a third is still rounded up.
  const auto night = load(900, [](int i) { return i > 60 && i < 120 ? 20 : 10.5; });
  const auto deep_night = load(900, [](int i) { return i > 60 && i < 120 ? 20 : 4; });
  return {
      {"cpu at 75 from 2 to 20", 2, true, on_cpu(75, {{"MaxCapacity: 8", "MaxCapacity: 20"}})},
      {"cpu at 100 never scales", 2, true, on_cpu(100)},
      {"cpu at 60 from 2 to 8", 2, false, on_cpu(60)},
      {"steps take the large jumps", 2, false,
       on_cpu(75, {{"MaxCapacity: 8", "MaxCapacity: 20"}, {"Limit: 200", "Limit: 400"}}), out_at(85)},
      {"scale-in disabled", 3, true, {{"ScaleInCooldown: 300", "DisableScaleIn: true"}}},
      {"scale-in suspended",
       3,
       true,
       {{"MaxCapacity: 8", "MaxCapacity: 8\n      SuspendedState: {DynamicScalingInSuspended: true}"}}},
      {"scale-in by a step policy", 3, false, on_cpu(60, {{"ScaleInCooldown: 300", "DisableScaleIn: true"}}),
       in_at(20)},
      {"a night in the dead band", 3, true, {}, {}, {}, night},
      {"a night under it", 3, false, {}, {}, {}, deep_night},
      {"requests a second", 6, true, {{"TargetValue: 300", "TargetValue: 8"}}, {}, 12.0},
      {"requests a second, no capacity", 6, true, {{"TargetValue: 300", "TargetValue: 8"}}},
      {"more than a task holds", 6, true, {}, {}, 5.0},
      {"a tenth of what a task holds", 6, true, {}, {}, 50.0},
      {"half of what a task holds", 6, false, {}, {}, 10.0},
      {"cpu at 95", 6, true, on_cpu(95)},
      {"cpu at 10", 6, true, on_cpu(10)},
      {"cpu at 50", 6, false, on_cpu(50)},
      {"in below 50, out above 60", 7, true, on_cpu(60), out_at(60) + in_at(50)},
      {"in below 20, out above 60", 7, false, on_cpu(60), out_at(60) + in_at(20)},
      {"cooldowns of 10 s", 8, true, {{"ScaleInCooldown: 300", "ScaleInCooldown: 10"}}},
      {"a step cooldown of 10 s", 8, true, on_cpu(60),
       step_policy("Out", out_step, "GreaterThanThreshold", 80, "CPUUtilization", 10)},
      {"a cooldown beside DisableScaleIn",
       8,
       true,
       {{"ScaleInCooldown: 300", "ScaleInCooldown: 300\n        DisableScaleIn: true"}}},
      {"cooldowns of a period", 8, false, {{"ScaleInCooldown: 300", "ScaleInCooldown: 60"}}},
      {"20 s metrics, cooldowns of 20 s",
       8,
       false,
       {{"ScaleInCooldown: 300", "ScaleInCooldown: 20"},
        {"ScaleOutCooldown: 60", "ScaleOutCooldown: 20"},
        {requests, "PredefinedMetricType: ECSServiceAverageCPUUtilizationHighResolution"},
        {"TargetValue: 300", "TargetValue: 60"}}},
      {"a day of 30/s, 4 tasks at most", 9, true, {{"MaxCapacity: 8", "MaxCapacity: 4"}}, {}, {}, plateau},
      {"the same, 8 tasks", 9, false, {}, {}, {}, plateau},
      {"a jump that 2 tasks don't hold", 9, true, {}, {}, 10.0, plateau},
      {"a slow rise, a dip of ten minutes, and up again", 9, false, {}, {}, 10.0, dip},
      {"a jump that 4 tasks hold", 9, false, {{"MinCapacity: 2", "MinCapacity: 4"}}, {}, 10.0, plateau},
      {"no grace, 20 s of patience", 10, true, {{"      HealthCheckGracePeriodSeconds: 60\n", ""}}},
      {"no grace, 60 s of patience",
       10,
       false,
       {{"      HealthCheckGracePeriodSeconds: 60\n", ""},
        {"HealthCheckIntervalSeconds: 10", "HealthCheckIntervalSeconds: 30"}}},
      {"0 to 1000 tasks", 12, true, {{"MinCapacity: 2", "MinCapacity: 1"}, {"MaxCapacity: 8", "MaxCapacity: 1000"}}},
      {"more than a service may have", 12, true, {{"MaxCapacity: 8", "MaxCapacity: 6000"}}},
      {"2 to 500 tasks", 12, false, {{"MaxCapacity: 8", "MaxCapacity: 500"}, {"Limit: 200", "Limit: 10000"}}},
      {"the default delay",
       14,
       true,
       {{"      TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: \"30\"}]\n", ""}}},
      {"120 s of delay", 14, false, {{"Value: \"30\"", "Value: \"120\""}}},
      {"DesiredCount", 15, true, {{"LaunchType: FARGATE", "LaunchType: FARGATE\n      DesiredCount: 2"}}},
      {"DesiredCount without a value",
       15,
       false,
       {{"LaunchType: FARGATE", "LaunchType: FARGATE\n      DesiredCount: !Ref AWS::NoValue"}}},
      {"half of the tasks while deploying", 16, true, {{"MinimumHealthyPercent: 100", "MinimumHealthyPercent: 50"}}},
      {"cpu at 80, 75 % while deploying", 16, true,
       on_cpu(80, {{"MinimumHealthyPercent: 100", "MinimumHealthyPercent: 75"}})},
      {"cpu at 60, 75 % while deploying", 16, false,
       on_cpu(60, {{"MinimumHealthyPercent: 100", "MinimumHealthyPercent: 75"}})},
      {"80 connections of 60", 18, true, {{"Limit: 200", "Limit: 60"}}},
      {"160 connections of 100 while deploying", 18, true, {{"Limit: 200", "Limit: 100"}}},
      {"nobody can read that", 18, true, {{"Limit: 200", "Most: 200"}}},
      {"160 connections of 160", 18, false, {{"Limit: 200", "Limit: 160"}}},
      {"cpu from no task", 19, true, on_cpu(60, {{"MinCapacity: 2", "MinCapacity: 0"}})},
      {"an idle service has no response time", 19, true, on_cpu(60),
       step_policy("In", in_step, "LessThanThreshold", 1, "TargetResponseTime")},
      {"requests from no task", 19, false, {{"MinCapacity: 2", "MinCapacity: 0"}}},
      {"an idle service has a request count", 19, false, on_cpu(60),
       step_policy("In", in_step, "LessThanThreshold", 100, "RequestCount")},
      {"steps in at 45, tracking at 50", 20, true, on_cpu(50), in_at(45)},
      {"steps out at 40, tracking at 50", 20, true, on_cpu(50), out_at(40)},
      {"steps out at 80, tracking at 50", 20, false, on_cpu(50), out_at(80)},
      {"steps in at 20, tracking at 50", 20, false, on_cpu(50), in_at(20)},
      {"the threshold written as a bound", 21, true, on_cpu(60),
       step_policy("Out", "{MetricIntervalLowerBound: 70, ScalingAdjustment: 1}", "GreaterThanThreshold", 70)},
      {"the wrong sign", 21, true, on_cpu(60),
       step_policy("Out", "{MetricIntervalLowerBound: 0, ScalingAdjustment: -1}", "GreaterThanThreshold", 80)},
      {"steps on the other side", 21, true, on_cpu(60), step_policy("Out", in_step, "GreaterThanThreshold", 80)},
      {"two steps that meet", 21, false, on_cpu(60),
       step_policy("Out",
                   "{MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1}, "
                   "{MetricIntervalLowerBound: 10, ScalingAdjustment: 3}",
                   "GreaterThanThreshold", 80)},
  };
}

Findings findings_of(const Fixture& fixture) {
  const auto stack = testing::stack_of(testing::changed(fixture.changes) + fixture.added);
  Subject subject = stack->subject;
  subject.capacity_per_task = fixture.capacity;
  subject.capacity_from = "--capacity";
  std::optional<Trace> trace;
  if (!fixture.trace.empty()) {
    auto parsed = parse_trace(fixture.trace, "day.csv");
    EXPECT_TRUE(parsed.has_value());
    trace = std::move(*parsed);
    subject.trace = &*trace;
  }
  return advise(subject);
}

std::set<int> numbers_of(const Findings& findings) {
  std::set<int> out;
  for (const Finding& f : findings) out.insert(f.problem);
  return out;
}

TEST(Verdicts, EveryFixtureOfTheTemplate) {
  for (const Fixture& fixture : fixtures()) {
    SCOPED_TRACE(fixture.name);
    const Findings found = findings_of(fixture);
    EXPECT_EQ(numbers_of(found).contains(fixture.problem), fixture.raised)
        << "P" << fixture.problem << "; found " << fmt::format("{}", numbers_of(found));
    for (const Finding& f : found) {
      EXPECT_GT(f.place.line, 0) << "P" << f.problem << " " << f.cause;
      EXPECT_EQ(f.place.file, "t.yml");
      EXPECT_FALSE(f.title.empty() || f.cause.empty() || f.fix.empty() || f.price.empty()) << "P" << f.problem;
    }
  }
}

TEST(Verdicts, EveryProblemOfTheTemplateHasBothFixtures) {
  for (const int problem : {2, 3, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 19, 20, 21})
    for (const bool raised : {true, false}) {
      const auto all = fixtures();
      EXPECT_TRUE(std::any_of(all.begin(), all.end(),
                              [&](const Fixture& f) { return f.problem == problem && f.raised == raised; }))
          << "P" << problem;
    }
}

TEST(Verdicts, AWellMadeTemplateHasNone) {
  for (const auto& capacity : {std::optional<double>(), std::optional(10.0)}) {
    Fixture good{"well made", 0, false};
    good.capacity = capacity;
    EXPECT_EQ(numbers_of(findings_of(good)), std::set<int>());
  }
}

TEST(Verdicts, TheQuestHasNone) {
  std::ifstream in(std::string(RAMPART_ROOT) + "/examples/quest/template.yml");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto stack = testing::stack_of(text);
  ASSERT_EQ(stack->subject.services.size(), 1U);
  stack->subject.capacity_per_task = 12.5;  // 20 ms of CPU a request on 0.25 vCPU
  EXPECT_EQ(numbers_of(advise(stack->subject)), std::set<int>());
}

// A fixture that must not raise its own number is good in every way.
TEST(Verdicts, AFixtureThatMustNotRaiseItsNumberRaisesNoOther) {
  for (const Fixture& fixture : fixtures()) {
    if (fixture.raised) continue;
    EXPECT_EQ(numbers_of(findings_of(fixture)), std::set<int>()) << fixture.name;
  }
}

TEST(Verdicts, AFindingNamesTheLineToChange) {
  const std::string text = testing::changed({{"TargetValue: 300", "TargetValue: 8"}});
  const auto stack = testing::stack_of(text);
  const Findings found = advise(stack->subject);
  ASSERT_EQ(found.size(), 1U);
  const auto line =
      1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find("TargetValue")), '\n');
  EXPECT_EQ(found[0].place.line, line);
  EXPECT_EQ(found[0].fix, "TargetValue: 480");
}

TEST(Verdicts, StepsThatAwsRefusesAreAFindingToo) {
  const auto refused = [](const std::string& steps) {
    const auto node =
        document::parse(testing::changed({}) + step_policy("Out", steps, "GreaterThanThreshold", 80), "t.yml");
    const auto source = stack::read_template(*node);
    const auto catalogue = control::build_catalogue(*source, {}, {});
    return catalogue.has_error() ? refused_steps(catalogue.error()) : Findings();
  };
  const Findings gap = refused(
      "{MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1}, "
      "{MetricIntervalLowerBound: 20, ScalingAdjustment: 3}");
  ASSERT_EQ(gap.size(), 1U);
  EXPECT_EQ(gap[0].problem, 21);
  EXPECT_GT(gap[0].place.line, 60);
  EXPECT_EQ(refused("{MetricIntervalLowerBound: 0, MetricIntervalUpperBound: 10, ScalingAdjustment: 1}, "
                    "{MetricIntervalLowerBound: 5, ScalingAdjustment: 3}")
                .size(),
            1U);
  EXPECT_TRUE(refused("{MetricIntervalLowerBound: 0, ScalingAdjustment: 1}").empty());
  EXPECT_TRUE(refused_steps(invalid("Service (AWS::ECS::Service): TaskDefinition not found.")).empty());
}

TEST(Verdicts, HpaIsNamedAsNotApplying) {
  const auto stack = testing::stack_of(testing::well_made_template());
  EXPECT_EQ(not_looked_at(stack->subject).back(), "P23 doesn't apply: it is about Kubernetes' HPA, and this is ECS");
}

// Reference autoscaling.md §5 P3: n = 2 at 0.5 T, n = 4 at 0.75 T, n >= 10 at 0.9 T.
TEST(Verdicts, TheDeadBandIsPrintedForEachNumberOfTasks) {
  const auto stack =
      testing::stack_of(testing::changed({{"MinCapacity: 2", "MinCapacity: 1"}, {"MaxCapacity: 8", "MaxCapacity: 4"}}));
  EXPECT_EQ(scale_in_thresholds(stack->subject).at(0),
            "Tracking holds RequestCountPerTarget 300; tasks become fewer: 2 at 150, 3 at 200, 4 at 225");
}

}  // namespace
}  // namespace rampart::advice
