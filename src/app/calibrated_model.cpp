#include "app/calibrated_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/calibration.h"
#include "store/run_reader.h"

namespace rampart::app {

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

}  // namespace rampart::app
