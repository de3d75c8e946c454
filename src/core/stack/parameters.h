// Gives each parameter of a template its value and checks it against what the template allows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/stack/stack.h"

namespace rampart::stack {

/// Name → text, or a sequence of texts for the list types. Assumed values are told in `notes`. Errors name the
/// parameter: none given and no Default, not allowed, not a number, an unknown name in `given`.
Result<std::map<std::string, Node>> decide_parameters(const Template& source,
                                                      const std::map<std::string, std::string>& given,
                                                      const Pseudo& pseudo, std::vector<std::string>& notes);

/// Checks a declaration's own shape: its keys, its type's name. Called while reading.
Result<Parameter> read_parameter(const std::string& name, const Node& declaration);

}  // namespace rampart::stack
