// Figures against each other: target value, bounds, capacity, what stands behind the service.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"
#include "core/scaling/target_tracking.h"

namespace rampart::advice {
namespace {

/// Actions from `from` to `to` tasks when the metric can't say more than `bound`; 0 when it never arrives.
int actions_needed(int from, int to, double bound, double target) {
  int actions = 0;
  for (int n = std::max(1, from); n < to; ++actions) {
    const int next = scaling::needed_capacity(n, bound, target);
    if (next <= n) return 0;
    n = next;
  }
  return actions;
}

/// More than this many actions and the last task comes ten minutes after the load.
constexpr int actions_allowed = 3;

/// The smallest minimum from which `to` is reached in `actions_allowed`.
int minimum_for(int from, int to, double bound, double target) {
  int least = std::max(1, from);
  while (least < to && actions_needed(least, to, bound, target) > actions_allowed) ++least;
  return least;
}

std::string share_price(double more) {
  const double percent = (more - 1) * 100;
  return percent > 0 ? fmt::format("about +{:.0f} % task-hours above the minimum", percent)
                     : fmt::format("saves about {:.0f} % of the task-hours above the minimum", -percent);
}

/// A target between these shares of what a task holds leaves room for the time a scale-out takes and wastes little.
constexpr double highest_share = 0.9, lowest_share = 0.2, good_share = 0.7;

Finding requests_finding(const Subject& subject, const PolicyView& policy, double target, double knee) {
  Finding f{6, Severity::problem, "Target value against the capacity of a task", {}, {}, {}, {}};
  f.place = subject.sources->place(policy.id, {tracking_key, "TargetValue"});
  f.fix = fmt::format("TargetValue: {}", figure(std::floor(good_share * knee)));
  const std::string capacity = fmt::format("A task holds {} requests a second ({}), {} a minute",
                                           figure(*subject.capacity_per_task), subject.capacity_from, figure(knee));
  if (target > highest_share * knee) {
    f.cause = fmt::format("{}; the target {} is {:.0f} % of it, so tasks are overloaded before more are asked for.",
                          capacity, figure(target), 100 * target / knee);
    f.price = share_price(target / (good_share * knee));
    return f;
  }
  const bool by_the_second = target * 60 > lowest_share * knee && target * 60 <= 1.1 * knee;
  f.severity = by_the_second ? Severity::problem : Severity::warning;
  f.cause = fmt::format("{}; the target {} is {:.1f} % of it{}.", capacity, figure(target), 100 * target / knee,
                        by_the_second ? ". ALBRequestCountPerTarget counts a minute, and the figure looks like "
                                        "requests a second"
                                      : ", so most of what is paid for stands idle");
  const double better = by_the_second ? std::min(target * 60, std::floor(good_share * knee)) : good_share * knee;
  f.fix = fmt::format("TargetValue: {}", figure(std::floor(better)));
  f.price = share_price(target / better);
  return f;
}

}  // namespace

Findings bounded_metric(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies) {
      const auto* tracking = policy.tracking();
      const auto bound = tracking == nullptr ? std::nullopt : Subject::bound_of(*tracking);
      if (!bound) continue;
      // A metric without bound beside it, or steps, take the large jumps.
      if (std::any_of(s.policies.begin(), s.policies.end(), [](const PolicyView& other) {
            return other.step() != nullptr || (other.tracking() != nullptr && !Subject::bound_of(*other.tracking()));
          }))
        continue;
      const int from = std::max(1, s.target->min_capacity), to = s.target->max_capacity;
      const int actions = actions_needed(from, to, *bound, tracking->target_value);
      if (tracking->target_value < *bound && actions <= actions_allowed) continue;
      const int least = minimum_for(from, to, *bound, tracking->target_value);
      const double time = reaction_of(*tracking) + (actions - 1) * (period_of(*tracking) + provisioning_s);
      Finding f{2, Severity::warning, "A bounded metric scales out in small steps", {}, {}, {}, {}};
      f.cause = fmt::format(
          "{} never shows more than {}, so with the target {} one action grows the service at most {:.2f} times: {} "
          "to {} tasks takes {} actions, at least {:.0f} s.",
          metric_of(*tracking), figure(*bound), figure(tracking->target_value), *bound / tracking->target_value, from,
          to, actions, time);
      if (tracking->target_value >= *bound)
        f.cause = fmt::format("{} never shows more than {}, so with the target {} nothing ever scales out.",
                              metric_of(*tracking), figure(*bound), figure(tracking->target_value));
      if (tracking->target_value >= *bound) f.severity = Severity::problem;
      f.place = subject.sources->place(s.target_id, {"MinCapacity"});
      f.fix = fmt::format(
          "MinCapacity: {} (then {} actions), or a policy on ALBRequestCountPerTarget, which has no "
          "bound",
          least, actions_allowed);
      f.price = task_hours(24.0 * (least - s.target->min_capacity)) + " at most";
      if (tracking->target_value >= *bound) {
        f.place = subject.sources->place(policy.id, {tracking_key, "TargetValue"});
        f.fix = fmt::format("TargetValue: {}", figure(good_share * *bound));
        f.price = "no price";
      }
      out.push_back(std::move(f));
    }
  return out;
}

