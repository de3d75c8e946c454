// Decides the Conditions of a template.
#pragma once

#include "base/result.h"
#include "core/stack/stack.h"

namespace rampart::stack {

/// Name → true or false. `plan` needs its parameters, mappings and pseudo values. Errors: a condition that names itself
/// through others, one that doesn't exist, a wrong shape.
Result<std::map<std::string, bool>> decide_conditions(const Template& source, const Plan& plan);

}  // namespace rampart::stack
