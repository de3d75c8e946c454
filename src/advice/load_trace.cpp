// A load that was recorded, held against the policy: the bounds, and what the night leaves running.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"
#include "core/scaling/target_tracking.h"

namespace rampart::advice {
namespace {

/// The policy that the load drives, and the requests a second at which one task stands at its target.
struct Driver {
  const PolicyView* policy = nullptr;
  double at_target = 0;
};

std::optional<Driver> driver_of(const Subject& subject, const ScaledService& s) {
  for (const PolicyView& policy : s.policies) {
    const auto* tracking = policy.tracking();
    if (tracking == nullptr) continue;
    if (tracks_requests(*tracking)) return Driver{&policy, tracking->target_value / 60};
    if (tracks_cpu(*tracking) && subject.capacity_per_task)
      return Driver{&policy, *subject.capacity_per_task * tracking->target_value / 100};
  }
  return std::nullopt;
}

int need_at(double rate, double at_target) { return scaling::needed_capacity(1, rate, at_target); }

/// The mean over all samples of a number of tasks.
template <class Tasks>
double mean_tasks(const Trace& trace, Tasks tasks) {
  double sum = 0;
  for (std::size_t i = 0; i < trace.samples.size(); ++i) sum += tasks(i);
  return sum / static_cast<double>(trace.samples.size());
}

/// The longest time in a row in which `holds`.
template <class Holds>
double longest_s(const Trace& trace, Holds holds) {
  std::size_t most = 0, run = 0;
  for (std::size_t i = 0; i < trace.samples.size(); ++i) {
    run = holds(i) ? run + 1 : 0;
    most = std::max(most, run);
  }
  return static_cast<double>(most) * seconds(trace.step);
}

/// An alarm rings after three periods.
constexpr double alarm_s = 180;

std::optional<Finding> maximum_too_low(const Subject& subject, const ScaledService& s, const Driver& driver) {
  const Trace& trace = *subject.trace;
  const int most = s.target->max_capacity;
  int peak = 0;
  double over_s = 0;
  for (std::size_t i = 0; i < trace.samples.size(); ++i) {
    const int need = need_at(trace.rate(i), driver.at_target);
    peak = std::max(peak, need);
    if (need > most) over_s += seconds(trace.step);
  }
  if (longest_s(trace, [&](std::size_t i) { return need_at(trace.rate(i), driver.at_target) > most; }) < alarm_s)
    return std::nullopt;
  Finding f{9, Severity::problem, "The bounds don't hold this load", {}, {}, {}, {}};
  f.cause = fmt::format(
      "In {} the load asks for up to {} tasks at the target ({} requests a second each); with MaxCapacity {} the "
      "service stands at its maximum, over the target, for {:.1f} h.",
      trace.file, peak, figure(driver.at_target), most, over_s / 3600);
  f.place = subject.sources->place(s.target_id, {"MaxCapacity"});
  f.fix = fmt::format("MaxCapacity: {}", peak);
  f.price = task_hours(24 * mean_tasks(trace, [&](std::size_t i) {
                         return std::max(0, need_at(trace.rate(i), driver.at_target) - most);
                       }));
  return f;
}

/// AlarmLow looks at fifteen minutes, so what the load asked for in the last quarter of an hour still stands.
constexpr double scale_in_s = 900;

/// What the tasks hold at each sample, of those that were asked for at least `lag` samples earlier.
std::vector<int> tasks_there(const Trace& trace, const Driver& driver, std::size_t lag) {
  const auto stay = static_cast<std::size_t>(std::ceil(scale_in_s / seconds(trace.step)));
  std::vector<int> need, out;
  for (std::size_t i = 0; i < trace.samples.size(); ++i) need.push_back(need_at(trace.rate(i), driver.at_target));
  for (std::size_t i = 0; i < need.size(); ++i) {
    const std::size_t last = i < lag ? 0 : i - lag, first = last < stay ? 0 : last - stay;
    out.push_back(*std::max_element(need.begin() + static_cast<std::ptrdiff_t>(first),
                                    need.begin() + static_cast<std::ptrdiff_t>(last) + 1));
  }
  return out;
}

/// Is there a sample whose load is more than the tasks hold that are there, never fewer than `least`?
bool overloaded(const Trace& trace, const std::vector<int>& there, int least, double holds) {
  for (std::size_t i = 0; i < there.size(); ++i)
    if (trace.rate(i) > std::max(least, there[i]) * holds) return true;
  return false;
}

std::optional<Finding> minimum_too_low(const Subject& subject, const ScaledService& s, const Driver& driver) {
  const Trace& trace = *subject.trace;
  const double reaction = reaction_of(*driver.policy->tracking());
  if (!subject.capacity_per_task || seconds(trace.step) > reaction) return std::nullopt;
  const auto lag = static_cast<std::size_t>(std::ceil(reaction / seconds(trace.step)));
  const int given = std::max(1, s.target->min_capacity);
  const double holds = *subject.capacity_per_task;
  const std::vector<int> there = tasks_there(trace, driver, lag);
  if (!overloaded(trace, there, given, holds)) return std::nullopt;
  double peak = 0;
  for (std::size_t i = 0; i < trace.samples.size(); ++i) peak = std::max(peak, trace.rate(i));
  int low = given, high = static_cast<int>(std::ceil(peak / holds));
  while (low < high) {  // more tasks never hold less
    const int middle = low + (high - low) / 2;
    if (overloaded(trace, there, middle, holds))
      low = middle + 1;
    else
      high = middle;
  }
  if (low <= given) return std::nullopt;
  Finding f{9, Severity::problem, "The bounds don't hold this load", {}, {}, {}, {}};
  f.cause = fmt::format(
      "In {} the load grows faster than the {:.0f} s of a scale-out: with MinCapacity {} there are times at which the "
      "tasks that are there hold less ({} requests a second each, {}) than what comes.",
      trace.file, reaction, s.target->min_capacity, figure(holds), subject.capacity_from);
  f.place = subject.sources->place(s.target_id, {"MinCapacity"});
  f.fix = fmt::format("MinCapacity: {}", low);
  f.price = task_hours(24 * mean_tasks(trace, [&](std::size_t i) {
                         return std::max(0, low - std::max(given, need_at(trace.rate(i), driver.at_target)));
                       }));
  return f;
}

}  // namespace

Findings capacity_bounds(const Subject& subject) {
  Findings out;
  if (subject.trace == nullptr || !subject.trace->is_load()) return out;
  for (const ScaledService& s : subject.services) {
    const auto driver = driver_of(subject, s);
    if (!driver) continue;
    if (auto f = maximum_too_low(subject, s, *driver)) out.push_back(std::move(*f));
    if (auto f = minimum_too_low(subject, s, *driver)) out.push_back(std::move(*f));
  }
  return out;
}

/// AlarmLow stands at 0.9 T, but a cut is rounded up: n tasks become fewer only at (n-1)/n T. Between the two AlarmLow
/// is red and nothing happens. Source: reference autoscaling.md §5 P3.
Findings dead_band_of(const Subject& subject) {
  Findings out;
  if (subject.trace == nullptr || !subject.trace->is_load()) return out;
  const Trace& trace = *subject.trace;
  for (const ScaledService& s : subject.services) {
    const auto driver = driver_of(subject, s);
    if (!driver || driver->policy->tracking()->disable_scale_in) continue;
    const int least = s.target->min_capacity, most = s.target->max_capacity;
    const auto quiet = static_cast<std::size_t>(std::ceil(scale_in_s / seconds(trace.step)));
    int n = std::max(1, least), lowest_after_peak = most, peak = n;
    std::size_t low_for = 0;
    double stuck_s = 0, stuck_at = 0;
    for (std::size_t i = 0; i < trace.samples.size(); ++i) {
      const double share = trace.rate(i) / (n * driver->at_target);
      low_for = share < 0.9 ? low_for + 1 : 0;
      const int need = std::clamp(need_at(trace.rate(i), driver->at_target), least, most);
      if (share > 1 && need > n) {
        n = need;
        if (n > peak) peak = n, lowest_after_peak = n, stuck_s = 0;
      } else if (low_for >= quiet && need < n) {
        n = std::max(1, need);
        lowest_after_peak = std::min(lowest_after_peak, n);
      } else if (low_for >= quiet && n > least && n > 1) {
        stuck_s += seconds(trace.step);
        stuck_at = share;
      }
    }
    if (peak <= std::max(1, least) || lowest_after_peak <= std::max(1, least) || stuck_s < 3600) continue;
    const int at = lowest_after_peak;
    const double target = driver->policy->tracking()->target_value;
    Finding f{3, Severity::warning, "AlarmLow is red and nothing happens", {}, {}, {}, {}};
    f.cause = fmt::format(
        "In {} the service never comes back from {} tasks to {}: AlarmLow rings below {}, but of {} tasks one goes "
        "only "
        "at {} or less, and the night stands at {}, for {:.1f} h in all.",
        trace.file, peak, least, figure(scaling::low_threshold(target)), at, figure(target * (at - 1) / at),
        figure(target * stuck_at), stuck_s / 3600);
    const double wanted = std::ceil(target * stuck_at * at / (at - 1));
    f.place = subject.sources->place(driver->policy->id, {tracking_key, "TargetValue"});
    f.fix = fmt::format("TargetValue: {} where a task holds that, or a scheduled MaxCapacity for the night",
                        figure(wanted));
    f.price = fmt::format(
        "saves {} task-hours a day",
        figure(stuck_s / 3600 / (seconds(trace.samples.back().at - trace.samples.front().at + trace.step) / 86400)));
    out.push_back(std::move(f));
  }
  return out;
}

}  // namespace rampart::advice