Findings target_against_capacity(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services)
    for (const PolicyView& policy : s.policies) {
      const auto* tracking = policy.tracking();
      if (tracking == nullptr) continue;
      const double target = tracking->target_value;
      if (tracks_requests(*tracking) && subject.capacity_per_task) {
        const double knee = 60 * *subject.capacity_per_task;
        if (target > highest_share * knee || target < lowest_share * knee)
          out.push_back(requests_finding(subject, policy, target, knee));
        continue;
      }
      const auto bound = Subject::bound_of(*tracking);
      const bool slow = tracks_requests(*tracking) && target < 60;
      if (!slow &&
          (!bound || target >= *bound || (target <= highest_share * *bound && target >= lowest_share * *bound)))
        continue;
      Finding f{6, Severity::warning, "Target value against the capacity of a task", {}, {}, {}, {}};
      f.place = subject.sources->place(policy.id, {tracking_key, "TargetValue"});
      if (slow) {
        f.cause = fmt::format(
            "ALBRequestCountPerTarget counts a minute: the target {} is {} requests a second for a whole task, which "
            "looks like a figure a second. --capacity would tell.",
            figure(target), figure(target / 60));
        f.fix = fmt::format("TargetValue: {}", figure(target * 60));
        f.price = share_price(1.0 / 60);
      } else if (target > highest_share * *bound) {
        f.severity = Severity::problem;
        f.cause = fmt::format(
            "At {} % {} a task has {} % left for the {:.0f} s that a scale-out takes; a load that grows by more than "
            "{:.0f} % in that time isn't served.",
            figure(target), metric_of(*tracking), figure(*bound - target), reaction_of(*tracking),
            (*bound / target - 1) * 100);
        f.fix = fmt::format("TargetValue: {}", figure(good_share * *bound));
        f.price = share_price(target / (good_share * *bound));
      } else {
        f.cause = fmt::format("At a target of {} % {} four fifths of every task stand idle.", figure(target),
                              metric_of(*tracking));
        f.fix = fmt::format("TargetValue: {}", figure(good_share * *bound));
        f.price = share_price(target / (good_share * *bound));
      }
      out.push_back(std::move(f));
    }
  return out;
}

