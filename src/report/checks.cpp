#include "report/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/scale_in.h"

namespace rampart::report {
namespace {

const ServiceView* service_for(const RunView& run, const std::string& name) {
  if (!name.empty()) return run.service(name);
  const auto most = std::max_element(run.services.begin(), run.services.end(),
                                     [](const auto& a, const auto& b) { return a.max_running() < b.max_running(); });
  return most == run.services.end() ? nullptr : &*most;
}

std::string unknown_service(const RunView& run, const std::string& name) {
  if (run.services.empty()) return "No service ran.";
  return fmt::format("There is no service \"{}\"; the first one is \"{}\".", name, run.services.front().name);
}

/// Share of 100, four digits.
double percent(double part, double whole) { return whole <= 0 ? 0 : std::round(part / whole * 1e6) / 1e4; }

Check evaluate(const RunView& run, const LatencyTarget& t) {
  Check check{fmt::format("felt latency p{}", t.percentile), false, {}, t.limit_ms, "<=", "ms", {}};
  const stats::Histogram& felt = run.load.total_load().felt;
  if (felt.empty()) {
    check.detail = "No request was answered.";
    return check;
  }
  check.value = std::round(felt.quantile(t.percentile / 100)) / 1000;
  check.pass = *check.value <= t.limit_ms;
  return check;
}

Check evaluate(const RunView& run, const ErrorRateTarget& t) {
  Check check{"failed requests", false, {}, t.limit * 100, "<=", "%", {}};
  const LoadSecond& total = run.load.total_load();
  if (total.requests_sent == 0) {
    check.detail = "No request was sent.";
    return check;
  }
  const auto failed = static_cast<double>(total.requests_failed);
  const auto sent = static_cast<double>(total.requests_sent);
  check.value = percent(failed, sent);
  check.pass = failed / sent <= t.limit;
  check.detail = fmt::format("{} of {} requests failed.", total.requests_failed, total.requests_sent);
  return check;
}

/// First instant at or after `from` at which `count` tasks ran; `from` itself when they ran already.
std::optional<Instant> reached(const ServiceView& service, int count, Instant from) {
  std::optional<Instant> since;
  for (const auto& point : service.timeline) {
    if (since && point.at > from) break;
    if (point.what.running < count)
      since.reset();
    else if (!since)
      since = point.at;
  }
  return since ? std::optional(std::max(*since, from)) : std::nullopt;
}

Check evaluate(const RunView& run, const ScaleOutTarget& t) {
  Check check{"scales out", false, {}, static_cast<double>(t.at_least), ">=", "tasks", {}};
  const ServiceView* service = service_for(run, t.service);
  if (service == nullptr) {
    check.detail = unknown_service(run, t.service);
    return check;
  }
  check.name = fmt::format("{} scales out", service->name);
  check.value = service->max_running();
  check.pass = service->max_running() >= t.at_least;
  const std::optional<Instant> rise = load_rise(run.load);
  const std::optional<Instant> there = rise ? reached(*service, t.at_least, *rise) : std::nullopt;
  if (rise && there) check.detail = fmt::format("{:.0f} s after the load had risen.", seconds(*there - *rise));
  if (!t.within_s) return check;

  check.name = fmt::format("{} has {} tasks in time", service->name, t.at_least);
  check.unit = "s";
  check.comparison = "<=";
  check.target = *t.within_s;
  check.value.reset();
  if (rise && there) check.value = std::round(seconds(*there - *rise) * 10) / 10;
  check.pass = check.value && *check.value <= *t.within_s;
  check.detail = there ? "Counted from the rise of the load to half its highest rate."
                       : fmt::format("At most {} tasks ran.", service->max_running());
  return check;
}

Check evaluate(const RunView& run, const ScaleInTarget& t) {
  Check check{"scales in", false, {}, static_cast<double>(t.to), "==", "tasks", {}};
  const ServiceView* service = service_for(run, t.service);
  if (service == nullptr) {
    check.detail = unknown_service(run, t.service);
    return check;
  }
  check.name = fmt::format("{} scales in", service->name);
  check.value = service->final_running();
  check.pass = service->final_running() == t.to;
  return check;
}

Check evaluate(const RunView& run, const FailedWhileScalingInTarget& t) {
  const std::uint64_t failed = failed_while_scaling_in(run);
  std::string detail;
  if (scale_in_spans(run).empty())
    detail = "No task was scaled in.";
  else if (run.load.step() > std::chrono::seconds(1))
    detail = fmt::format("Counted by {}, whatever made them fail.", brief(run.load.step()));
  return {"failed while scaling in",
          failed <= t.at_most,
          static_cast<double>(failed),
          static_cast<double>(t.at_most),
          "<=",
          "requests",
          std::move(detail)};
}

}  // namespace

std::vector<Check> evaluate_targets(const RunView& run, const std::vector<Target>& targets) {
  std::vector<Check> checks;
  for (const Target& target : targets)
    checks.push_back(std::visit([&](const auto& t) { return evaluate(run, t); }, target));
  return checks;
}

std::optional<Instant> load_rise(const RunSummary& load) {
  const Duration smoothing = std::max<Duration>(std::chrono::seconds(5), load.step());
  const auto& all = load.seconds();
  if (all.empty()) return std::nullopt;
  // Mean of the five seconds from each second on; seconds without a slot count as none.
  std::vector<std::pair<Instant, double>> rates;
  for (auto i = all.begin(); i != all.end(); ++i) {
    double due = 0;
    for (auto j = i; j != all.end() && j->first < i->first + smoothing; ++j)
      due += static_cast<double>(j->second.arrivals_due);
    rates.emplace_back(i->first, due / seconds(smoothing));
  }
  double highest = 0;
  for (const auto& [at, rate] : rates) highest = std::max(highest, rate);
  if (highest <= 0) return std::nullopt;
  for (const auto& [at, rate] : rates)
    if (rate >= highest / 2) return at;
  return std::nullopt;
}

}  // namespace rampart::report
