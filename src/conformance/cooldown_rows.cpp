#include <fmt/format.h>

#include "conformance/rows.h"
#include "conformance/trial.h"

namespace rampart::conformance {
namespace {

/// "4→6, 6→7"
std::string path_of(const Trial& trial) {
  std::string out;
  for (const Trial::Scaling& scaling : trial.scalings())
    out += fmt::format("{}{}→{}", out.empty() ? "" : ", ", scaling.from, scaling.to);
  return out.empty() ? "nothing" : out;
}

/// 4 tasks at 1.5 of the target ask for 2 more; then their metric says 1.75, which is 3 more than 4. `start_s`: until
/// those two run.
std::string asked_again(double start_s, const Facts& facts) {
  TrialSetup setup;
  setup.desired = 4;
  setup.policies = {tracking("load", 100)};
  setup.cloudwatch = facts.cloudwatch;
  setup.model.start_s = start_s;
  setup.made_before = 20min;
  Trial trial(std::move(setup));
  trial.feed("load", steady(150));
  trial.run_to_scaling(20min);
  trial.feed("load", steady(175));
  trial.run_to(trial.now() + 5min);  // the cooldown of 300 s begins `start_s` later
  return path_of(trial);
}

}  // namespace

Finding only_the_difference(const Facts& facts) {
  Finding out;
  const std::string cooling = asked_again(23, facts);
  out.claim(cooling == "4→6, 6→7", fmt::format("{} in the cooldown", cooling));
  const std::string pending = asked_again(900, facts);
  out.claim(pending == "4→6, 6→7", fmt::format("{} before they run", pending));
  return out;
}

Finding breach_ends_scale_in_cooldown(const Facts& facts) {
  TrialSetup setup;
  setup.desired = 8;
  setup.policies = {tracking("load", 100)};
  std::get<scaling::TargetTracking>(setup.policies.front().what).scale_in_cooldown = 2h;
  setup.cloudwatch = facts.cloudwatch;
  Trial trial(std::move(setup));
  trial.feed("load", steady(50));
  trial.run_to(1h);
  Finding out;
  out.claim(path_of(trial) == "8→4", fmt::format("{} and no more in the hour", path_of(trial)));
  trial.feed("load", steady(150));
  trial.run_to_scaling(80min);
  const Duration out_after = trial.now() - 1h;
  // Three periods, the delay after them and at most one look more.
  const Duration most = 3min + facts.cloudwatch.ingestion_delay + facts.cloudwatch.cadence + 10s;
  out.claim(trial.scalings().size() == 2 && trial.scalings().back().to == 6 && out_after <= most,
            fmt::format("4→6 {:.0f} s after the breach began", seconds(out_after)));
  trial.feed("load", steady(50));
  trial.run_to_scaling(trial.now() + 30min);
  const bool again = trial.scalings().size() == 3 && trial.scalings()[2].to < trial.scalings()[2].from;
  const Duration between = again ? trial.scalings()[2].at - trial.scalings()[0].at : Duration::zero();
  out.claim(
      again && between < 2h,
      fmt::format("the next cut {:.0f} min after the first, in spite of its cooldown of 120", seconds(between) / 60));
  return out;
}

Finding default_cooldown(const Facts& facts) {
  const auto gap = [&](int tasks, double value) {
    TrialSetup setup;
    setup.desired = tasks;
    setup.policies = {tracking("load", 100)};
    setup.cloudwatch = facts.cloudwatch;
    setup.model.start_s = 0;
    Trial trial(std::move(setup));
    trial.feed("load", steady(value));
    trial.run_to(1h);
    if (trial.scalings().size() < 2) return 0.0;
    return seconds(trial.scalings()[1].at - trial.scalings()[0].at);
  };
  // The policy hears of the alarm once a minute, and the activity ends a moment after it began.
  const double most = 300 + seconds(facts.cloudwatch.repeat_scaling_actions) + 10;
  Finding out;
  const double outwards = gap(5, 120);
  out.claim(outwards >= 300 && outwards <= most, fmt::format("out again after {:.0f} s", outwards));
  const double inwards = gap(20, 85);
  out.claim(inwards >= 300 && inwards <= most, fmt::format("in again after {:.0f} s", inwards));
  out.claim(scaling::StepScaling{}.cooldown == 300s && scaling::default_cooldown("ecs") == 300s, "step policies 300 s");
  return out;
}

}  // namespace rampart::conformance
