#include "aws/cloudformation/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/resource_work.h"
#include "aws/cloudformation/stack_plan.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

constexpr double stabilization_limit = 3 * 3600;  ///< Seconds: what CloudFormation gives a service to become steady.
constexpr const char* resources_failed = "resources";  ///< Stack::failure when their own events say why.

const StackResource* find(const std::vector<StackResource>& resources, std::string_view logical_id) {
  for (const StackResource& one : resources)
    if (one.logical_id == logical_id) return &one;
  return nullptr;
}

bool is_done(const StackResource* record) { return record != nullptr && record->seen && record->complete(); }

}  // namespace

Result<const stack::Plan*> Progress::plan() {
  if (const auto found = plans_.find(stack_.id()); found != plans_.end()) return &found->second;
  const auto source = read_body(book_.template_body(stack_, "current"));
  if (source.has_error()) return invalid(source.error().message);
  auto plan = plan_of(*source, stack_, book_, account_.id);
  if (plan.has_error()) return invalid(plan.error().message);
  return &plans_.insert_or_assign(stack_.id(), std::move(*plan)).first->second;
}

bool Progress::make_step() {
  const auto planned = plan();
  if (planned.has_error() && stack_.failure.empty()) stack_.failure = planned.error().message;
  if (stack_.deadline > 0 && unix_seconds(now_) >= stack_.deadline && stack_.failure.empty())
    stack_.failure = "Stack creation time exceeded the specified timeout.";
  bool moved = false;
  bool done = true;
  if (stack_.failure.empty()) {
    std::vector<StackResource> made = book_.resources(stack_);
    for (const stack::Resource& resource : (*planned)->resources) {
      const StackResource* record = find(made, resource.logical_id);
      if (is_done(record)) continue;
      done = false;
      if (!stack_.failure.empty()) break;
      bool changed = false;
      const auto& needs = (*planned)->needs.at(resource.logical_id);
      if (record != nullptr && record->seen && record->running())
        changed = wait_for(*record);
      else if (std::all_of(needs.begin(), needs.end(), [&](const std::string& id) { return is_done(find(made, id)); }))
        changed = start(**planned, resource, made);
      if (changed) made = book_.resources(stack_);
      moved = moved || changed;
    }
  }
  if (!stack_.failure.empty()) {
    begin_rollback();
    return true;
  }
  return done ? finish_making(**planned) : moved;
}

bool Progress::start(const stack::Plan& plan, const stack::Resource& resource, const std::vector<StackResource>& made) {
  const StackResource* old = find(made, resource.logical_id);
  const bool exists = old != nullptr && old->exists();
  StackResource record;
  if (exists) record = *old;
  record.logical_id = resource.logical_id;
  record.type = resource.type;
  record.needs = plan.needs.at(resource.logical_id);
  record.deletion_policy = resource.deletion_policy;
  record.replace_policy = resource.update_replace_policy;
  record.seen = true;
  const ResourceType* type = find_resource_type(resource.type);
  record.undo = exists ? Undo::update : Undo::create;
  if (exists) record.previous = json_of(*old);
  if (type == nullptr) {
    refuse(std::move(record), fmt::format("Resource type {} is not supported.", resource.type));
    return true;
  }
  const stack::Attributes attributes = attributes_of(made);
  const auto resolved = stack::resolve(plan, resource, attributes);
  if (resolved.has_error()) {
    refuse(std::move(record), to_string(resolved.error()));
    return true;
  }
  json::object properties = properties_of(*resolved);
  if (!exists) {
    record.properties = std::move(properties);
    make(resource, std::move(record));
    return true;
  }
  if (properties == old->properties && old->complete()) {
    record.undo = Undo::none;
    record.previous = {};
    book_.put(stack_, record);
    return true;
  }
  if (!needs_replacement(*type, old->properties, properties)) {
    change(std::move(record), std::move(properties));
    return true;
  }
  if (replaces_named(*type, *old, properties)) {
    refuse(std::move(record),
           fmt::format("CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename "
                       "{} and update the stack again.",
                       text_at(properties, type->name_property)));
    return true;
  }
  record.undo = Undo::replace;
  set_status(record, "UPDATE_IN_PROGRESS",
             "Requested update requires the creation of a new physical resource; hence creating one.");
  record.properties = std::move(properties);
  record.physical_id.clear();
  record.attributes.clear();
  make(resource, std::move(record));
  return true;
}

