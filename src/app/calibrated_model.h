// A task's model from what was measured: a recorded run, or a limit that was searched for.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "sim/task_model.h"

namespace rampart::app {

struct CalibratedModel {
  sim::TaskModel task;
  std::string said;  ///< The figures and where they come from, for the user.
};

/// `file` is prove's run.sqlite or limit's limit.json, `vcpu` the task's. `known` is the plan's model: what a limit
/// doesn't show (start, stop, queue, variation) stays as it says. Errors: as of the file; invalid, where it doesn't
/// show enough.
Result<CalibratedModel> model_from(const std::string& file, double vcpu, const std::optional<sim::TaskModel>& known);

}  // namespace rampart::app
