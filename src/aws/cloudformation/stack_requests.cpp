// Requests that begin, stop or guard an operation on a stack.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "aws/cloudformation/change_preview.h"
#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/stack_plan.h"
#include "base/uuid.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;
using protocol::ApiError;

ApiError no_stack(std::string_view name) { return validation_error(fmt::format("Stack [{}] does not exist", name)); }

bool asked(const json::object& input, std::string_view flag) { return text_at(input, flag) == "true"; }

/// A name as the API wants it; an ARN is no name for a new stack.
bool is_stack_name(const std::string& name) {
  return !name.empty() && name.size() <= 128 && std::isalpha(static_cast<unsigned char>(name[0])) != 0 &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '-'; });
}

/// What a request says of a stack beside template and parameters; what it leaves out stays.
void take_settings(const json::object& input, json::object& described) {
  for (const char* name : {"Tags", "NotificationARNs", "RoleARN", "RollbackConfiguration", "DisableRollback"})
    if (const json::value* value = input.if_contains(name)) described[name] = *value;
  described["Capabilities"] = list_at(input, "Capabilities");
}

}  // namespace

Ask CloudFormation::ask_for(const std::string& region, Instant now) const {
  return [this, region, now](std::string_view service, std::string_view operation, json::object input) {
    Call call{.operation = std::string(operation),
              .input = std::move(input),
              .region = region,
              .account = account_.id,
              .now = now};
    call.request_id = uuid(account_.ids);
    return ask_(service, std::move(call));
  };
}

void CloudFormation::activate(const Stack& stack) {
  plans_.erase(stack.id());
  active_.emplace(stack.region, stack.id());
}

Stack CloudFormation::new_stack(const Call& call, const std::string& name) {
  Stack stack;
  stack.region = call.region;
  stack.key = fmt::format("{}/{}", name, uuid(account_.ids));
  stack.on_failure = "ROLLBACK";
  stack.described = {{"StackName", name},
                     {"StackId", make_arn("cloudformation", call.region, account_.id, "stack/" + stack.key)},
                     {"CreationTime", unix_seconds(call.now)},
                     {"DisableRollback", false},
                     {"EnableTerminationProtection", false},
                     {"Tags", json::array()},
                     {"NotificationARNs", json::array()},
                     {"DriftInformation", json::object{{"StackDriftStatus", "NOT_CHECKED"}}}};
  return stack;
}

Answered<CloudFormation::Wanted> CloudFormation::wanted(const Call& call, Stack stack, bool updating) {
  Wanted out;
  auto body = body_of(call.input, updating ? book_.template_body(stack, "current") : "");
  if (body.has_error()) return body.error();
  out.body = std::move(*body);
  auto source = read_body(out.body);
  if (source.has_error()) return source.error();
  out.source = std::move(*source);
  if (auto error = check_capabilities(out.source, call.input)) return *error;
  auto values =
      read_values(out.source, call.input, list_at(stack.described, "Parameters"), ask_for(call.region, call.now));
  if (values.has_error()) return values.error();
  stack.values = std::move(values->texts);
  stack.described["Parameters"] = std::move(values->described);
  stack.described["Description"] = out.source.description;
  take_settings(call.input, stack.described);
  stack.token = text_at(call.input, "ClientRequestToken");
  stack.on_failure = "ROLLBACK";
  if (asked(call.input, "DisableRollback")) stack.on_failure = "DO_NOTHING";
  if (const std::string choice = text_at(call.input, "OnFailure"); !choice.empty()) stack.on_failure = choice;
  if (const std::string choice = text_at(call.input, "OnStackFailure"); !choice.empty()) stack.on_failure = choice;
  stack.described["DisableRollback"] = stack.on_failure == "DO_NOTHING";
  auto plan = plan_of(out.source, stack, book_, account_.id);
  if (plan.has_error()) return plan.error();
  out.plan = std::move(*plan);
  out.stack = std::move(stack);
  return out;
}

