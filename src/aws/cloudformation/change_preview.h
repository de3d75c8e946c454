// What an update would do, before it does it: for change sets, and to tell that there is nothing to do.
#pragma once

#include <string>
#include <vector>

#include "aws/cloudformation/stack_book.h"
#include "core/stack/stack.h"

namespace rampart::aws::cloudformation {

struct PlannedChange {
  std::string action;  ///< "Add", "Modify", "Remove"
  std::string logical_id;
  std::string physical_id;
  std::string type;
  std::string replacement;              ///< Of a Modify: "True", "False", "Conditional"
  std::vector<std::string> properties;  ///< Of a Modify: names of those that change.
  std::vector<std::string> replacing;   ///< Those among them that need a new resource.
};

struct Preview {
  std::vector<PlannedChange> changes;
  bool outputs_change = false;
  bool policies_change = false;
};

/// `resources` are the stack's; what they don't know yet, an attribute of something to be made, counts as a change.
Preview preview_changes(const stack::Plan& plan, const Stack& stack, const std::vector<StackResource>& resources);

/// As DescribeChangeSet answers it.
boost::json::object json_of(const PlannedChange& change);

}  // namespace rampart::aws::cloudformation
