// Progress's other half: deleting, and rolling back an update.
#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudformation/progress.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/resource_work.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

constexpr double in_use_patience = 300;  ///< Seconds: what a deletion waits for others to let go.

bool is_needed(const std::vector<StackBook::Leftover>& items, const StackResource& resource) {
  return std::any_of(items.begin(), items.end(), [&](const StackBook::Leftover& other) {
    const auto& needs = other.resource.needs;
    return other.resource.exists() && other.resource.logical_id != resource.logical_id &&
           std::find(needs.begin(), needs.end(), resource.logical_id) != needs.end();
  });
}

}  // namespace

/// A leftover's record goes when it is deleted; a resource's stays, as DescribeStackResources shows it.
void Progress::keep(const StackBook::Leftover& item) {
  if (item.key.empty()) return book_.put(stack_, item.resource);
  if (item.resource.exists()) return book_.put(stack_, item);
  book_.erase(stack_, item);
}

bool Progress::delete_step() {
  if (stack_.phase == Phase::remove) {
    for (const json::value& output : list_at(stack_.described, "Outputs")) {
      const std::string name = text_at(output.as_object(), "ExportName");
      if (name.empty()) continue;
      const auto importers = book_.importers(stack_.region, name);
      if (importers.empty()) continue;
      stack_.phase = Phase::idle;
      set_status("DELETE_FAILED",
                 fmt::format("Cannot delete export {} as it is in use by {}.", name, fmt::join(importers, " and ")));
      return true;
    }
  }
  std::vector<StackBook::Leftover> items = book_.leftovers(stack_);
  if (!deletes_leftovers())
    for (StackResource& record : book_.resources(stack_)) items.push_back({"", std::move(record)});
  bool moved = false;
  bool waiting = false;
  for (StackBook::Leftover& item : items) {
    StackResource& resource = item.resource;
    if (!resource.exists()) {
      if (resource.status != "CREATE_FAILED") continue;
      set_status(resource, "DELETE_COMPLETE");  // it never came to be
      keep(item);
      moved = true;
      continue;
    }
    if ((resource.seen && resource.failed()) || is_needed(items, resource)) continue;
    if (delete_one(item) == Deleted::moved)
      moved = true;
    else
      waiting = true;
  }
  if (moved) return true;
  if (waiting) return false;
  std::vector<std::string> failed;
  for (const StackBook::Leftover& item : items)
    if (item.resource.exists() && item.resource.failed()) failed.push_back(item.resource.logical_id);
  finish_deleting(failed);
  return true;
}

Progress::Deleted Progress::delete_one(StackBook::Leftover& item) {
  StackResource& resource = item.resource;
  const ResourceType* type = find_resource_type(resource.type);
  const bool retained_here = std::any_of(stack_.retain.begin(), stack_.retain.end(), [&](const json::value& one) {
    return one.as_string() == resource.logical_id;
  });
  const bool retains = resource.deletion_policy == "Retain" ||
                       (resource.deletion_policy == "RetainExceptOnCreate" && stack_.phase != Phase::rollback);
  if (type == nullptr || retained_here || (retains && !resource.seen)) {
    set_status(resource, "DELETE_SKIPPED");
    keep(item);
    return Deleted::moved;
  }
  if (!resource.seen) {
    resource.seen = true;
    resource.asked = false;
    resource.retry_until = 0;
    set_status(resource, "DELETE_IN_PROGRESS");
  }
  Subject subject = subject_of(resource);
  if (!resource.asked) {
    const Done asked = unmake_resource(*type, subject);
    if (asked.has_error()) {
      if (resource.retry_until == 0) resource.retry_until = unix_seconds(now_) + in_use_patience;
      const bool again = is_in_use(asked.error()) && unix_seconds(now_) < resource.retry_until;
      if (!again) set_status(resource, "DELETE_FAILED", failure_reason(*type, asked.error(), account_.ids));
      keep(item);
      return again ? Deleted::waiting : Deleted::moved;
    }
    resource.asked = true;
  }
  if (type->gone != nullptr) {
    const auto gone = type->gone(subject);
    if (gone.has_error() || !*gone) {
      if (gone.has_error()) set_status(resource, "DELETE_FAILED", failure_reason(*type, gone.error(), account_.ids));
      keep(item);
      return gone.has_error() ? Deleted::moved : Deleted::waiting;
    }
  }
  set_status(resource, "DELETE_COMPLETE");
  keep(item);
  return Deleted::moved;
}