Answered<json::object> CloudFormation::create_stack(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  if (!is_stack_name(name))
    return validation_error(
        fmt::format("1 validation error detected: Value '{}' at 'stackName' failed to satisfy "
                    "constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*",
                    name));
  if (book_.find(call.region, name))
    return ApiError{.code = "AlreadyExistsException", .message = fmt::format("Stack [{}] already exists", name)};
  if (call.input.contains("OnFailure") && call.input.contains("DisableRollback"))
    return validation_error("You can specify either DisableRollback or OnFailure, but not both.");
  auto request = wanted(call, new_stack(call, name), false);
  if (request.has_error()) return request.error();
  Stack& stack = request->stack;
  stack.described["EnableTerminationProtection"] = asked(call.input, "EnableTerminationProtection");
  stack.policy = text_at(call.input, "StackPolicyBody");
  if (const json::value* minutes = call.input.if_contains("TimeoutInMinutes")) {
    stack.described["TimeoutInMinutes"] = *minutes;
    stack.deadline = unix_seconds(call.now) + 60 * minutes->to_number<double>();
  }
  json::object answer = {{"StackId", stack.id()}};
  begin_create(std::move(*request), call.now);
  return answer;
}

void CloudFormation::begin_create(Wanted wanted, Instant now) {
  Stack& stack = wanted.stack;
  stack.phase = Phase::create;
  stack.failure.clear();
  stack.described["StackStatus"] = "CREATE_IN_PROGRESS";
  stack.described["StackStatusReason"] = "User Initiated";
  book_.put_template(stack, "current", wanted.body);
  book_.put(stack);
  book_.note(stack, now);
  stack.described.erase("StackStatusReason");
  book_.put(stack);
  activate(stack);
}

std::optional<ApiError> CloudFormation::refuse_update(const Wanted& wanted) const {
  static const std::set<std::string> open = {"CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE",
                                             "CREATE_FAILED", "UPDATE_FAILED"};
  const Stack& stack = wanted.stack;
  if (!open.contains(stack.status()))
    return validation_error(fmt::format("Stack:{} is in {} state and can not be updated.", stack.id(), stack.status()));
  std::vector<std::string> retyped;
  for (const StackResource& record : book_.resources(stack)) {
    const auto planned = std::find_if(wanted.plan.resources.begin(), wanted.plan.resources.end(),
                                      [&](const auto& one) { return one.logical_id == record.logical_id; });
    if (record.exists() && planned != wanted.plan.resources.end() && planned->type != record.type)
      retyped.push_back(record.logical_id);
  }
  if (retyped.empty()) return std::nullopt;
  return validation_error(fmt::format(
      "Update of resource type is not permitted. The new template modifies resource type of the following resources: "
      "[{}]",
      fmt::join(retyped, ", ")));
}

bool CloudFormation::changes_nothing(const Wanted& wanted, const Stack& before) const {
  for (const char* name : {"Tags", "NotificationARNs"})
    if (list_at(wanted.stack.described, name) != list_at(before.described, name)) return false;
  const Preview preview = preview_changes(wanted.plan, before, book_.resources(before));
  return preview.changes.empty() && !preview.outputs_change && !preview.policies_change;
}

Answered<json::object> CloudFormation::update_stack(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto before = book_.find(call.region, name);
  if (!before || before->deleted()) return no_stack(name);
  auto request = wanted(call, *before, true);
  if (request.has_error()) return request.error();
  if (auto error = refuse_update(*request)) return *error;
  if (changes_nothing(*request, *before)) return validation_error("No updates are to be performed.");
  if (const std::string policy = text_at(call.input, "StackPolicyBody"); !policy.empty())
    request->stack.policy = policy;
  json::object answer = {{"StackId", before->id()}};
  begin_update(std::move(*request), *before, call.now);
  return answer;
}

void CloudFormation::begin_update(Wanted wanted, const Stack& before, Instant now) {
  Stack& stack = wanted.stack;
  for (StackResource record : book_.resources(stack)) {
    // An update that failed without rolling back leaves its marks; what is there now is what this one starts from.
    if (record.undo == Undo::replace) {
      StackResource old = resource_of(record.previous);
      old.seen = false;
      if (old.exists()) book_.put_aside(stack, old);
    }
    record.undo = Undo::none;
    record.previous = {};
    record.seen = false;
    record.asked = false;
    book_.put(stack, record);
  }
  stack.previous = {{"described", before.described}, {"values", before.values}};
  book_.put_template(stack, "previous", book_.template_body(before, "current"));
  book_.put_template(stack, "current", wanted.body);
  stack.phase = Phase::update;
  stack.failure.clear();
  stack.deadline = 0;
  stack.described["LastUpdatedTime"] = unix_seconds(now);
  stack.described["StackStatus"] = "UPDATE_IN_PROGRESS";
  stack.described["StackStatusReason"] = "User Initiated";
  book_.put(stack);
  book_.note(stack, now);
  stack.described.erase("StackStatusReason");
  book_.put(stack);
  activate(stack);
}

