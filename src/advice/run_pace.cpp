// Does capacity come in time, and is it enough?
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"
#include "advice/run_series.h"
#include "core/scaling/target_tracking.h"

namespace rampart::advice {
namespace {

using namespace std::chrono_literals;

/// The four parts of a scale-out. Their sum is the time from overload to the new task serving.
struct ScaleOut {
  Instant overload, breaching, told, decided, served;
  int from = 0, to = 0;
  std::string policy;
  const SeenMetric* metric = nullptr;
};

const ledger::ScalingActivity* first_scale_out(const report::RunView& run, const std::string& service) {
  for (const ledger::ScalingActivity& a : run.activities)
    if (a.resource_id.ends_with("/" + service) && a.not_scaled_reason.empty() && a.to_capacity > a.from_capacity &&
        a.from_capacity > 0)
      return &a;
  return nullptr;
}

/// The first second of the period before the first breaching one, or of that one itself, from which the load was what
/// the threshold means; the metric of the first breaching period says how much that is.
Instant overload_of(const report::RunView& run, const SeenPeriod& first, double threshold) {
  if (first.value <= 0 || first.rate <= 0) return first.start;
  const double rate = first.rate * threshold / first.value;
  const Duration length = first.end - first.start;
  const Duration window = std::min<Duration>(5s, std::max<Duration>(1s, length));
  for (Instant at = first.start - length; at < first.end; at += 1s)
    if (report::offered_between(run.load, at, at + 1s) >= rate &&
        report::offered_between(run.load, at, at + window) >= rate)
      return at;
  return first.start;
}

std::optional<ScaleOut> measure(const report::RunView& run, const std::vector<SeenMetric>& metrics) {
  const report::ServiceView* service = report::busiest_service(run);
  const ledger::ScalingActivity* activity = service == nullptr ? nullptr : first_scale_out(run, service->name);
  if (activity == nullptr) return std::nullopt;
  for (const SeenMetric& metric : metrics) {
    if (!metric.high || (!metric.policy.empty() && activity->cause.find(metric.policy) == std::string::npos)) continue;
    ScaleOut out;
    const SeenPeriod* first = nullptr;
    const SeenPeriod* last = nullptr;
    for (auto p = metric.periods.rbegin(); p != metric.periods.rend(); ++p) {
      if (p->end > activity->start) continue;
      if (p->value <= *metric.high) {
        if (last != nullptr) break;
        continue;
      }
      if (last == nullptr) last = &*p;
      first = &*p;
    }
    if (first == nullptr) continue;
    out.metric = &metric;
    out.policy = metric.policy;
    out.overload = overload_of(run, *first, *metric.high);
    // A step in the middle of a period may breach it already: then nothing was waited for.
    out.breaching = std::max(first->start, out.overload);
    out.told = last->end;
    out.decided = activity->start;
    out.from = activity->from_capacity;
    out.to = activity->to_capacity;
    const int before = report::healthy_at(*service, activity->start);
    const auto more = std::find_if(service->timeline.begin(), service->timeline.end(), [&](const auto& point) {
      return point.at > activity->start && point.what.healthy > before;
    });
    if (more == service->timeline.end()) return std::nullopt;
    out.served = more->at;
    return out;
  }
  return std::nullopt;
}

bool by_standard_metrics(const Subject& subject) {
  const ScaledService* s = scaled_service_of(subject);
  return s != nullptr && std::any_of(s->policies.begin(), s->policies.end(), [](const PolicyView& p) {
           return p.tracking() != nullptr && Subject::bound_of(*p.tracking()) && period_of(*p.tracking()) == 60;
         });
}

}  // namespace

Findings slow_scale_out(const Subject& subject) {
  const report::RunView& run = *subject.run;
  const auto metrics = metrics_of(run);
  const auto out = measure(run, metrics);
  if (!out) return {};
  const Counted gap = count_between(run, out->overload, out->served, subject.latency_limit_ms);
  const Counted all = count_between(run, run.start(), run.end(), {});
  const auto bad = static_cast<double>(gap.failed + gap.slow);
  // Is the run's whole budget burnt in this one gap? Without a latency target only failures count.
  if (all.sent == 0 || bad <= subject.budget * static_cast<double>(all.sent)) return {};
  const auto part = [&](Instant from, Instant to) { return seconds(to - from); };
  Finding f{1, Severity::problem, "The scale-out comes too late", {}, {}, {}, {}};
  f.cause = fmt::format(
      "{:.0f} of the {} requests in the {:.0f} s from overload to the first new task {}, more than the whole run may "
      "({} %): phase {:.0f} s + alarm {:.0f} s + pipeline {:.0f} s + start {:.0f} s{}.",
      bad, gap.sent, part(out->overload, out->served),
      subject.latency_limit_ms ? fmt::format("failed or took longer than {} ms", figure(*subject.latency_limit_ms))
                               : std::string("failed"),
      figure(100 * subject.budget), part(out->overload, out->breaching), part(out->breaching, out->told),
      part(out->told, out->decided), part(out->decided, out->served), clock_remark(run));
  f.place = place_of_target(subject, "MinCapacity");
  f.fix = fmt::format("MinCapacity: {}{}", out->to,
                      by_standard_metrics(subject)
                          ? ", or ECSServiceAverageCPUUtilizationHighResolution (on AWS 109 s instead of 386 s)"
                          : "");
  f.price = task_hours(24.0 * (out->to - out->from)) + " at most";
  return {f};
}

Findings at_maximum(const Subject& subject) {
  const report::RunView& run = *subject.run;
  const report::ServiceView* service = report::busiest_service(run);
  const ScaledService* scaled = scaled_service_of(subject);
  if (service == nullptr) return {};
  // Without a template the maximum is what AWS said it had reached.
  const bool told = std::any_of(run.activities.begin(), run.activities.end(),
                                [](const auto& a) { return a.not_scaled_reason == "AlreadyAtMaxCapacity"; });
  const int most = scaled != nullptr ? scaled->target->max_capacity : told ? service->max_running() : 0;
  if (most == 0) return {};
  for (const SeenMetric& metric : metrics_of(run)) {
    if (!metric.high) continue;
    Duration over{};
    int need = 0, count = 0;
    for (const SeenPeriod& p : metric.periods) {
      if (!p.steady || p.healthy < most || p.value <= *metric.high) continue;
      over += p.end - p.start;
      ++count;
      need = std::max(need, scaling::needed_capacity(p.healthy, p.value, *metric.high));
    }
    if (count < 3) continue;  // an alarm's three periods
    Finding f{9, Severity::problem, "The bounds don't hold this load", {}, {}, {}, {}};
    f.cause =
        fmt::format("For {:.0f} s the service stood at its maximum of {} tasks while {} was over {}{}.", seconds(over),
                    most, metric.name.substr(0, metric.name.find(" {")), figure(*metric.high), clock_remark(run));
    f.place = place_of_target(subject, "MaxCapacity");
    f.fix = fmt::format("MaxCapacity: {}", need);
    f.price = fmt::format("+{} task-hours each time", figure((need - most) * aws_seconds(run, over) / 3600));
    return {f};
  }
  return {};
}

/// Failures of the seconds right after a task has become healthy against those of the seconds before: what new tasks
/// break. Five standard deviations of a count, so that noise doesn't accuse them.
Findings cold_start(const Subject& subject) {
  const report::RunView& run = *subject.run;
  if (run.load.step() > 1s) return {};  // a flow has no such seconds
  constexpr Duration young = 10s;
  Counted before, after;
  int tasks = 0;
  std::vector<double> starts;
  const Instant loaded = run.load.seconds().empty() ? run.end() : run.load.seconds().begin()->first;
  for (const report::TaskView& task : run.tasks) {
    const auto healthy =
        std::find_if(task.targets.begin(), task.targets.end(), [](const auto& t) { return t.what.state == "healthy"; });
    if (healthy == task.targets.end() || healthy->at <= loaded + young) continue;
    const auto add = [](Counted& to, const Counted& more) {
      to.sent += more.sent;
      to.failed += more.failed;
    };
    const Instant at = floor_to(healthy->at, 1s);
    add(before, count_between(run, at - young, at - 1s, {}));
    add(after, count_between(run, at, at + young - 1s, {}));
    if (!task.states.empty()) starts.push_back(seconds(healthy->at - task.states.front().at));
    ++tasks;
  }
  if (tasks == 0 || before.sent == 0 || after.sent == 0) return {};
  const double expected = before.failed_share() * static_cast<double>(after.sent);
  const auto failed = static_cast<double>(after.failed);
  if (after.failed_share() < 0.01 || failed < expected + 5 * std::sqrt(std::max(1.0, expected))) return {};
  std::sort(starts.begin(), starts.end());
  Finding f{11, Severity::problem, "New tasks fail at first", {}, {}, {}, {}};
  f.cause = fmt::format(
      "In the {:.0f} s after a new task was healthy {} of {} requests failed ({:.1f} %), in those before {:.1f} %; {} "
      "tasks, {} s from their start to healthy.",
      seconds(young), after.failed, after.sent, 100 * after.failed_share(), 100 * before.failed_share(), tasks,
      starts.empty() ? "?" : figure(std::round(10 * starts[starts.size() / 2]) / 10));
  f.place = place_of_group(subject, "HealthCheckPath");
  f.fix =
      "a HealthCheckPath that answers 200 only when the task can serve, and slow_start.duration_seconds: \"30\" in "
      "TargetGroupAttributes";
  f.price = "no price";
  return {f};
}

/// The load is back at what was served well before the herd, and the service isn't: a metastable failure.
Findings no_way_back(const Subject& subject) {
  const report::RunView& run = *subject.run;
  const auto& all = run.load.seconds();
  if (all.empty()) return {};
  const Duration window = std::max<Duration>(10s, run.load.step());
  struct Window {
    Instant at;
    double rate = 0;
    double failed = 0;
  };
  std::vector<Window> windows;
  for (Instant at = all.begin()->first; at + window <= all.rbegin()->first + run.load.step(); at += window) {
    const Counted n = count_between(run, at, at + window - 1s, {});
    windows.push_back({at, static_cast<double>(n.sent) / seconds(window), n.failed_share()});
  }
  if (windows.size() < 6) return {};
  const auto peak = std::max_element(windows.begin(), windows.end(),
                                     [](const Window& a, const Window& b) { return a.rate < b.rate; });
  double served = 0;  // the highest rate before the peak at which hardly anything failed
  for (auto w = windows.begin(); w != peak; ++w)
    if (w->failed <= 0.01) served = std::max(served, w->rate);
  if (served <= 0) return {};
  // From the end backwards: at no more than that rate, and still failing.
  std::size_t stuck = 0;
  for (auto w = windows.rbegin(); w != windows.rend() && w.base() - 1 > peak; ++w, ++stuck)
    if (w->rate > served || w->rate <= 0 || w->failed < 0.1) break;
  if (stuck < 3) return {};
  Finding f{17, Severity::problem, "The service doesn't come back by itself", {}, {}, {}, {}};
  f.cause = fmt::format(
      "It served {} requests a second before the peak of {}; for the last {:.0f} s no more than that came, and at the "
      "end {:.0f} % still failed.",
      figure(served), figure(peak->rate), static_cast<double>(stuck) * seconds(window), 100 * windows.back().failed);
  f.place = place_of_target(subject, "MinCapacity");
  f.fix =
      "let the service refuse early (a bounded queue, 503 at once) and clients wait longer between retries; no policy "
      "line mends this";
  f.price = "no price";
  return {f};
}

}  // namespace rampart::advice
