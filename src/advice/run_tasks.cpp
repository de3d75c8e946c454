// What becomes of the tasks: cuts that are taken back, tasks killed under load, requests lost on the way out.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"
#include "advice/run_series.h"
#include "report/scale_in.h"

namespace rampart::advice {
namespace {

using namespace std::chrono_literals;

struct Change {
  Instant at;
  int from = 0, to = 0;
};

std::vector<Change> changes_of(const report::ServiceView& service) {
  std::vector<Change> out;
  for (std::size_t i = 1; i < service.timeline.size(); ++i) {
    const int from = service.timeline[i - 1].what.desired, to = service.timeline[i].what.desired;
    if (from != to && from > 0) out.push_back({service.timeline[i].at, from, to});
  }
  return out;
}

bool failed_checks(const report::TaskView& task) {
  const std::string reason = task.reason();
  return reason.find("failed ELB health checks") != std::string::npos ||
         reason.find("failed container health checks") != std::string::npos;
}

}  // namespace

/// A cut that is taken back within fifteen AWS minutes, the time that AlarmLow looks at, at a load that hardly changed:
/// the rate of the half minute before the one and before the other differ by less than one task's share.
Findings cuts_undone(const Subject& subject) {
  const report::RunView& run = *subject.run;
  const report::ServiceView* service = report::busiest_service(run);
  if (service == nullptr) return {};
  const auto changes = changes_of(*service);
  const Duration soon = from_seconds(run.real_seconds(900)), look = from_seconds(run.real_seconds(60));
  if (3 * run.load.step() > soon) return {};  // before and after would be one slot's rate
  int undone = 0;
  std::string last;
  for (std::size_t i = 1; i < changes.size(); ++i) {
    const Change &cut = changes[i - 1], &back = changes[i];
    if (cut.to >= cut.from || back.to <= back.from || back.at - cut.at > soon) continue;
    const double then = report::offered_between(run.load, cut.at - look, cut.at);
    const double now = report::offered_between(run.load, back.at - look, back.at);
    if (then <= 0 || now > then * cut.from / std::max(1, cut.to)) continue;
    ++undone;
    last = fmt::format("{} to {} tasks at {} requests a second, and {:.0f} s later back to {} at {}", cut.from, cut.to,
                       figure(then), seconds(back.at - cut.at), back.to, figure(now));
  }
  if (undone < 2) return {};  // once may be the load
  Finding f{7, Severity::problem, "Flapping", {}, {}, {}, {}};
  f.cause = fmt::format("{} cuts were taken back while the load hardly changed, the last one from {}{}.", undone, last,
                        clock_remark(run));
  const auto metrics = metrics_of(run);
  f.place = place_of_policy(subject, metrics.empty() ? std::string() : metrics.front().policy, "ScaleInCooldown");
  f.fix = "a longer ScaleInCooldown (300), and a scale-in threshold that what is left holds";
  f.price = "no price";
  return {f};
}

Findings killed_under_load(const Subject& subject) {
  const report::RunView& run = *subject.run;
  int killed = 0, never_healthy = 0;
  std::optional<Instant> first;
  std::vector<double> starts;
  for (const report::TaskView& task : run.tasks) {
    const auto healthy =
        std::find_if(task.targets.begin(), task.targets.end(), [](const auto& t) { return t.what.state == "healthy"; });
    if (healthy != task.targets.end() && !task.states.empty())
      starts.push_back(seconds(healthy->at - task.states.front().at));
    if (!failed_checks(task)) continue;
    const auto at = task.leaving_at();
    if (!at || count_between(run, *at - 5s, *at, {}).sent == 0) continue;  // nobody asked anything
    ++killed;
    if (healthy == task.targets.end()) ++never_healthy;
    if (!first || *at < *first) first = at;
  }
  if (killed == 0) return {};
  Finding f{10, Severity::problem, "Tasks are killed because they are busy", {}, {}, {}, {}};
  const Counted after = count_between(run, *first, run.end(), {});
  f.cause = fmt::format(
      "{} task{} failed {} health checks under load and {} replaced, which leaves the load to the others{}; from the "
      "first "
      "one on {:.1f} % of the requests failed.",
      killed, killed == 1 ? "" : "s", killed == 1 ? "its" : "their", killed == 1 ? "was" : "were",
      killed > 1 ? ": a death spiral" : "", 100 * after.failed_share());
  f.price = "no price";
  if (never_healthy > killed / 2) {
    std::sort(starts.begin(), starts.end());
    const double slow =
        starts.empty() ? 60
                       : std::ceil(starts[static_cast<std::size_t>(0.95 * static_cast<double>(starts.size() - 1))]);
    f.place = place_of_service(subject, "HealthCheckGracePeriodSeconds");
    f.fix = fmt::format("HealthCheckGracePeriodSeconds: {} (95 % of those that came up did so in that time, twice)",
                        figure(std::max(60.0, 2 * slow)));
  } else {
    f.place = place_of_group(subject, "HealthCheckTimeoutSeconds");
    f.fix =
        "HealthCheckTimeoutSeconds: 10 and UnhealthyThresholdCount: 5, with a HealthCheckPath that doesn't queue "
        "behind "
        "requests; and a lower TargetValue";
  }
  return {f};
}

/// Failures while a task left because of a scale-in, when there are more than the rest of the run makes likely: three
/// standard deviations of a count.
Findings cut_requests(const Subject& subject) {
  const report::RunView& run = *subject.run;
  if (run.load.step() > std::chrono::seconds(1)) return {};  // its slots are longer than a task takes to leave
  Counted in;
  for (const report::Span& span : report::scale_in_spans(run)) {
    const Counted n = count_between(run, span.from, span.to, {});
    in.sent += n.sent;
    in.failed += n.failed;
  }
  const Counted all = count_between(run, run.start(), run.end(), {});
  const std::uint64_t rest_sent = all.sent - std::min(all.sent, in.sent);
  const std::uint64_t rest_failed = all.failed - std::min(all.failed, in.failed);
  const double share = rest_sent == 0 ? 0 : static_cast<double>(rest_failed) / static_cast<double>(rest_sent);
  const double expected = share * static_cast<double>(in.sent);
  if (in.failed == 0 || static_cast<double>(in.failed) <= expected + 3 * std::sqrt(expected)) return {};
  Finding f{13, Severity::problem, "Scale-in cuts requests", {}, {}, {}, "no price"};
  f.cause = fmt::format(
      "{} of {} requests failed in the seconds in which a task left because of a scale-in; the rest of the run makes "
      "{:.1f} "
      "likely.",
      in.failed, in.sent, expected);
  f.place = place_of_group(subject, "TargetGroupAttributes");
  f.fix =
      "let the program finish its requests on SIGTERM, StopTimeout and deregistration_delay.timeout_seconds at least "
      "as "
      "long as the longest request";
  return {f};
}

/// What draining has to wait for is the longest request: p99.9 of the service latency, to the next second.
Findings drain_needed(const Subject& subject) {
  const ScaledService* s = scaled_service_of(subject);
  const stats::Histogram& service = subject.run->load.total_load().service;
  // Under a thousand requests there is no p99.9.
  if (s == nullptr || s->groups.empty() || service.count() < 1000) return {};
  const double needed = std::max(1.0, std::ceil(service.quantile(0.999) / 1e6));
  const double delay = seconds(s->groups.front()->deregistration_delay);
  const bool short_of_it = delay < needed;
  if (!short_of_it && (delay < 60 || delay <= 10 * needed)) return {};
  Finding f{14, short_of_it ? Severity::problem : Severity::warning, {}, {}, {}, {}, {}};
  f.title = short_of_it ? "A deregistration delay shorter than requests" : "A long deregistration delay";
  f.cause =
      fmt::format("p99.9 of the requests took {} s at most, and a task that leaves is kept for {} s{}.", figure(needed),
                  figure(delay), short_of_it ? ", so the longest are cut off" : ", paid for at every scale-in");
  const double better = short_of_it ? std::ceil(1.5 * needed) : std::max(10.0, 2 * needed);
  f.place = place_of_group(subject, "TargetGroupAttributes");
  f.fix = fmt::format("{{Key: deregistration_delay.timeout_seconds, Value: \"{}\"}}", figure(better));
  f.price = short_of_it ? "no price"
                        : fmt::format("saves {:.3f} task-hours at each task that leaves", (delay - better) / 3600);
  return {f};
}

Findings silent_at_the_end(const Subject& subject) {
  const report::RunView& run = *subject.run;
  const report::ServiceView* service = report::busiest_service(run);
  if (service == nullptr || service->timeline.empty()) return {};
  const int first = service->timeline.front().what.desired, last = service->timeline.back().what.desired;
  std::map<std::string, const ledger::AlarmTransition*> latest;
  for (const auto& alarm : run.alarms) latest[alarm.what.alarm] = &alarm.what;
  for (const auto& [name, alarm] : latest) {
    if (alarm->to != "INSUFFICIENT_DATA" || !alarm->comparison.starts_with("Less") || last <= first) continue;
    Finding f{19, Severity::problem, "No datapoints, no scaling", {}, {}, {}, "no price"};
    f.cause = fmt::format(
        "{} had no datapoints at the end, its alarm stood at INSUFFICIENT_DATA, and the service kept {} tasks instead "
        "of "
        "{}.",
        alarm->metric.substr(0, alarm->metric.find(" {")), last, first);
    f.place = place_of_policy(subject, "", "PredefinedMetricSpecification");
    f.fix = "a metric that is 0 when idle (ALBRequestCountPerTarget), or TreatMissingData: breaching on a step alarm";
    return {f};
  }
  return {};
}

}  // namespace rampart::advice
