#include "advice/advise.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

#include "advice/rules.h"
#include "core/scaling/target_tracking.h"

namespace rampart::advice {
namespace {

using Rule = Findings (*)(const Subject&);

constexpr std::array of_the_template = {
    bounded_metric,     never_scales_in,      target_against_capacity, flapping_thresholds, cooldown_confusion,
    health_check_grace, launch_rate,          deregistration_delay,    desired_count,       deployment_room,
    downstream_limit,   missing_data,         fighting_policies,       step_intervals,      capacity_bounds,
    dead_band_of,       recurring_saturation,
};

constexpr std::array of_the_run = {
    slow_scale_out, memory_stays, not_proportional, cuts_undone, at_maximum,        killed_under_load,
    cold_start,     cut_requests, drain_needed,     no_way_back, silent_at_the_end, threshold_in_noise,
};

void run_rules(std::span<const Rule> rules, const Subject& subject, Findings& out) {
  for (const Rule rule : rules)
    for (Finding& finding : rule(subject)) out.push_back(std::move(finding));
}

auto rank(const Finding& f) { return std::tuple(f.problem, f.severity == Severity::problem ? 0 : 1, f.place.line); }

}  // namespace

Findings advise(const Subject& subject) {
  Findings out;
  if (subject.catalogue != nullptr) run_rules(of_the_template, subject, out);
  if (subject.run != nullptr) run_rules(of_the_run, subject, out);
  std::stable_sort(out.begin(), out.end(), [](const Finding& a, const Finding& b) { return rank(a) < rank(b); });
  const auto same = [](const Finding& a, const Finding& b) {
    return a.problem == b.problem && a.place.line == b.place.line && a.cause == b.cause;
  };
  out.erase(std::unique(out.begin(), out.end(), same), out.end());
  return out;
}

std::vector<std::string> not_looked_at(const Subject& subject) {
  std::vector<std::string> out;
  if (subject.catalogue == nullptr)
    out.emplace_back("P2, P6, P8, P12, P15, P16, P18, P20, P21: no template is at hand");
  if (subject.run == nullptr)
    out.emplace_back("P1, P4, P5, P11, P13, P17, P22, and P7, P9, P10, P14 as a run shows them: no run (--from)");
  if (subject.trace == nullptr)
    out.emplace_back("P9, and P1 and P3 as a day shows them: no trace (--trace)");
  else if (subject.trace->is_load() && !subject.capacity_per_task)
    out.emplace_back("P9, MinCapacity against the trace: no capacity of a task (--capacity, --from)");
  if (subject.catalogue != nullptr && !subject.capacity_per_task)
    out.emplace_back("P6, a request target against what a task holds: no capacity of a task (--capacity, --from)");
  out.emplace_back("P23 doesn't apply: it is about Kubernetes' HPA, and this is ECS");
  return out;
}

std::vector<std::string> scale_in_thresholds(const Subject& subject) {
  std::vector<std::string> out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies) {
      const auto* tracking = policy.tracking();
      if (tracking == nullptr || tracking->disable_scale_in) continue;
      std::vector<std::string> parts;
      const int least = std::max(1, s.target->min_capacity);
      for (int n = least + 1; n <= std::min(s.target->max_capacity, 10); ++n) {
        // Rounding up: n tasks become fewer only at (n-1)/n; AlarmLow doesn't ring above nine tenths.
        const double at = tracking->target_value * std::min(0.9, static_cast<double>(n - 1) / n);
        parts.push_back(fmt::format("{} at {}", n, figure(at)));
      }
      if (s.target->max_capacity > 10)
        parts.push_back(fmt::format("more at {}", figure(scaling::low_threshold(tracking->target_value))));
      if (!parts.empty())
        out.push_back(fmt::format("{} holds {} {}; tasks become fewer: {}", policy.id, metric_of(*tracking),
                                  figure(tracking->target_value), fmt::join(parts, ", ")));
    }
  return out;
}

}  // namespace rampart::advice