bool Progress::replaces_named(const ResourceType& type, const StackResource& record,
                              const json::object& properties) const {
  if (type.name_property.empty() || type.create == "RegisterTaskDefinition") return false;
  const std::string name = text_at(properties, type.name_property);
  return !name.empty() && name == text_at(record.properties, type.name_property);
}

void Progress::make(const stack::Resource& resource, StackResource record) {
  const ResourceType& type = *find_resource_type(resource.type);
  const std::string operation = record.undo == Undo::replace ? "UPDATE" : "CREATE";
  if (record.undo == Undo::create) set_status(record, "CREATE_IN_PROGRESS");
  Subject subject = subject_of(record);
  const Done made = make_resource(type, subject);
  record.physical_id = subject.physical_id;
  record.attributes = subject.attributes;
  if (made.has_error()) return refuse(std::move(record), failure_reason(type, made.error(), account_.ids));
  set_status(record, operation + "_IN_PROGRESS", "Resource creation Initiated");
  record.asked = true;
  book_.put(stack_, record);
  (void)wait_for(std::move(record));
}

void Progress::change(StackResource record, json::object properties) {
  const ResourceType& type = *find_resource_type(record.type);
  set_status(record, "UPDATE_IN_PROGRESS");
  Subject subject = subject_of(record);
  subject.before = std::move(record.properties);
  subject.properties = properties;
  record.properties = std::move(properties);
  const Done changed = change_resource(type, subject);
  record.attributes = subject.attributes;
  if (changed.has_error()) return refuse(std::move(record), failure_reason(type, changed.error(), account_.ids));
  record.asked = true;
  book_.put(stack_, record);
  (void)wait_for(std::move(record));
}

bool Progress::wait_for(StackResource record) {
  const ResourceType& type = *find_resource_type(record.type);
  if (type.stable != nullptr) {
    const auto stable = type.stable(subject_of(record));
    if (stable.has_error()) {
      refuse(std::move(record), failure_reason(type, stable.error(), account_.ids));
      return true;
    }
    if (!*stable && unix_seconds(now_) - record.changed_at < stabilization_limit) return false;
    if (!*stable) {
      const protocol::ApiError late = {.code = "NotStabilized", .message = "Exceeded attempts to wait"};
      refuse(std::move(record), failure_reason(type, late, account_.ids));
      return true;
    }
  }
  complete(std::move(record));
  return true;
}

void Progress::complete(StackResource record) {
  record.asked = false;
  set_status(record, record.status.starts_with("UPDATE") ? "UPDATE_COMPLETE" : "CREATE_COMPLETE");
  book_.put(stack_, record);
}

void Progress::refuse(StackResource record, std::string reason) {
  record.asked = false;
  set_status(record, record.undo == Undo::create ? "CREATE_FAILED" : "UPDATE_FAILED", std::move(reason));
  book_.put(stack_, record);
  if (stack_.failure.empty()) stack_.failure = resources_failed;
  book_.put(stack_);
}

void Progress::begin_rollback() {
  for (StackResource& record : book_.resources(stack_)) {
    if (!record.seen || !record.running()) continue;
    const bool creating = record.undo == Undo::create;
    record.asked = false;
    set_status(record, creating ? "CREATE_FAILED" : "UPDATE_FAILED",
               creating ? "Resource creation cancelled" : "Resource update cancelled");
    book_.put(stack_, record);
  }
  const std::string why = stack_.failure == resources_failed ? failures() : stack_.failure + " ";
  stack_.failure.clear();
  stack_.deadline = 0;
  const bool creating = stack_.phase == Phase::create;
  if (stack_.on_failure == "DO_NOTHING") {
    stack_.phase = Phase::idle;
    return set_status(creating ? "CREATE_FAILED" : "UPDATE_FAILED", why);
  }
  if (!creating) {
    stack_.phase = Phase::update_rollback;
    return set_status("UPDATE_ROLLBACK_IN_PROGRESS", why);
  }
  for (StackResource& record : book_.resources(stack_)) {
    record.seen = false;
    book_.put(stack_, record);
  }
  const bool removes = stack_.on_failure == "DELETE";
  stack_.phase = removes ? Phase::remove : Phase::rollback;
  set_status(removes ? "DELETE_IN_PROGRESS" : "ROLLBACK_IN_PROGRESS",
             why + (removes ? "Delete requested by user." : "Rollback requested by user."));
}

