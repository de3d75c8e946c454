#include <fmt/format.h>

#include "aws/cloudformation/progress.h"
#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {

bool Progress::advance() {
  // Each step starts, ends or gives up something: a stack has at most so many.
  for (int steps = 0; steps < 10'000 && stack_.phase != Phase::idle; ++steps)
    if (!step()) break;
  if (stack_.phase != Phase::idle) return false;
  plans_.erase(stack_.id());
  return true;
}

bool Progress::step() {
  switch (stack_.phase) {
    case Phase::create:
    case Phase::update:
      return make_step();
    case Phase::update_rollback:
      return undo_step();
    case Phase::idle:
      return false;
    default:
      return delete_step();
  }
}

Subject Progress::subject_of(const StackResource& record) const {
  const ResourceType* type = find_resource_type(record.type);
  Subject out{.ask = ask_, .ids = account_.ids, .region = stack_.region, .account = account_.id};
  out.name = record.physical_id.empty()
                 ? drawn_name(account_.ids, stack_.name(), record.logical_id, type == nullptr ? 255 : type->most_name)
                 : record.physical_id;
  out.properties = record.properties;
  out.tags = list_at(stack_.described, "Tags");
  out.physical_id = record.physical_id;
  out.attributes = record.attributes;
  return out;
}

void Progress::set_status(std::string status, std::string reason) {
  stack_.described["StackStatus"] = std::move(status);
  stack_.described.erase("StackStatusReason");
  if (!reason.empty()) stack_.described["StackStatusReason"] = std::move(reason);
  book_.put(stack_);
  book_.note(stack_, now_);
}

void Progress::set_status(StackResource& record, std::string status, std::string reason) {
  record.status = std::move(status);
  record.reason = std::move(reason);
  record.changed_at = unix_seconds(now_);
  book_.note(stack_, record, now_);
}

std::string Progress::failures() const {
  std::vector<std::string> created;
  std::vector<std::string> updated;
  for (const StackResource& record : book_.resources(stack_)) {
    if (record.status == "CREATE_FAILED") created.push_back(record.logical_id);
    if (record.status == "UPDATE_FAILED") updated.push_back(record.logical_id);
  }
  std::string out;
  if (!created.empty())
    out += fmt::format("The following resource(s) failed to create: [{}]. ", fmt::join(created, ", "));
  if (!updated.empty())
    out += fmt::format("The following resource(s) failed to update: [{}]. ", fmt::join(updated, ", "));
  return out;
}

}  // namespace rampart::aws::cloudformation