Answered<json::object> CloudFormation::delete_stack(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  auto stack = book_.find(call.region, name);
  if (!stack || stack->deleted() || stack->phase == Phase::remove) return json::object();
  if (text_at(stack->described, "EnableTerminationProtection") == "true")
    return validation_error(
        fmt::format("Stack [{}] cannot be deleted while TerminationProtection is enabled", stack->name()));
  if (stack->phase == Phase::update || stack->phase == Phase::update_rollback)
    return validation_error(
        fmt::format("Stack [{}] cannot be deleted while in status {}", stack->name(), stack->status()));
  // Whatever a failed or unfinished operation left behind goes with it.
  for (StackResource record : book_.resources(*stack)) {
    if (record.undo == Undo::replace)
      if (const StackResource old = resource_of(record.previous); old.exists() && record.exists())
        book_.put_aside(*stack, old);
    record.undo = Undo::none;
    record.seen = false;
    record.asked = false;
    book_.put(*stack, record);
  }
  for (const auto& [key, change_set] : book_.change_sets(*stack)) book_.erase_change_set(*stack, key);
  stack->retain = list_at(call.input, "RetainResources");
  stack->token = text_at(call.input, "ClientRequestToken");
  stack->phase = Phase::remove;
  stack->failure.clear();
  stack->deadline = 0;
  stack->described["StackStatus"] = "DELETE_IN_PROGRESS";
  stack->described["StackStatusReason"] = "User Initiated";
  book_.put(*stack);
  book_.note(*stack, call.now);
  stack->described.erase("StackStatusReason");
  book_.put(*stack);
  activate(*stack);
  return json::object();
}

Answered<json::object> CloudFormation::cancel_update(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  auto stack = book_.find(call.region, name);
  if (!stack) return no_stack(name);
  if (stack->phase != Phase::update)
    return validation_error("CancelUpdateStack cannot be called from current stack status");
  stack->failure = "Update cancelled by user.";
  book_.put(*stack);
  return json::object();
}

Answered<json::object> CloudFormation::continue_rollback(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  auto stack = book_.find(call.region, name);
  if (!stack) return no_stack(name);
  if (stack->status() != "UPDATE_ROLLBACK_FAILED")
    return validation_error(
        fmt::format("Stack:{} is in {} state and can not continue rolling back.", stack->id(), stack->status()));
  for (const json::value& skipped : list_at(call.input, "ResourcesToSkip")) {
    const auto record = book_.resource(*stack, skipped.as_string());
    if (!record || record->undo != Undo::update) continue;
    book_.put(*stack, resource_of(record->previous));
  }
  stack->phase = Phase::update_rollback;
  stack->described["StackStatus"] = "UPDATE_ROLLBACK_IN_PROGRESS";
  stack->described["StackStatusReason"] = "User Initiated";
  book_.put(*stack);
  book_.note(*stack, call.now);
  activate(*stack);
  return json::object();
}

Answered<json::object> CloudFormation::set_policy(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  auto stack = book_.find(call.region, name);
  if (!stack) return no_stack(name);
  if (!text_at(call.input, "StackPolicyURL").empty())
    return validation_error("StackPolicyURL: Rampart has no S3 to read a policy from. Give it as StackPolicyBody.");
  stack->policy = text_at(call.input, "StackPolicyBody");
  book_.put(*stack);
  return json::object();
}

Answered<json::object> CloudFormation::get_policy(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto stack = book_.find(call.region, name);
  if (!stack) return no_stack(name);
  if (stack->policy.empty()) return json::object();
  return json::object{{"StackPolicyBody", stack->policy}};
}

Answered<json::object> CloudFormation::set_termination_protection(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  auto stack = book_.find(call.region, name);
  if (!stack) return no_stack(name);
  stack->described["EnableTerminationProtection"] = asked(call.input, "EnableTerminationProtection");
  book_.put(*stack);
  return json::object{{"StackId", stack->id()}};
}

}  // namespace rampart::aws::cloudformation
