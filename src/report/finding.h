// What is wrong with a scaling policy, in one value: found by src/advice, shown by every report.
// Numbers, titles and rules: docs/lint.md.
#pragma once

#include <string>

#include "base/result.h"

namespace rampart::report {

enum class Severity {
  warning,  ///< It works, and costs or surprises.
  problem,  ///< It will not do what it is there for. `rampart lint` ends with exit code 1.
};
constexpr const char* name_of(Severity s) { return s == Severity::problem ? "problem" : "warning"; }

struct Finding {
  int problem = 0;  ///< 2 for P2.
  Severity severity = Severity::warning;
  std::string title;
  std::string cause;  ///< One or two sentences with this template's or this run's figures.
  Place place = {};   ///< Of the template's line to change; line 0: none is known.
  std::string fix;    ///< What to write there.
  std::string price;  ///< "+18.0 task-hours a day", "no price"
};

}  // namespace rampart::report
