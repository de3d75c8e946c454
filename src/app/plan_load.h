// The load of a plan as a curve: its trace, its shape, or its script's phases.
#pragma once

#include "app/plan.h"
#include "sim/demand.h"
#include "sim/user_program.h"

namespace rampart::app {

struct PlannedLoad {
  sim::Programs programs;             ///< One request a user where there is no script.
  std::vector<script::Phase> phases;  ///< Of the script; empty where `load` stands for it.
  sim::RateCurve curve;               ///< Requests a second.
  std::vector<std::string> remarks;   ///< What of the script was taken at its word.
  double timeout_s = 10;
};

/// `step_s` is the curve's, where the plan leaves it open. Errors: as of the files.
Result<PlannedLoad> read_plan_load(const Plan& plan, double step_s, std::uint64_t seed);

}  // namespace rampart::app
