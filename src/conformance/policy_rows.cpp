#include <fmt/format.h>

#include "conformance/rows.h"
#include "conformance/trial.h"
#include "core/scaling/step_scaling.h"

namespace rampart::conformance {
namespace {

TrialSetup two_policies(const Facts& facts) {
  return {.desired = 4, .policies = {tracking("a", 100), tracking("b", 100)}, .cloudwatch = facts.cloudwatch};
}

constexpr auto open = std::nullopt;

std::string adjustment_at(const std::vector<scaling::StepAdjustment>& steps, double distance) {
  scaling::StepScaling policy;
  policy.steps = steps;
  const auto* step = scaling::find_step(policy, distance);
  return step == nullptr ? "none" : fmt::format("{:+d}", step->adjustment);
}

}  // namespace

Finding one_out_one_in(const Facts& facts) {
  Trial trial(two_policies(facts));
  trial.feed("a", steady(95));
  trial.feed("b", steady(50));
  trial.run_to(1h);
  Finding out;
  out.claim(trial.alarmed("AlarmLow") && trial.scalings().empty(), "b low for 40 min, a idle: nothing");
  trial.feed("a", steady(150));
  trial.run_to(1h + 10min);
  out.claim(trial.scalings().size() == 1 && trial.scalings().front().to == 6, "a high, b low: 6 of 4");
  return out;
}

Finding one_in_one_idle(const Facts& facts) {
  Trial trial(two_policies(facts));
  trial.feed("a", steady(50));
  trial.feed("b", steady(95));
  trial.run_to(6h);
  Finding out;
  out.claim(trial.alarmed("AlarmLow") && trial.scalings().empty(), "no action in 6 h");
  trial.feed("b", steady(70));
  trial.run_to(7h);
  out.claim(!trial.scalings().empty() && trial.scalings().front().to == 3, "both low: the larger, 3 of 4");
  return out;
}

Finding disabled_scale_in_has_no_veto(const Facts& facts) {
  TrialSetup setup = two_policies(facts);
  std::get<scaling::TargetTracking>(setup.policies.back().what).disable_scale_in = true;
  Trial trial(std::move(setup));
  trial.feed("a", steady(50));
  trial.feed("b", steady(95));
  trial.run_to_scaling(25min);
  Finding out;
  out.claim(trial.scalings().size() == 1 && trial.scalings().front().to == 2, "a low, b idle without scale-in: 2 of 4");
  trial.feed("a", steady(95));
  trial.feed("b", steady(50));
  trial.run_to(3h);
  out.claim(trial.scalings().size() == 1, "b low takes none");
  return out;
}

Finding step_bounds(const Facts& /*facts*/) {
  Finding out;
  const std::vector<scaling::StepAdjustment> up = {{0, 10, 1}, {10, 20, 3}, {20, open, 5}};
  const std::vector<scaling::StepAdjustment> down = {{-10, 0, -1}, {open, -10, -2}};
  struct Edge {
    const std::vector<scaling::StepAdjustment>& steps;
    double distance;
    const char* expected;
  };
  int right = 0;
  const Edge edges[] = {{up, 0, "+1"},        {up, 9.999, "+1"}, {up, 10, "+3"},     {up, 19.999, "+3"},
                        {up, 20, "+5"},       {up, 1e6, "+5"},   {up, -1, "none"},   {down, -0.001, "-1"},
                        {down, -9.999, "-1"}, {down, -10, "-2"}, {down, -1e6, "-2"}, {down, 0, "none"}};
  for (const Edge& edge : edges) right += adjustment_at(edge.steps, edge.distance) == edge.expected;
  out.claim(right == 12, fmt::format("{} of 12 edges: lower inclusive above the threshold, upper below it", right));
  struct Percent {
    int capacity, percent, least, expected;
  };
  right = 0;
  for (const Percent& p : {Percent{10, 25, 0, 2}, {10, 5, 0, 1}, {10, -25, 0, -2}, {10, -5, 0, -1}, {4, 25, 2, 2}})
    right += scaling::percent_change(p.capacity, p.percent, p.least) == p.expected;
  out.claim(right == 5,
            fmt::format("{} of AWS's 5 percents (+25 % of 10 is 2, +5 % 1, −25 % −2, −5 % −1, +25 % of 4 at "
                        "least 2 is 2)",
                        right));
  return out;
}

}  // namespace rampart::conformance
