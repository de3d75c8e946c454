// What the report page reads. web/src/data.ts describes the same shape.
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "report/report_html.h"
#include "report/report_json.h"

namespace rampart::report {
namespace {

namespace json = boost::json;

/// Turns instants of one run into the page's seconds.
class Clock {
 public:
  explicit Clock(const RunView& run) : start_(run.start()) {}
  [[nodiscard]] double operator()(Instant at) const { return std::round(seconds(at - start_) * 1000) / 1000; }
  [[nodiscard]] json::value operator()(const std::optional<Instant>& at) const {
    return at ? json::value((*this)(*at)) : json::value(nullptr);
  }

 private:
  Instant start_;
};

json::value quantile(const stats::Histogram& h, double q) {
  if (h.empty()) return nullptr;
  return std::round(h.quantile(q)) / 1000;
}

/// Rows with all their texts; of those behind them what charts need. A run of days has thousands, and a page is light.
constexpr std::size_t most_told = 1000;

/// A value for every slot from the first to the last: one without load is a zero, not a gap. Counts are a second's.
json::object load_series(const RunView& run, const Clock& clock) {
  json::array t, due, offered, answered, failed, felt_p50, felt_p95, felt_p99, service_p99;
  const auto& all = run.load.seconds();
  static const LoadSecond nothing;
  const Duration step = run.load.step();
  const auto rate = [&](std::uint64_t count) {
    return step == std::chrono::seconds(1)
               ? json::value(count)
               : json::value(std::round(static_cast<double>(count) / seconds(step) * 1000) / 1000);
  };
  for (Instant at = all.empty() ? Instant() : all.begin()->first; !all.empty() && at <= all.rbegin()->first;
       at += step) {
    const auto found = all.find(at);
    const LoadSecond& second = found == all.end() ? nothing : found->second;
    t.emplace_back(clock(at));
    due.emplace_back(rate(second.arrivals_due));
    offered.emplace_back(rate(second.requests_sent));
    answered.emplace_back(rate(second.requests_answered));
    failed.emplace_back(rate(second.requests_failed));
    felt_p50.emplace_back(quantile(second.felt, 0.5));
    felt_p95.emplace_back(quantile(second.felt, 0.95));
    felt_p99.emplace_back(quantile(second.felt, 0.99));
    service_p99.emplace_back(quantile(second.service, 0.99));
  }
  return {{"step_s", seconds(step)},         {"t", std::move(t)},
          {"due", std::move(due)},           {"offered", std::move(offered)},
          {"answered", std::move(answered)}, {"failed", std::move(failed)},
          {"felt_p50", std::move(felt_p50)}, {"felt_p95", std::move(felt_p95)},
          {"felt_p99", std::move(felt_p99)}, {"service_p99", std::move(service_p99)}};
}

double statistic_of(const stats::StatisticSet& set, const std::string& name) {
  if (name == "Sum") return set.sum;
  if (name == "Minimum") return set.minimum;
  if (name == "Maximum") return set.maximum;
  if (name == "SampleCount") return set.count;
  return set.average();
}

/// At most about 4,000 of them: where there are more, the lowest and the highest of each stretch of equal number, so
/// that no crossing of a threshold is lost.
std::vector<std::pair<Instant, double>> thinned(const std::map<Instant, stats::StatisticSet>& periods,
                                                const std::string& statistic) {
  std::vector<std::pair<Instant, double>> all;
  for (const auto& [start, value] : periods) all.emplace_back(start, statistic_of(value, statistic));
  constexpr std::size_t most = 4000;
  if (all.size() <= most) return all;
  const std::size_t stretch = (2 * all.size() + most - 1) / most;
  const auto lower = [](const auto& a, const auto& b) { return a.second < b.second; };
  std::vector<std::pair<Instant, double>> out;
  for (std::size_t i = 0; i < all.size(); i += stretch) {
    const auto from = all.begin() + static_cast<std::ptrdiff_t>(i);
    const auto to = all.begin() + static_cast<std::ptrdiff_t>(std::min(i + stretch, all.size()));
    const auto [low, high] = std::minmax_element(from, to, lower);
    out.push_back(std::min(*low, *high));
    if (low != high) out.push_back(std::max(*low, *high));
  }
  return out;
}

/// The latest threshold of each alarm that watches this metric.
std::vector<ledger::AlarmTransition> alarms_on(const RunView& run, const std::string& metric) {
  std::vector<ledger::AlarmTransition> alarms;
  for (const auto& transition : run.alarms) {
    if (transition.what.metric != metric) continue;
    const auto known =
        std::find_if(alarms.begin(), alarms.end(), [&](const auto& a) { return a.alarm == transition.what.alarm; });
    if (known == alarms.end())
      alarms.push_back(transition.what);
    else
      *known = transition.what;
  }
  return alarms;
}

json::object metric_object(const RunView& run, const MetricView& metric, const Clock& clock) {
  const std::vector<ledger::AlarmTransition> alarms = alarms_on(run, metric.metric);
  // An alarm says which statistic it looks at; without one, counts are summed and the rest averaged.
  std::string statistic = metric.unit == "Count" ? "Sum" : "Average";
  if (!alarms.empty() && !alarms.front().statistic.empty()) statistic = alarms.front().statistic;
  json::array thresholds;
  for (const auto& a : alarms)
    thresholds.emplace_back(json::object{{"alarm", a.alarm}, {"value", a.threshold}, {"comparison", a.comparison}});
  json::array t, v;
  for (const auto& [start, value] : thinned(metric.periods, statistic)) {
    t.emplace_back(clock(start));
    v.emplace_back(value);
  }
  return {{"metric", metric.metric},
          {"unit", metric.unit},
          {"statistic", statistic},
          {"period_s", run.real_seconds(metric.period_s)},
          {"t", std::move(t)},
          {"v", std::move(v)},
          {"thresholds", std::move(thresholds)}};
}

json::array phases(const RunView& run, const Clock& clock) {
  json::array out;
  for (const auto& phase : run.phases_started) {
    Instant until = run.end();
    for (const auto& done : run.phases_completed)
      if (done.what.index == phase.what.index) until = done.at;
    out.emplace_back(json::object{{"t", clock(phase.at)},
                                  {"until", clock(until)},
                                  {"name", phase.what.name.empty() ? "unnamed" : phase.what.name}});
  }
  return out;
}

json::array activities(const RunView& run, const Clock& clock) {
  json::array out;
  for (const auto& a : run.activities) {
    json::object one{{"t", clock(a.start)}, {"until", clock(a.end)},   {"from", a.from_capacity},
                     {"to", a.to_capacity}, {"status", a.status_code}, {"not_scaled_reason", a.not_scaled_reason}};
    if (out.size() < most_told) {
      one["resource"] = a.resource_id;
      one["description"] = a.description;
      one["explanation"] = a.explanation;
      one["cause"] = a.cause;
      one["status_message"] = a.status_message;
    }
    out.emplace_back(std::move(one));
  }
  return out;
}

json::array alarms(const RunView& run, const Clock& clock) {
  json::array out;
  for (const auto& a : run.alarms) {
    json::object one{{"t", clock(a.at)}, {"alarm", a.what.alarm}, {"from", a.what.from}, {"to", a.what.to}};
    if (out.size() < most_told) {
      one["reason"] = a.what.reason;
      one["metric"] = a.what.metric;
      one["comparison"] = a.what.comparison;
    }
    out.emplace_back(std::move(one));
  }
  return out;
}

json::array tasks(const RunView& run, const Clock& clock) {
  json::array out;
  for (const TaskView& task : run.tasks) {
    if (task.states.empty()) continue;
    if (out.size() == most_told) break;
    std::optional<Instant> healthy;
    for (const auto& target : task.targets)
      if (target.what.state == "healthy" && !healthy) healthy = target.at;
    out.emplace_back(json::object{{"id", task.id},
                                  {"service", task.service},
                                  {"started", clock(task.states.front().at)},
                                  {"running", clock(task.first("RUNNING"))},
                                  {"healthy", clock(healthy)},
                                  {"leaving", clock(task.leaving_at())},
                                  {"stopped", clock(task.first("STOPPED"))},
                                  {"reason", task.reason()},
                                  {"exit_code", task.exit_code()}});
  }
  return out;
}

}  // namespace

json::object page_data(const RunView& run, const Verdict& verdict, const Insight& insight) {
  const Clock clock(run);
  const ledger::RunStarted started = run.started ? run.started->what : ledger::RunStarted();
  json::array metrics;
  for (const auto& [name, metric] : run.metrics) metrics.emplace_back(metric_object(run, metric, clock));
  json::array events;
  for (const auto& e : run.service_events)
    events.emplace_back(json::object{{"t", clock(e.at)}, {"service", e.what.service}, {"message", e.what.message}});
  json::array notes;
  for (const auto& n : run.notes)
    notes.emplace_back(json::object{{"t", clock(n.at)}, {"level", n.what.level}, {"text", n.what.text}});
  json::object report = report_object(run, verdict, insight);
  report.erase("activities");  // they are below, in the page's order
  return {{"report", std::move(report)},
          {"name", started.name.empty() ? "Run" : started.name},
          {"test_run_id", started.test_run_id},
          {"started", iso8601(run.start())},
          {"duration_s", clock(run.end())},
          {"command", started.command},
          {"compute_detail", started.compute_detail},
          {"load_rise_t", clock(load_rise(run.load))},
          {"phases", phases(run, clock)},
          {"load", load_series(run, clock)},
          {"metrics", std::move(metrics)},
          {"activities", activities(run, clock)},
          {"alarms", alarms(run, clock)},
          {"tasks", tasks(run, clock)},
          {"tasks_all", run.tasks.size()},
          {"events", std::move(events)},
          {"notes", std::move(notes)}};
}

}  // namespace rampart::report