bool Progress::fill_outputs(const stack::Plan& plan, const std::vector<StackResource>& made) {
  const stack::Attributes attributes = attributes_of(made);
  const auto outputs = stack::resolve_outputs(plan, attributes);
  const auto exports = stack::resolve_exports(plan, attributes);
  if (outputs.has_error() || exports.has_error()) {
    stack_.failure = to_string(outputs.has_error() ? outputs.error() : exports.error());
    return false;
  }
  json::array list;
  std::map<std::string, std::string> exported;
  for (const auto& [name, value] : *outputs) {
    json::object one = {{"OutputKey", name}, {"OutputValue", value}};
    const auto declared =
        std::find_if(plan.outputs.begin(), plan.outputs.end(), [&, &n = name](const auto& o) { return o.name == n; });
    if (!declared->description.empty()) one["Description"] = declared->description;
    for (const auto& [output, name_of_export] : *exports) {
      if (output != name) continue;
      one["ExportName"] = name_of_export;
      exported.emplace(name_of_export, value);
    }
    list.push_back(std::move(one));
  }
  for (const StackBook::Export& other : book_.exports(stack_.region)) {
    const auto ours = exported.find(other.name);
    if (other.stack_id != stack_.id()) {
      if (ours == exported.end()) continue;
      const auto owner = book_.find(stack_.region, other.stack_id);
      stack_.failure = fmt::format("Export with name {} is already exported by stack {}.", other.name,
                                   owner ? owner->name() : other.stack_id);
      return false;
    }
    const auto importers = book_.importers(stack_.region, other.name);
    if (importers.empty() || (ours != exported.end() && ours->second == other.value)) continue;
    stack_.failure =
        fmt::format("Cannot {} export {} as it is in use by {}.", ours == exported.end() ? "delete" : "update",
                    other.name, fmt::join(importers, " and "));
    return false;
  }
  stack_.described["Outputs"] = std::move(list);
  if (const auto names = stack::imported_names(plan); names.has_value()) book_.put_imports(stack_, *names);
  return true;
}

bool Progress::finish_making(const stack::Plan& plan) {
  if (!fill_outputs(plan, book_.resources(stack_))) {
    begin_rollback();
    return true;
  }
  stack_.deadline = 0;
  if (stack_.phase == Phase::update) {
    begin_cleanup(plan);
    return true;
  }
  stack_.phase = Phase::idle;
  for (StackResource& record : book_.resources(stack_)) {
    record.undo = Undo::none;
    book_.put(stack_, record);
  }
  set_status("CREATE_COMPLETE");
  return true;
}

/// From here on there is no way back: what was replaced or left the template is put aside to be deleted.
void Progress::begin_cleanup(const stack::Plan& plan) {
  for (StackResource& record : book_.resources(stack_)) {
    const bool planned = plan.needs.contains(record.logical_id);
    if (planned && record.undo == Undo::replace) {
      StackResource old = resource_of(record.previous);
      old.deletion_policy = record.replace_policy;
      old.seen = false;
      book_.put_aside(stack_, old);
    }
    if (!planned) {
      record.seen = false;
      if (record.exists()) book_.put_aside(stack_, record);
      book_.erase(stack_, record.logical_id);
      continue;
    }
    record.undo = Undo::none;
    record.previous = {};
    book_.put(stack_, record);
  }
  stack_.previous = {};
  book_.erase_template(stack_, "previous");
  stack_.phase = Phase::cleanup;
  set_status("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS");
}

}  // namespace rampart::aws::cloudformation
