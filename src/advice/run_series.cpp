#include "advice/run_series.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/rules.h"

namespace rampart::advice {
namespace {

using namespace std::chrono_literals;
using ledger::AlarmTransition;

double statistic_of(const stats::StatisticSet& set, const std::string& statistic) {
  if (statistic == "Sum") return set.sum;
  if (statistic == "Minimum") return set.minimum;
  if (statistic == "Maximum") return set.maximum;
  if (statistic == "SampleCount") return set.count;
  return set.average();
}

/// "… in state ALARM triggered policy NAME"
std::string policy_behind(const report::RunView& run, const std::string& alarm) {
  constexpr std::string_view words = " triggered policy ";
  for (const ledger::ScalingActivity& activity : run.activities) {
    const auto at = activity.cause.find(words);
    if (at != std::string::npos && activity.cause.find(alarm) != std::string::npos)
      return activity.cause.substr(at + words.size());
  }
  return {};
}

/// "TargetTracking-service/CLUSTER/SERVICE-AlarmHigh-…" of another service.
bool is_anothers(const std::string& alarm, const std::string& service) {
  return alarm.starts_with("TargetTracking-service/") && alarm.find("/" + service + "-Alarm") == std::string::npos;
}

std::vector<SeenPeriod> periods_of(const report::RunView& run, const report::MetricView& metric,
                                   const std::string& statistic) {
  std::vector<SeenPeriod> out;
  const report::ServiceView* service = report::busiest_service(run);
  const Duration length = from_seconds(run.real_seconds(metric.period_s));
  for (const auto& [start, value] : metric.periods) {
    SeenPeriod p{start, start + length, statistic_of(value, statistic), 0, false, 0};
    p.rate = report::offered_between(run.load, p.start, p.end);
    if (service != nullptr) {
      p.healthy = report::healthy_at(*service, p.end);
      p.steady = report::healthy_stays(*service, p.start, p.end + Duration(1));
    }
    out.push_back(p);
  }
  return out;
}

}  // namespace

std::vector<SeenMetric> metrics_of(const report::RunView& run) {
  std::vector<SeenMetric> out;
  const report::ServiceView* service = report::busiest_service(run);
  for (const auto& transition : run.alarms) {
    const AlarmTransition& alarm = transition.what;
    const auto found = run.metrics.find(alarm.metric);
    if (found == run.metrics.end() || service == nullptr || is_anothers(alarm.alarm, service->name)) continue;
    auto it = std::find_if(out.begin(), out.end(), [&](const SeenMetric& m) { return m.name == alarm.metric; });
    if (it == out.end()) {
      out.push_back({alarm.metric, found->second.unit, {}, {}, {}, periods_of(run, found->second, alarm.statistic)});
      it = std::prev(out.end());
    }
    (alarm.comparison.starts_with("Greater") ? it->high : it->low) = alarm.threshold;
    if (it->policy.empty()) it->policy = policy_behind(run, alarm.alarm);
  }
  return out;
}

double aws_seconds(const report::RunView& run, Duration real) {
  const double minute = run.real_seconds(60);
  return minute > 0 ? seconds(real) * 60 / minute : seconds(real);
}

std::string clock_remark(const report::RunView& run) {
  const double minute = run.real_seconds(60);
  return minute == 60 ? std::string() : fmt::format(" (an AWS minute lasted {} s)", figure(minute));
}

const ScaledService* scaled_service_of(const Subject& subject) {
  const report::ServiceView* seen = subject.run == nullptr ? nullptr : report::busiest_service(*subject.run);
  if (seen == nullptr) return nullptr;
  for (const ScaledService& s : subject.services)
    if (s.service->name == seen->name) return &s;
  // A stack of another name generates other service names; with one service there is no doubt.
  return subject.services.size() == 1 ? &subject.services.front() : nullptr;
}

Place place_of_policy(const Subject& subject, const std::string& policy_name, std::string_view key) {
  const ScaledService* s = scaled_service_of(subject);
  if (s == nullptr) return {};
  for (const PolicyView& p : s->policies)
    if (p.policy->name == policy_name || policy_name.empty())
      return subject.sources->place(p.id, {p.tracking() != nullptr ? tracking_key : step_key, key});
  return {};
}

Place place_of_target(const Subject& subject, std::string_view key) {
  const ScaledService* s = scaled_service_of(subject);
  return s == nullptr ? Place{} : subject.sources->place(s->target_id, {key});
}

Place place_of_service(const Subject& subject, std::string_view key) {
  const ScaledService* s = scaled_service_of(subject);
  return s == nullptr ? Place{} : subject.sources->place(s->service_id, {key});
}

Place place_of_group(const Subject& subject, std::string_view key) {
  const ScaledService* s = scaled_service_of(subject);
  return s == nullptr || s->group_ids.empty() ? Place{} : subject.sources->place(s->group_ids.front(), {key});
}

Counted count_between(const report::RunView& run, Instant from, Instant to, std::optional<double> limit_ms) {
  Counted out;
  const auto& all = run.load.seconds();
  const Duration step = run.load.step();
  const Instant begin = floor_to(from, 1s), end = floor_to(to, 1s) + 1s;
  for (auto i = all.lower_bound(floor_to(from, step)); i != all.end() && i->first <= to; ++i) {
    const double within = seconds(std::min(end, i->first + step) - std::max(begin, i->first)) / seconds(step);
    const auto share = [&](std::uint64_t n) {
      return step == 1s ? n : static_cast<std::uint64_t>(std::llround(static_cast<double>(n) * within));
    };
    out.sent += share(i->second.requests_sent);
    out.failed += share(i->second.requests_failed);
    if (limit_ms && !i->second.felt.empty())
      out.slow += share(i->second.felt.count() -
                        i->second.felt.count_at_or_below(static_cast<std::uint64_t>(*limit_ms * 1000)));
  }
  return out;
}

}  // namespace rampart::advice
