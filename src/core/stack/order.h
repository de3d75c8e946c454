// The order in which resources can be made.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/stack/stack.h"

namespace rampart::stack {

/// Each resource after all it needs, otherwise as in `resources`. `needs` names, for each, members of `resources`
/// only. Error: a cycle, with its members in a row ("A needs B, B needs A").
Result<std::vector<Resource>> order_by_need(const std::vector<Resource>& resources,
                                            const std::map<std::string, std::vector<std::string>>& needs);

}  // namespace rampart::stack
