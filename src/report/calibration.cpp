#include "report/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace rampart::report {
namespace {

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

/// Service latency of the seconds in which no task had more than a third of its capacity to do.
stats::Histogram quiet_latency(const RunView& run, const ServiceView& service, double capacity) {
  stats::Histogram out;
  for (const auto& [at, second] : run.load.seconds()) {
    const int tasks = healthy_at(service, at);
    if (tasks > 0 && static_cast<double>(second.requests_sent) <= capacity * tasks / 3) out.merge(second.service);
  }
  return out;
}

double variation(const stats::Histogram& latency) {
  const double mean = latency.mean();
  double squares = 0;
  for (const auto& [value, count] : latency.buckets())
    squares += (static_cast<double>(value) - mean) * (static_cast<double>(value) - mean) * static_cast<double>(count);
  return mean > 0 ? std::sqrt(squares / static_cast<double>(latency.count())) / mean : 0;
}

std::optional<double> cpu_share(const RunView& run, const ServiceView& service) {
  std::vector<double> shares;
  for (const auto& [name, metric] : run.metrics) {
    if (!name.starts_with("AWS/ECS CPUUtilization") || name.find("ServiceName=" + service.name) == std::string::npos)
      continue;
    const Duration period = from_seconds(run.real_seconds(metric.period_s));
    for (const auto& [start, value] : metric.periods) {
      const double rate = offered_between(run.load, start, start + period);
      const int tasks = healthy_at(service, start);
      if (rate > 0 && tasks > 0 && value.average() < 90) shares.push_back(value.average() / 100 * tasks / rate);
    }
  }
  return median(std::move(shares));
}

void time_tasks(const RunView& run, const ServiceView& service, Calibration& out) {
  const auto load_began = run.load.seconds().empty() ? run.start() : run.load.seconds().begin()->first;
  std::vector<double> starts, late_starts, warm_ups, stops;
  for (const TaskView& task : run.tasks) {
    if (task.service != service.name || task.states.empty()) continue;
    const auto running = task.first("RUNNING");
    if (running) {
      const Instant began = task.states.front().at;
      starts.push_back(seconds(*running - began));
      if (began >= load_began) late_starts.push_back(starts.back());
      for (const auto& target : task.targets)
        if (target.what.state == "healthy") {
          warm_ups.push_back(std::max(0.0, seconds(target.at - *running)));
          break;
        }
    }
    const auto stopping = task.first("STOPPING");
    const auto stopped = task.first("STOPPED");
    if (stopping && stopped) stops.push_back(seconds(*stopped - *stopping));
  }
  out.starts = static_cast<int>(starts.size());
  out.start_s = median(late_starts.empty() ? starts : late_starts).value_or(0);
  out.warm_up_s = median(std::move(warm_ups)).value_or(0);
  out.stop_s = median(std::move(stops)).value_or(0);
}

}  // namespace

Result<Calibration> calibrate(const RunView& run) {
  const ServiceView* service = busiest_service(run);
  if (service == nullptr) return invalid("the run has no service: nothing shows what a task is like");
  if (run.load.step() > std::chrono::seconds(1))
    return invalid("the run was simulated a minute at a time: it shows no single requests to take a model from");
  const auto capacity = capacity_shown_by(run);
  if (!capacity)
    return invalid(
        "the run never loaded its tasks, so it doesn't show what one holds: record one under more load, or write "
        "what is known into the plan's `model`");
  Calibration out;
  out.capacity = *capacity;
  const stats::Histogram quiet = quiet_latency(run, *service, capacity->requests_per_second);
  if (quiet.count() < 30)
    return invalid(fmt::format(
        "the run has {} requests at a third of a task's capacity or less; thirty are needed to tell how long a request "
        "takes without a line in front of it",
        quiet.count()));
  out.quiet_s = quiet.mean() / 1e6;
  out.quiet_cv = variation(quiet);
  out.cpu_share = cpu_share(run, *service);
  time_tasks(run, *service, out);
  return out;
}

}  // namespace rampart::report
