// A utilisation as CloudWatch recorded it, without the load: does the group that it shows scale?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "advice/rules.h"

namespace rampart::advice {
namespace {

constexpr double full_utilisation = 100, at_the_bound = 99;

struct Episode {
  Instant at;
  double length_s = 0;
};

/// Runs of samples at the bound.
std::vector<Episode> episodes_of(const Trace& trace) {
  std::vector<Episode> out;
  bool inside = false;
  for (const Sample& sample : trace.samples) {
    const bool full = sample.value >= at_the_bound;
    if (full && !inside) out.push_back({sample.at, 0});
    if (full) out.back().length_s += seconds(trace.step);
    inside = full;
  }
  return out;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double reaction_to(const Subject& subject) {
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies)
      if (policy.tracking() != nullptr && Subject::bound_of(*policy.tracking())) return reaction_of(*policy.tracking());
  return standard_trigger_s + provisioning_s;
}

/// "every 60 min" where the peaks come by the clock: half of the distances lie within a tenth of the middle one.
std::string rhythm_of(const std::vector<Episode>& episodes) {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < episodes.size(); ++i) gaps.push_back(seconds(episodes[i].at - episodes[i - 1].at));
  const double usual = median(gaps);
  const auto near =
      std::count_if(gaps.begin(), gaps.end(), [&](double gap) { return std::fabs(gap - usual) <= 0.1 * usual; });
  return 2 * near >= static_cast<std::ptrdiff_t>(gaps.size()) ? fmt::format(", mostly {:.0f} min apart", usual / 60)
                                                              : std::string();
}

}  // namespace

/// A group that scales keeps its utilisation between (n-1)/n T and T, and is at the bound only while new tasks start.
/// One that is at the bound again and again, on at least three days, isn't helped by its policy: once may be a crash,
/// twice chance. Then the length of such a time says why: shorter than a scale-out, and the tasks come when it is over;
/// longer, and there were no more tasks to have. A utilisation has a bound, other metrics have none that is known, so
/// a series that passes 100 isn't judged.
Findings recurring_saturation(const Subject& subject) {
  if (subject.trace == nullptr || subject.trace->is_load()) return {};
  const Trace& trace = *subject.trace;
  std::vector<double> values;
  for (const Sample& sample : trace.samples) values.push_back(sample.value);
  if (*std::max_element(values.begin(), values.end()) > full_utilisation) return {};
  const std::vector<Episode> episodes = episodes_of(trace);
  std::set<Instant> days;
  for (const Episode& episode : episodes) days.insert(floor_to(episode.at, std::chrono::hours(24)));
  if (days.size() < 3) return {};
  std::vector<double> lengths;
  for (const Episode& episode : episodes) lengths.push_back(episode.length_s);
  const double usual = median(values), length = median(lengths), reaction = reaction_to(subject);
  const bool too_short = length < reaction;
  Finding f{too_short ? 1 : 9, Severity::problem, {}, {}, {}, {}, {}};
  f.title = too_short ? "Peaks shorter than a scale-out" : "At the bound for longer than a scale-out";
  const std::string seen =
      fmt::format("{} is at its bound {} times on {} days{}, usually for {:.0f} s, and at {} % half of the time",
                  trace.file, episodes.size(), days.size(), rhythm_of(episodes), length, figure(usual));
  f.cause = too_short ? fmt::format(
                            "{}. A scale-out takes {:.0f} s: new tasks come when the peak is over, and no "
                            "reactive policy can serve it.",
                            seen, reaction)
                      : fmt::format(
                            "{}. A scale-out takes {:.0f} s, so no further tasks came: MaxCapacity is reached, "
                            "or the policy doesn't see this metric.",
                            seen, reaction);
  for (const ScaledService& s : subject.services) {
    f.place = subject.sources->place(s.target_id, {too_short ? "MinCapacity" : "MaxCapacity"});
    break;
  }
  const double more = std::max(2.0, std::ceil(full_utilisation / 70));
  f.fix = too_short ? "ScheduledActions ahead of each peak, a MinCapacity that holds the peak, or the work behind it "
                      "spread over the time between"
                    : fmt::format("MaxCapacity: {} times what it was", figure(more));
  f.price = too_short ? "with ScheduledActions only the peak's minutes" : "only the peak's hours";
  return {f};
}

}  // namespace rampart::advice
