#include "report/task_capacity.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace rampart::report {
namespace {

using namespace std::chrono_literals;

double middle(std::vector<double> values) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

bool steady(const ServiceView& service, Instant from, Instant to) {
  const int before = healthy_at(service, from);
  return before > 0 && before == healthy_at(service, to) && healthy_stays(service, from, to);
}

std::optional<TaskCapacity> by_utilisation(const RunView& run, const ServiceView& service) {
  std::vector<double> full;
  for (const auto& [name, metric] : run.metrics) {
    if (!name.starts_with("AWS/ECS CPUUtilization")) continue;
    if (name.find("ServiceName=" + service.name) == std::string::npos) continue;
    const Duration period = from_seconds(run.real_seconds(metric.period_s));
    for (const auto& [start, value] : metric.periods) {
      const double cpu = value.average();
      const double rate = offered_between(run.load, start, start + period);
      if (cpu < 20 || cpu > 90 || rate <= 0 || !steady(service, start, start + period)) continue;
      full.push_back(rate / healthy_at(service, start) / (cpu / 100));
    }
  }
  if (full.size() < 3) return std::nullopt;
  return TaskCapacity{middle(full), "the run's CPU utilisation"};
}

std::optional<TaskCapacity> by_saturation(const RunView& run, const ServiceView& service) {
  std::vector<double> medians;
  for (const auto& [at, second] : run.load.seconds())
    if (!second.felt.empty()) medians.push_back(second.felt.quantile(0.5));
  if (medians.empty()) return std::nullopt;
  // A run may be overloaded for most of its time; the fastest tenth is what it is when it isn't.
  std::sort(medians.begin(), medians.end());
  const double usual = medians[medians.size() / 10];
  // A second's count is noisy; ten in a row that are all too slow say what a task can do.
  const Duration step = run.load.step();
  const std::size_t in_a_row = step > 1s ? 1 : 10;
  std::vector<double> answered, row;
  Instant expected;
  for (const auto& [at, second] : run.load.seconds()) {
    const bool slow = !second.felt.empty() && second.felt.quantile(0.5) > 4 * usual;
    const bool failing = second.requests_failed * 20 > second.requests_sent;
    // Failed ones may have been answered, with a 503 that cost nothing; then this is the least that was done.
    const auto done = static_cast<double>(second.requests_answered) - static_cast<double>(second.requests_failed);
    const bool counts = (slow || failing) && done > 0 && steady(service, at - 15s, at + step);
    if (!counts || at != expected) row.clear();
    expected = at + step;
    if (!counts) continue;
    row.push_back(done / seconds(step) / healthy_at(service, at));
    if (row.size() < in_a_row) continue;
    answered.push_back(std::accumulate(row.begin(), row.end(), 0.0) / static_cast<double>(row.size()));
    row.clear();
  }
  if (answered.empty()) return std::nullopt;
  // Slow seconds come before the limit too: the best tenth of the rows is at it.
  std::sort(answered.begin(), answered.end());
  return TaskCapacity{answered[answered.size() * 9 / 10],
                      "what its tasks answered in the run while they were overloaded"};
}

}  // namespace

const ServiceView* busiest_service(const RunView& run) {
  const auto most = std::max_element(run.services.begin(), run.services.end(),
                                     [](const auto& a, const auto& b) { return a.max_running() < b.max_running(); });
  return most == run.services.end() ? nullptr : &*most;
}

int healthy_at(const ServiceView& service, Instant at) {
  const auto next = std::upper_bound(service.timeline.begin(), service.timeline.end(), at,
                                     [](Instant t, const auto& point) { return t < point.at; });
  return next == service.timeline.begin() ? 0 : std::prev(next)->what.healthy;
}

bool healthy_stays(const ServiceView& service, Instant from, Instant to) {
  const int before = healthy_at(service, from);
  auto next = std::upper_bound(service.timeline.begin(), service.timeline.end(), from,
                               [](Instant t, const auto& point) { return t < point.at; });
  for (; next != service.timeline.end() && next->at < to; ++next)
    if (next->what.healthy != before) return false;
  return true;
}

double offered_between(const RunSummary& load, Instant from, Instant to) {
  const auto& all = load.seconds();
  double sent = 0;
  const Instant first = floor_to(from, 1s), last = floor_to(to, 1s);
  for (auto i = all.lower_bound(floor_to(first, load.step())); i != all.end() && i->first < last; ++i) {
    const Duration within = std::min(last, i->first + load.step()) - std::max(first, i->first);
    sent += static_cast<double>(i->second.requests_sent) * (seconds(within) / seconds(load.step()));
  }
  return last > first ? sent / seconds(last - first) : 0;
}

std::optional<TaskCapacity> capacity_shown_by(const RunView& run) {
  const ServiceView* service = busiest_service(run);
  if (service == nullptr) return std::nullopt;
  if (auto found = by_utilisation(run, *service)) return found;
  return by_saturation(run, *service);
}

}  // namespace rampart::report
