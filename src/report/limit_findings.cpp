#include "report/limit_findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/stats/knee.h"

namespace rampart::report {
namespace {

/// Time to scale out with standard and with high-resolution metrics, provisioning included. Reference autoscaling.md
/// §0.
constexpr double scale_out_standard_s = 386;
constexpr double scale_out_fast_s = 109;
/// A trial whose latency was cut off by overload says nothing about the knee.
constexpr double knee_sees_up_to = 5;  // × the target

double arrivals_to_requests(const std::vector<LimitTrialRow>& trials) {
  double requests = 0;
  double arrivals = 0;
  for (const LimitTrialRow& t : trials) {
    if (!t.valid || !t.passed) continue;
    requests += t.requests_per_second * t.lasted_s;
    arrivals += t.rate * t.lasted_s;
  }
  const double ratio = arrivals > 0 ? requests / arrivals : 1;
  const double whole = std::round(ratio);
  return whole > 0 && std::abs(ratio - whole) < 0.05 * whole ? whole : ratio;  // Poisson arrivals scatter
}

/// Least squares through the trials that met the target; nothing with fewer than two rates.
std::optional<double> cpu_at(const LimitRun& run, double rate) {
  double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (const LimitTrialRow& t : run.trials) {
    if (!t.cpu || !t.passed || !t.valid) continue;
    n += 1;
    sx += t.rate;
    sy += *t.cpu;
    sxx += t.rate * t.rate;
    sxy += t.rate * *t.cpu;
  }
  const double spread = n * sxx - sx * sx;
  if (n < 2 || spread <= 1e-9 * sxx) return std::nullopt;
  const double slope = (n * sxy - sx * sy) / spread;
  return std::clamp((sy - slope * sx) / n + slope * rate, 0.0, 100.0);
}

void fit_curves(const LimitRun& run, LimitFindings& out) {
  std::vector<stats::LoadPoint> loads;
  std::vector<stats::LatencyPoint> latencies;
  std::vector<std::pair<double, double>> knee;
  for (const LimitTrialRow& t : run.trials) {
    if (!t.valid || t.requests == 0) continue;
    const double r = t.mean_service_ms / 1000;
    if (t.passed || t.p50_ms < run.target.latency_ms) {  // in overload nothing is steady
      loads.push_back({t.requests_per_second * r, t.requests_per_second});
      latencies.push_back({t.requests_per_second, t.mean_service_ms});
    }
    if (t.at_percentile_ms < knee_sees_up_to * run.target.latency_ms) knee.emplace_back(t.rate, t.at_percentile_ms);
  }
  if (const auto usl = stats::fit_usl(loads); usl.has_value()) {
    out.usl = *usl;
    out.usl_peak = stats::stated_peak(*usl, loads);
  } else {
    out.usl_peak.why_not = usl.error().message;
  }
  if (const auto queue = stats::fit_queueing_curve(latencies); queue.has_value()) out.queue = *queue;
  out.knee = stats::find_knee(knee);
}

void propose(const LimitRun& run, LimitFindings& out) {
  const double keep = 1 - run.head_room;
  const double requests = run.result.low * out.requests_per_arrival;
  const std::string per_target = run.one_task ? "" : " (if the URL is one task)";
  out.proposals.push_back(
      {"ALBRequestCountPerTarget", std::floor(requests * 60 * keep),
       fmt::format("{:.4g} requests/s at the interval's lower end × 60 s × {:.2g} = {:.0f} per MINUTE{}", requests,
                   keep, std::floor(requests * 60 * keep), per_target)});
  ProposedTarget cpu{"ECSServiceAverageCPUUtilization", std::nullopt, ""};
  if (out.cpu_at_limit) {
    cpu.value = std::floor(*out.cpu_at_limit * keep);
    cpu.arithmetic = fmt::format("{:.3g} % CPU at the interval's lower end × {:.2g} = {:.0f} %", *out.cpu_at_limit,
                                 keep, *cpu.value);
    if (*out.cpu_at_limit < 50)
      cpu.arithmetic += "; CPU isn't what runs out here, so a policy on requests follows the load better";
  } else {
    cpu.arithmetic = run.one_task ? "not known: no CPU readings fell inside enough trials; make them longer"
                                  : "not known: the CPU of what answers behind a URL can't be read from here";
  }
  out.proposals.push_back(cpu);
  cpu.metric = "ECSServiceAverageCPUUtilizationHighResolution";
  out.proposals.push_back(cpu);
  out.head_room = fmt::format(
      "Head-room of {:.0f} %: the load may grow by {:.0f} % while tasks are being added, which takes {:.0f} s with "
      "standard metrics and {:.0f} s with high-resolution ones. If it can grow faster than that, keep more.",
      run.head_room * 100, (1 / keep - 1) * 100, scale_out_standard_s, scale_out_fast_s);
}

void check_little(const LimitRun& run, LimitFindings& out) {
  for (const LimitTrialRow& t : run.trials)
    if (t.little && !t.little_holds)
      out.remarks.push_back(
          fmt::format("Trial {}: Little's law is off by {:.1f} % (N = {:.3g} counted, X·R = {:.3g}): the load wasn't "
                      "steady in it.",
                      t.number, *t.little * 100, t.inside, t.requests_per_second * t.mean_service_ms / 1000));
}

}  // namespace

LimitFindings find_out(const LimitRun& run) {
  LimitFindings out;
  out.requests_per_arrival = arrivals_to_requests(run.trials);
  fit_curves(run, out);
  out.cpu_at_limit = cpu_at(run, run.result.low);
  if (run.result.limit > 0) propose(run, out);
  check_little(run, out);
  const stats::LimitResult& r = run.result;
  if (r.check_badness && *r.check_badness > 10)
    out.remarks.emplace_back("The check at the answer failed clearly: the service changed during the search.");
  if (r.check_above_badness && *r.check_above_badness <= 1)
    out.remarks.emplace_back(
        "The check at 1.05 × the answer met the target: the limit may lie in the interval's upper part.");
  if (r.end == stats::LimitResult::End::budget_spent)
    out.remarks.push_back(
        fmt::format("The interval is wider than the {:.3g} % that were asked for: a longer --trial or a larger "
                    "--budget narrows it.",
                    run.width * 100));
  return out;
}

}  // namespace rampart::report
