#include <fmt/format.h>

#include <cmath>

#include "conformance/rows.h"
#include "conformance/trial.h"

namespace rampart::conformance {
namespace {

constexpr double target = 100;

TrialSetup one_policy(int tasks, const Facts& facts) {
  return {.desired = tasks, .policies = {tracking("load", target)}, .cloudwatch = facts.cloudwatch};
}

/// `pattern[i]` in every minute whose number is i modulo its length.
Value repeated(std::vector<double> pattern) {
  return [pattern](Duration at, int) -> std::optional<double> {
    return pattern[static_cast<std::size_t>(at / 60s) % pattern.size()];
  };
}

/// How many tasks of `tasks` are wanted when the metric has stood at `value` for an hour.
int after_an_hour(int tasks, double value, const Facts& facts) {
  Trial trial(one_policy(tasks, facts));
  trial.feed("load", steady(value));
  trial.run_to(1h);
  return trial.scalings().empty() ? tasks : trial.scalings().front().to;
}

}  // namespace

Finding two_breaches_and_one_ok(const Facts& facts) {
  Trial trial(one_policy(4, facts));
  trial.feed("load", repeated({150, 150, 95}));
  trial.run_to(4h);
  Finding out;
  out.claim(trial.scalings().empty() && !trial.alarmed("AlarmHigh"), "no action in 4 h of it");
  trial.feed("load", steady(150));
  trial.run_to_scaling(4h + 10min);
  out.claim(trial.scalings().size() == 1 && trial.scalings().front().to == 6, "3 of 3 make 6 of 4");
  return out;
}

Finding fourteen_of_fifteen(const Facts& facts) {
  Trial trial(one_policy(4, facts));
  std::vector<double> pattern(15, 50);
  pattern.back() = 95;
  trial.feed("load", repeated(pattern));
  trial.run_to(12h);
  Finding out;
  out.claim(trial.scalings().empty() && !trial.alarmed("AlarmLow"), "no action in 12 h of it");
  trial.feed("load", steady(50));
  trial.run_to_scaling(12h + 25min);
  out.claim(trial.scalings().size() == 1 && trial.scalings().front().to == 2, "15 of 15 make 2 of 4");
  return out;
}

Finding between_low_and_target(const Facts& facts) {
  Finding out;
  for (const double value : {0.9 * target, 0.95 * target, target}) {
    Trial trial(one_policy(10, facts));
    trial.feed("load", steady(value));
    trial.run_to(24h);
    out.claim(trial.scalings().empty(), fmt::format("no action in 24 h at {:.0f} of {:.0f}", value, target));
  }
  out.claim(after_an_hour(10, 0.899 * target, facts) == 9, "89.9 takes one of 10");
  out.claim(after_an_hour(10, 1.001 * target, facts) == 11, "100.1 adds one");
  return out;
}

Finding rounds_up(const Facts& facts) {
  Trial trial(one_policy(5, facts));
  trial.feed("load", steady(0.83 * target));
  trial.run_to(4h);
  Finding out;
  out.claim(trial.alarmed("AlarmLow") && trial.scalings().empty(), "AlarmLow and no cut in 4 h: 4.15 tasks are 5");
  out.claim(!trial.refusals().empty() && trial.refusals().front() == "AutoScalingAnticipatedFlapping",
            "AutoScalingAnticipatedFlapping");
  const int less = after_an_hour(5, 0.79 * target, facts);
  out.claim(less == 4, fmt::format("0.79 makes {}", less));
  return out;
}

Finding missing_data(const Facts& facts) {
  Finding out;
  Trial never(one_policy(4, facts));
  never.run_to(4h);
  out.claim(never.scalings().empty(), "no action in 4 h without a datapoint");
  Trial ended(one_policy(4, facts));
  ended.feed("load", steady(95));
  ended.run_to(1h);
  ended.feed("load", silent());
  ended.run_to(5h);
  out.claim(ended.scalings().empty(), "nor in 4 h after the last one");
  TrialSetup setup = one_policy(4, facts);
  setup.policies.push_back(tracking("other", target));
  Trial two(std::move(setup));
  two.feed("load", steady(50));
  two.run_to(4h);
  out.claim(two.alarmed("AlarmLow") && two.scalings().empty(), "nor in 4 h of one policy low and one without data");
  two.feed("other", steady(50));
  two.run_to(5h);
  out.claim(!two.scalings().empty() && two.scalings().front().to == 2, "with its data both make 2 of 4");
  return out;
}

Finding bounded_metric(const Facts& facts) {
  constexpr double most_cpu = 75;
  constexpr int tasks = 3;
  TrialSetup setup;
  setup.desired = tasks;
  setup.policies = {tracking(scaling::PredefinedMetric::ecs_service_average_cpu_utilization, most_cpu)};
  setup.cloudwatch = facts.cloudwatch;
  setup.model.service = {.mean_s = 1, .cv = 0};
  setup.model.cpu_s = 0.25;  // all of 0.25 vCPU while it works
  setup.model.queue = 10;
  setup.load = {{0s, 40}};  // 40 tasks' worth
  Trial trial(std::move(setup));
  trial.run_to(2h);
  Finding out;
  bool bounded = !trial.scalings().empty();
  int actions = 0;
  std::string path = fmt::format("{}", tasks);
  for (const Trial::Scaling& scaling : trial.scalings()) {
    if (scaling.from >= 4 * tasks) break;
    bounded = bounded && scaling.to <= std::ceil(scaling.from * 100 / most_cpu);
    path += fmt::format("→{}", scaling.to);
    ++actions;
  }
  out.claim(bounded, fmt::format("13 times the load at target {:.0f} grows by ≤ 100/{:.0f} a step: {}", most_cpu,
                                 most_cpu, path));
  const double least = std::ceil(std::log(4.0) / std::log(100 / most_cpu));
  out.claim(actions >= least, fmt::format("{} actions to four times (at least {:.0f})", actions, least));
  return out;
}

}  // namespace rampart::conformance
