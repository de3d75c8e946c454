#include "app/calibrated_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/document/document.h"
#include "core/stats/queueing.h"
#include "report/calibration.h"
#include "store/run_reader.h"

namespace rampart::app {
namespace {

using document::Node;

Result<CalibratedModel> model_from_run(const std::string& run, double vcpu) {
  auto recorded = store::read_run(run);
  if (recorded.has_error()) return recorded.error();
  const auto seen = report::calibrate(report::RunView::of(*recorded));
  if (seen.has_error()) return invalid(seen.error().message, {run, 0, 0});
  CalibratedModel out;
  // Little's law at the limit: so many requests are in a task when it answers `capacity` a second and none waits.
  const double capacity = seen->capacity.requests_per_second;
  out.task.workers = std::max(1, static_cast<int>(std::lround(capacity * seen->quiet_s)));
  out.task.service.mean_s = out.task.workers / capacity;
  out.task.service.cv = seen->quiet_cv;
  // A request can't take more CPU than fills the task at its capacity.
  const double full = vcpu / capacity;
  out.task.cpu_s = seen->cpu_share ? std::min(*seen->cpu_share * vcpu, full) : full;
  out.task.start_s = seen->start_s;
  out.task.warm_up_s = seen->warm_up_s;
  out.task.stop_s = seen->stop_s;
  out.said = fmt::format(
      "from {}: a task holds {:.4g} requests/s ({}); a request alone takes {:.4g} ms (variation {:.2f}), so {} "
      "worker{} of {:.4g} ms; {:.4g} ms CPU each{}; start {:.3g} s, healthy {:.3g} s later, stop {:.3g} s ({} starts "
      "seen)",
      run, capacity, seen->capacity.from, seen->quiet_s * 1000, seen->quiet_cv, out.task.workers,
      out.task.workers == 1 ? "" : "s", out.task.service.mean_s * 1000, out.task.cpu_s * 1000,
      seen->cpu_share ? "" : " (the run has no CPU metric: as if CPU were what bounds it)", seen->start_s,
      seen->warm_up_s, seen->stop_s, seen->starts);
  return out;
}

constexpr double worst_fit = 0.25;  ///< Of the queueing curve at its worst point.

std::optional<double> figure(const Node& parent, std::string_view name) {
  const Node* node = parent.find(name);
  return node == nullptr || !node->is_number() ? std::nullopt : std::optional(node->number);
}

/// The mean service time with which `queue` meets the target just so at its rate.
double service_time_at_limit(stats::Queue queue, double quantile, double target_s) {
  double low = 0;
  double high = queue.servers / queue.arrival_rate;
  for (int i = 0; i < 60; ++i) {
    queue.service_time = (low + high) / 2;
    (queue.response_quantile(quantile) <= target_s ? low : high) = queue.service_time;
  }
  return low;
}

Result<CalibratedModel> model_from_limit(const std::string& file, double vcpu, sim::TaskModel known) {
  auto root = document::parse_file(file);
  if (root.has_error()) return root.error();
  const Node* target = root->find("target");
  const auto limit = figure(*root, "limit");
  const auto percentile = target == nullptr ? std::nullopt : figure(*target, "percentile");
  const auto latency_ms = target == nullptr ? std::nullopt : figure(*target, "latency_ms");
  if (!limit || !percentile || !latency_ms || *limit <= 0)
    return invalid("this is no limit.json with a limit: rampart limit TEMPLATE writes one", {file, 0, 0});
  const double rate = *limit * figure(*root, "requests_per_arrival").value_or(1);
  CalibratedModel out;
  out.task = known;
  // So many requests are in a task when it answers all it can and none waits; a curve that misses its own points is no
  // source for it.
  const Node* curves = root->find("curves");
  const Node* curve = curves == nullptr ? nullptr : curves->find("queueing");
  const double alone_ms = curve == nullptr ? 0 : figure(*curve, "service_time_ms").value_or(0);
  const double capacity = curve == nullptr ? 0 : figure(*curve, "capacity").value_or(0);
  const bool fits = curve != nullptr && figure(*curve, "worst_error").value_or(1) <= worst_fit;
  if (fits) out.task.workers = std::max(1, static_cast<int>(std::lround(capacity * alone_ms / 1000)));
  stats::Queue queue;
  queue.arrival_rate = rate;
  queue.servers = out.task.workers;
  queue.service_cv2 = known.service.cv * known.service.cv;
  out.task.service.mean_s = service_time_at_limit(queue, *percentile / 100, *latency_ms / 1000);
  const auto cpu = figure(*root, "cpu_percent_at_limit");
  const double full = vcpu * out.task.service.mean_s / out.task.workers;
  out.task.cpu_s = cpu ? std::min(full, *cpu / 100 * vcpu / rate) : full;
  out.said = fmt::format(
      "from {}: {:.4g} requests/s are a task's limit for p{:g} {:g} ms, so {} worker{} of {:.4g} ms (variation "
      "{:.2f}), "
      "{:.4g} ms CPU each{}; start {:.3g} s and the rest as the plan's model has them",
      file, rate, *percentile, *latency_ms, out.task.workers, out.task.workers == 1 ? "" : "s",
      out.task.service.mean_s * 1000, known.service.cv, out.task.cpu_s * 1000,
      cpu ? "" : " (CPU wasn't read: as if it were what bounds the task)", known.start_s);
  return out;
}

}  // namespace

Result<CalibratedModel> model_from(const std::string& file, double vcpu, const std::optional<sim::TaskModel>& known) {
  return file.ends_with(".json") ? model_from_limit(file, vcpu, known.value_or(sim::TaskModel{}))
                                 : model_from_run(file, vcpu);
}

}  // namespace rampart::app
