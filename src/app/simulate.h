// A proof in virtual time: the plan's stack and load on simulated tasks, under the same rules, judged the same way.
//
//   SimulateRun run(plan, options);
//   int code = run.carry_out();
//
// Request by request the stages are prove's (prove.h). A minute at a time requests are a flow (sim/minute_model.h): for
// loads of days. Same plan, model and seed give the same ledger.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/judged_run.h"
#include "app/plan_load.h"
#include "core/control/control_plane.h"
#include "sim/cloudwatch_delays.h"
#include "sim/world.h"
#include "store/run_writer.h"

namespace rampart::app {

enum class Detail {
  fitting,  ///< Requests, where the load isn't too long for them.
  requests,
  minutes,
};

struct SimulateOptions {
  std::map<std::string, std::string> parameters;  ///< Over the plan's.
  std::string output;                             ///< Folder for run.sqlite, report.json and report.html.
  std::string from;                               ///< run.sqlite of a recorded run, for the model; empty: the plan's.
  std::string command_line;
  std::uint64_t seed = 1;
  sim::CloudWatchDelays delays = sim::CloudWatchDelays::measured;
  /// 2026-01-05T00:00:36Z, a Monday. Alarms look at the second of their minute at which they were made; made at :36,
  /// they wait half a cadence for their next look, which is the mean that the measured delays hold for.
  Instant start = instant_from_unix_seconds(1'767'571'236);
  bool started_as_asked = false;       ///< `start` is the user's: the load begins as prove's, when the service is up.
  std::optional<Duration> aws_minute;  ///< Over the plan's.
  Detail detail = Detail::fitting;
};

class SimulateRun {
 public:
  SimulateRun(Plan plan, SimulateOptions options);
  ~SimulateRun();

  /// The answer is the exit code; errors were printed.
  int carry_out();

 private:
  Result<void> prepare();
  /// Request by request, or a minute at a time: the whole run, but its judgement.
  Result<void> simulate_requests();
  Result<void> simulate_minutes();
  /// Whether a minute at a time it is. Errors: invalid, where the load is too long for what was asked.
  [[nodiscard]] Result<bool> goes_by_minutes() const;
  /// `how`: what made the run, for the report's face.
  [[nodiscard]] ledger::RunStarted started_event(const std::string& how) const;
  Result<void> make_world();
  Result<void> come_up();
  void put_under_load();
  void settle();

  /// One jump to whatever comes next, at most to `until`.
  void turn(double until);
  void write(ledger::Event event);
  [[nodiscard]] int running() const;

  Plan plan_;
  SimulateOptions options_;
  control::Catalogue catalogue_;
  PlannedLoad load_;
  std::unique_ptr<store::RunWriter> writer_;
  std::unique_ptr<sim::World> world_;
  std::unique_ptr<control::ControlPlane> plane_;
};

}  // namespace rampart::app
