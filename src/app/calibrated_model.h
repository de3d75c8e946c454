// A task's model from a recorded run.
#pragma once

#include <string>

#include "base/result.h"
#include "sim/task_model.h"

namespace rampart::app {

struct CalibratedModel {
  sim::TaskModel task;
  std::string said;  ///< The figures and where they come from, for the user.
};

/// `run` is a run.sqlite, `vcpu` the task's. Errors: as of the file; invalid, where the run doesn't show enough.
Result<CalibratedModel> model_from_run(const std::string& run, double vcpu);

}  // namespace rampart::app