/// Fargate starts 100 tasks at once, then 20 a second; a service has at most 5,000. Reference aws-scaling.md, quotas.
Findings launch_rate(const Subject& subject) {
  constexpr int burst = 100, by_second = 20, most = 5000;
  Findings out;
  for (const ScaledService& s : subject.services) {
    const int jump = s.target->max_capacity - s.target->min_capacity;
    const double wait = std::max(0, jump - burst) / static_cast<double>(by_second);
    const bool too_many = s.target->max_capacity > most;
    if (!too_many && wait <= provisioning_s) continue;
    Finding f{12, too_many ? Severity::problem : Severity::warning, "Fargate's launch rate", {}, {}, {}, {}};
    f.cause = fmt::format(
        "From {} to {} tasks are {} starts; Fargate starts {} at once and then {} a second, so the last one waits "
        "{:.0f} s, longer than a task takes to start ({:.0f} s).",
        s.target->min_capacity, s.target->max_capacity, jump, burst, by_second, wait, provisioning_s);
    if (too_many)
      f.cause = fmt::format("MaxCapacity {} is past ECS's quota of {} tasks a service.", s.target->max_capacity, most);
    f.place = subject.sources->place(s.target_id, {too_many ? "MaxCapacity" : "MinCapacity"});
    const int least = s.target->max_capacity - burst - static_cast<int>(provisioning_s) * by_second;
    f.fix = too_many ? fmt::format("MaxCapacity: {}, or ask for a higher quota", most)
                     : fmt::format("MinCapacity: {}, or larger tasks (twice the Cpu, half of MaxCapacity)", least);
    f.price = too_many ? "no price" : task_hours(24.0 * (least - s.target->min_capacity)) + " at most";
    out.push_back(std::move(f));
  }
  return out;
}

Findings downstream_limit(const Subject& subject) {
  Findings out;
  for (const ScaledService& s : subject.services) {
    const document::Node* metadata = subject.sources->metadata(s.service_id);
    const document::Node* said = metadata == nullptr ? nullptr : metadata->find("DownstreamConnections");
    if (said == nullptr) continue;
    const auto number = [&](std::string_view key) -> double {
      const document::Node* node = said->find(key);
      return node == nullptr ? 0 : node->is_number() ? node->number : std::strtod(node->text.c_str(), nullptr);
    };
    const double each = number("PerTask"), limit = number("Limit");
    Finding f{18, Severity::problem, "More connections than what stands behind the service allows", {}, {}, {}, {}};
    f.place = subject.sources->place(s.target_id, {"MaxCapacity"});
    f.price = "no price";
    if (each <= 0 || limit <= 0) {
      f.severity = Severity::warning;
      f.place = said->place();
      f.cause = "Metadata.Rampart.DownstreamConnections wants PerTask and Limit, numbers above 0.";
      f.fix = "Rampart: {DownstreamConnections: {PerTask: 10, Limit: 100}}";
      out.push_back(std::move(f));
      continue;
    }
    const int most = s.target->max_capacity;
    // In a deployment old and new tasks hold connections at once.
    const int deploying = static_cast<int>(std::floor(most * std::max(100, s.service->maximum_percent) / 100.0));
    if (deploying * each <= limit) continue;
    const bool always = most * each > limit;
    f.severity = always ? Severity::problem : Severity::warning;
    const int count = always ? most : deploying;
    f.cause = fmt::format("{} tasks{} with {} connections each are {}, and the limit is {}.", count,
                          always ? " (MaxCapacity)"
                                 : fmt::format(" (MaxCapacity {} in a deployment with MaximumPercent {})", most,
                                               s.service->maximum_percent),
                          figure(each), figure(count * each), figure(limit));
    const int allowed = static_cast<int>(std::floor(limit / each));
    f.fix = always ? fmt::format("MaxCapacity: {}, a smaller pool, or a proxy that pools connections", allowed)
                   : fmt::format("MaximumPercent: {} on the service, or a smaller pool",
                                 std::max(100, static_cast<int>(std::floor(100.0 * allowed / most))));
    if (!always) f.place = subject.sources->place(s.service_id, {"DeploymentConfiguration", "MaximumPercent"});
    out.push_back(std::move(f));
  }
  return out;
}

}  // namespace rampart::advice