void Progress::finish_deleting(const std::vector<std::string>& failed) {
  const Phase phase = stack_.phase;
  stack_.phase = Phase::idle;
  const std::string why =
      failed.empty() ? "" : fmt::format("The following resource(s) failed to delete: [{}]. ", fmt::join(failed, ", "));
  switch (phase) {
    case Phase::rollback:
      return set_status(failed.empty() ? "ROLLBACK_COMPLETE" : "ROLLBACK_FAILED", why);
    case Phase::cleanup:
    case Phase::rollback_cleanup:
      // What can't be cleaned up is no longer the stack's.
      for (const StackBook::Leftover& item : book_.leftovers(stack_)) book_.erase(stack_, item);
      return set_status(phase == Phase::cleanup ? "UPDATE_COMPLETE" : "UPDATE_ROLLBACK_COMPLETE");
    default:
      break;
  }
  if (!failed.empty()) return set_status("DELETE_FAILED", why);
  stack_.described["DeletionTime"] = unix_seconds(now_);
  set_status("DELETE_COMPLETE");
}

bool Progress::undo_step() {
  bool moved = false;
  bool left = false;
  const auto resources = book_.resources(stack_);
  const auto undone = [&](const std::string& logical_id) {
    return std::none_of(resources.begin(), resources.end(), [&](const StackResource& one) {
      return one.logical_id == logical_id && one.undo == Undo::update;
    });
  };
  for (const StackResource& record : resources) {
    if (record.undo == Undo::none) continue;
    left = true;
    const auto needs = record.previous.empty() ? std::vector<std::string>() : resource_of(record.previous).needs;
    if (!record.asked && !std::all_of(needs.begin(), needs.end(), undone)) continue;
    moved = undo_one(record) || moved;
    if (stack_.phase == Phase::idle) return true;
  }
  if (left) return moved;
  finish_undoing();
  return true;
}

bool Progress::undo_one(StackResource record) {
  StackResource old = resource_of(record.previous);
  if (record.undo == Undo::create) {
    record.undo = Undo::none;
    record.seen = false;
    book_.erase(stack_, record.logical_id);
    if (record.exists()) book_.put_aside(stack_, record);
    return true;
  }
  if (record.undo == Undo::replace) {
    StackResource fresh = record;
    fresh.deletion_policy = "Delete";
    fresh.seen = false;
    if (fresh.exists()) book_.put_aside(stack_, fresh);
    set_status(old, "UPDATE_COMPLETE");
    book_.put(stack_, old);
    return true;
  }
  const ResourceType& type = *find_resource_type(record.type);
  if (!record.asked) {
    set_status(record, "UPDATE_IN_PROGRESS");
    Subject subject = subject_of(record);
    subject.before = std::move(record.properties);
    subject.properties = old.properties;
    record.properties = old.properties;
    const Done changed = change_resource(type, subject);
    if (changed.has_error()) {
      set_status(record, "UPDATE_FAILED", failure_reason(type, changed.error(), account_.ids));
      book_.put(stack_, record);
      stack_.phase = Phase::idle;
      set_status("UPDATE_ROLLBACK_FAILED", failures());
      return true;
    }
    record.asked = true;
    book_.put(stack_, record);
  }
  if (type.stable != nullptr) {
    const auto stable = type.stable(subject_of(record));
    if (stable.has_error()) {
      record.asked = false;
      set_status(record, "UPDATE_FAILED", failure_reason(type, stable.error(), account_.ids));
      book_.put(stack_, record);
      stack_.phase = Phase::idle;
      set_status("UPDATE_ROLLBACK_FAILED", failures());
      return true;
    }
    if (!*stable) return false;
  }
  set_status(old, "UPDATE_COMPLETE");
  book_.put(stack_, old);
  return true;
}

void Progress::finish_undoing() {
  const json::value* described = stack_.previous.if_contains("described");
  const json::value* values = stack_.previous.if_contains("values");
  if (described != nullptr && described->is_object()) {
    json::object back = described->get_object();
    for (const char* kept : {"LastUpdatedTime", "StackStatus"})
      if (const json::value* value = stack_.described.if_contains(kept)) back[kept] = *value;
    stack_.described = std::move(back);
  }
  if (values != nullptr && values->is_object()) stack_.values = values->get_object();
  stack_.previous = {};
  book_.put_template(stack_, "current", book_.template_body(stack_, "previous"));
  book_.erase_template(stack_, "previous");
  plans_.erase(stack_.id());
  stack_.phase = Phase::rollback_cleanup;
  set_status("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
}

}  // namespace rampart::aws::cloudformation
