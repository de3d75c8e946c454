// The plan: the one small format of our own. It names a template, a script and targets; everything else is in the
// files its users already have. docs/plan.md describes it for users.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "sim/task_model.h"

namespace rampart::app {

/// "95th percentile of felt latency at most 500 ms".
struct LatencyTarget {
  double percentile = 95;
  Duration max{};
};

/// Everything a plan may ask for; what isn't set isn't checked.
struct PlanTargets {
  std::vector<LatencyTarget> latency;
  std::optional<double> error_rate;  ///< Share of requests, 0.01 = 1 %.
  std::optional<int> scale_out_to;   ///< At some time at least this many tasks run.
  std::optional<int> scale_in_to;    ///< At the end exactly this many tasks run.
  std::optional<std::int64_t> failed_while_scaling_in;
  std::optional<double> capacity;  ///< Requests a second that one task holds: what demand is counted in; not checked.
};

/// Load without a script, for the simulator.
struct PlanLoad {
  std::string trace;  ///< A file, joined with the plan's folder; see sim/demand.h.
  std::string shape;  ///< "diurnal base=50 peak=400 …"
  double scale = 1;   ///< Every rate times this.
};

struct Plan {
  std::string name;
  std::string file;
  std::string
      template_path;        ///< Absolute, or relative to the working directory: already joined with the plan's folder.
  std::string script_path;  ///< Empty where `load` stands for it.
  std::optional<PlanLoad> load;
  std::optional<sim::TaskModel> model;            ///< What a task is like, for the simulator.
  std::map<std::string, std::string> parameters;  ///< Of the template.
  std::optional<std::string> script_environment;
  std::optional<std::string>
      service;  ///< The one whose tasks the scale targets mean; default: the template's only one.
  Duration aws_minute = std::chrono::seconds(60);
  std::string compute = "auto";  ///< auto, process, docker
  Duration settle{};             ///< Real time to wait for scale-in after the load has ended.
  PlanTargets targets;
};

/// Reads and checks a plan. Errors: invalid or not_found, with file, line, what is allowed and "did you mean".
Result<Plan> read_plan(const std::string& path);

/// The targets in a plan's text, and the service they mean; what else it says isn't looked at, so that a recorded run
/// can be judged where its files are no longer. Errors: invalid.
Result<PlanTargets> targets_of_plan(const std::string& text, std::string& service);

/// "6s", "500ms", "2m", "1.5s", or a number of seconds; nothing when it isn't a duration.
std::optional<Duration> parse_plain_duration(std::string_view text);

}  // namespace rampart::app
