#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "conformance/rows.h"
#include "conformance/trial.h"

namespace rampart::conformance {
namespace {

/// What a step of the load brought, in seconds after it.
struct StepResponse {
  double trigger = 0;      ///< Until the desired count was set: mean over the phases of the step in its period.
  double earliest = 1e9;   ///< Of the phases.
  double latest = 0;       ///< Likewise.
  double provisioned = 0;  ///< Until the new task ran: mean.
  int phases = 0;
  int unanswered = 0;  ///< Nothing was set, or no task ran.
};

/// CPU goes from a tenth of the target to 1 % above it, so that the period of the step itself doesn't breach. Each
/// phase is the mean over ten seconds at which the alarm may have been made: 0, 6 … 54, whose waits for the next look
/// have the mean of all sixty, whole minutes' as well as ten seconds'.
StepResponse respond(scaling::PredefinedMetric metric, Duration period, const Facts& facts) {
  constexpr int alarm_seconds = 10;
  constexpr double cpu_target = 50;
  StepResponse out;
  for (Duration phase{}; phase < period; phase += 1s) {
    double mean = 0;
    for (int made = 0; made < alarm_seconds; ++made) {
      const Duration step = 2min + phase;
      TrialSetup setup;
      setup.policies = {tracking(metric, cpu_target)};
      setup.cloudwatch = facts.cloudwatch;
      setup.made_past_minute = made * 6s;
      setup.made_before = 2min;
      setup.model.service = {.mean_s = 0.02, .cv = 0};
      setup.model.cpu_s = 0.02525;  // of 0.25 vCPU: 5 requests a second are 50.5 %
      setup.load = {{0s, 0.5}, {step, 5}};
      Trial trial(std::move(setup));
      trial.run_to(step + 8min);
      const auto running = trial.running_at_least(2, step);
      if (trial.scalings().empty() || !running) {
        ++out.unanswered;
        continue;
      }
      mean += seconds(trial.scalings().front().at - step) / alarm_seconds;
      out.provisioned += seconds(*running - step) / alarm_seconds;
    }
    out.trigger += mean;
    out.earliest = std::min(out.earliest, mean);
    out.latest = std::max(out.latest, mean);
    ++out.phases;
  }
  out.trigger /= out.phases;
  out.provisioned /= out.phases;
  return out;
}

/// `earliest` and `latest`: the next full period begins at once, or a period later.
Finding trigger(const StepResponse& response, double expected, double tolerance, double earliest, double latest) {
  Finding out;
  out.claim(response.unanswered == 0 && std::fabs(response.trigger - expected) <= tolerance,
            fmt::format("{:.1f} s over {} phases of the step (expected {} ± {})", response.trigger, response.phases,
                        expected, tolerance));
  out.claim(std::fabs(response.earliest - earliest) <= 2 && std::fabs(response.latest - latest) <= 2,
            fmt::format("{:.0f}…{:.0f} s by phase (expected {}…{} ± 2)", response.earliest, response.latest, earliest,
                        latest));
  if (response.unanswered > 0) out.claim(false, fmt::format("{} trials without a task more", response.unanswered));
  return out;
}

StepResponse respond_60_s(const Facts& facts) {
  return respond(scaling::PredefinedMetric::ecs_service_average_cpu_utilization, 60s, facts);
}
StepResponse respond_20_s(const Facts& facts) {
  return respond(scaling::PredefinedMetric::ecs_service_average_cpu_utilization_high_resolution, 20s, facts);
}

}  // namespace

Finding trigger_60_s(const Facts& facts) { return trigger(respond_60_s(facts), 363, 10, 333, 393); }

Finding trigger_20_s(const Facts& facts) { return trigger(respond_20_s(facts), 86, 5, 76, 96); }

Finding trigger_and_provisioning(const Facts& facts) {
  Finding out;
  const double standard = respond_60_s(facts).provisioned;
  const double high_resolution = respond_20_s(facts).provisioned;
  out.claim(std::fabs(standard - 386) <= 10, fmt::format("60 s metrics {:.1f} s (expected 386 ± 10)", standard));
  out.claim(std::fabs(high_resolution - 109) <= 10,
            fmt::format("20 s metrics {:.1f} s (expected 109 ± 10)", high_resolution));
  return out;
}

}  // namespace rampart::conformance
