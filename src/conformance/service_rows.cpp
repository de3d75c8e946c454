#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "conformance/rows.h"
#include "conformance/trial.h"

namespace rampart::conformance {
namespace {

/// A deployment that takes 50 minutes, because its tasks take so long to start, from minute 5 on.
TrialSetup slow_to_start(const Facts& facts) {
  TrialSetup setup;
  setup.desired = 4;
  setup.policies = {tracking("load", 100)};
  setup.cloudwatch = facts.cloudwatch;
  setup.model.start_s = 3000;
  setup.made_before = 2h;
  return setup;
}

/// Ten hours at 4,000 requests a minute, the rest of the day at 500.
double requests_a_minute(Duration at) {
  const auto hour = (at / 1h) % 24;
  return hour >= 8 && hour < 18 ? 4000 : 500;
}

int scalings_of_three_days(bool scale, const Facts& facts) {
  scaling::PredictivePolicy policy;
  policy.name = "forecast";
  policy.what.target_value = 1000;
  policy.what.pair = scaling::MetricPair::alb_request_count;
  policy.what.scale = scale;
  TrialSetup setup;
  setup.predictive = {policy};
  setup.cloudwatch = facts.cloudwatch;
  Trial trial(std::move(setup));
  trial.feed_requests_per_target(
      [](Duration at, int running) -> std::optional<double> { return requests_a_minute(at) / std::max(1, running); });
  trial.run_to(72h);
  return static_cast<int>(trial.scalings().size());
}

}  // namespace

Finding deployment_running(const Facts& facts) {
  Finding out;
  Trial in(slow_to_start(facts));
  in.feed("load", steady(50));
  in.run_to(5min);
  in.deploy();
  in.run_to(45min);
  const auto& why = in.refusals();
  out.claim(in.deploying() && in.alarmed("AlarmLow") && in.scalings().empty() &&
                std::find(why.begin(), why.end(), "TargetServicePutResourceAsUnscalable") != why.end(),
            "low: no cut, TargetServicePutResourceAsUnscalable");
  in.run_to(3h);
  out.claim(!in.deploying() && !in.scalings().empty() && in.scalings().front().to == 2, "a cut when it is over");
  Trial more(slow_to_start(facts));
  more.feed("load", steady(95));
  more.run_to(5min);
  more.deploy();
  more.feed("load", steady(150));
  more.run_to(20min);
  out.claim(more.deploying() && more.scalings().size() == 1 && more.scalings().front().to == 6,
            "high: 6 of 4 while it runs");
  return out;
}

Finding bounds_changed(const Facts& facts) {
  Trial trial({.desired = 2, .max = 10, .policies = {tracking("load", 100)}, .cloudwatch = facts.cloudwatch});
  trial.feed("load", steady(150));
  trial.run_to_scaling(20min);
  trial.feed("load", steady(95));
  trial.run_to(trial.now() + 1min);  // tasks are up, a cooldown of 300 s runs
  trial.set_bounds(5, 10);
  Finding out;
  const auto last = [&] { return trial.scalings().empty() ? Trial::Scaling{} : trial.scalings().back(); };
  out.claim(trial.desired() == 5 && last().at == trial.now() && last().cause == "minimum capacity was set to 5",
            fmt::format("min 5 makes {} of 3 at once, cooldown or not", trial.desired()));
  trial.run_to(trial.now() + 1min);
  trial.set_bounds(1, 2);
  out.claim(trial.desired() == 2 && last().at == trial.now() && last().cause == "maximum capacity was set to 2",
            fmt::format("max 2 makes {} of 5", trial.desired()));
  trial.run_to(trial.now() + 1min);
  trial.set_bounds(1, 10);
  out.claim(trial.desired() == 2, "bounds around desired move nothing");
  return out;
}

Finding scheduled_action(const Facts& facts) {
  Trial trial({.desired = 2, .max = 10, .policies = {tracking("load", 100)}, .cloudwatch = facts.cloudwatch});
  trial.feed("load", steady(95));
  trial.schedule(10min, 4, std::nullopt);
  trial.schedule(40min, 1, 5);
  trial.run_to(11min);
  Finding out;
  out.claim(trial.desired() == 4, fmt::format("min 4 makes {} of 2", trial.desired()));
  trial.feed("load", steady(150));
  trial.run_to(19min);
  out.claim(trial.desired() == 6, fmt::format("a breach then {} of 4", trial.desired()));
  trial.feed("load", steady(95));
  trial.run_to(41min);
  out.claim(trial.desired() == 5, fmt::format("max 5 makes {} of 6", trial.desired()));
  trial.feed("load", steady(50));
  trial.run_to(62min);
  out.claim(trial.desired() == 3, fmt::format("low then {} of 5, below the first minimum", trial.desired()));
  return out;
}

Finding forecast_only(const Facts& facts) {
  Finding out;
  const int only = scalings_of_three_days(false, facts);
  out.claim(only == 0, fmt::format("{} changes in 3 days of 500 and 4,000 requests a minute", only));
  const int scaled = scalings_of_three_days(true, facts);
  out.claim(scaled > 0, fmt::format("{} with ForecastAndScale", scaled));
  return out;
}

}  // namespace rampart::conformance
