// Change sets: an operation on a stack, shown before it is carried out.
#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudformation/change_preview.h"
#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudformation/pages.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/stack_plan.h"
#include "base/uuid.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;
using protocol::ApiError;

ApiError no_change_set(std::string_view name) {
  return {.code = "ChangeSetNotFoundException",
          .message = fmt::format("ChangeSet [{}] does not exist", name),
          .http_status = 404,
          .query_code = "ChangeSetNotFound"};
}

struct Found {
  Stack stack;
  std::string key;
  json::object change_set;
};

/// By its ARN alone, or by its name and its stack.
Answered<Found> find_change_set(const StackBook& book, const protocol::Call& call) {
  const std::string name = text_at(call.input, "ChangeSetName");
  const std::string of_stack = text_at(call.input, "StackName");
  if (!name.starts_with("arn:") && of_stack.empty())
    return validation_error("StackName must be specified if ChangeSetName is not specified as an ARN.");
  std::vector<Stack> stacks = book.stacks(call.region);
  if (!of_stack.empty()) {
    auto stack = book.find(call.region, of_stack);
    if (!stack) return validation_error(fmt::format("Stack [{}] does not exist", of_stack));
    stacks = {std::move(*stack)};
  }
  for (Stack& stack : stacks)
    for (auto& [key, change_set] : book.change_sets(stack))
      if (text_at(change_set, "ChangeSetId") == name || text_at(change_set, "ChangeSetName") == name)
        return Found{std::move(stack), key, std::move(change_set)};
  return no_change_set(name);
}

constexpr const char* members_of_summary[] = {"StackId",       "StackName",       "ChangeSetId",
                                              "ChangeSetName", "ExecutionStatus", "Status",
                                              "StatusReason",  "CreationTime",    "Description"};

}  // namespace

Answered<json::object> CloudFormation::create_change_set(const Call& call) {
  const std::string name = text_at(call.input, "ChangeSetName");
  const std::string of_stack = text_at(call.input, "StackName");
  const std::string type = text_at(call.input, "ChangeSetType");
  if (type == "IMPORT") return validation_error("Rampart does not import resources into stacks.");
  const bool creates = type == "CREATE";
  auto before = book_.find(call.region, of_stack);
  const bool under_review = before && before->status() == "REVIEW_IN_PROGRESS";
  if (creates && before && !under_review)
    return validation_error(
        fmt::format("Stack [{}] already exists and cannot be created again with the changeSet [{}].", of_stack, name));
  if (!creates && (!before || before->deleted()))
    return validation_error(fmt::format("Stack [{}] does not exist", of_stack));
  if (before)
    for (const auto& [key, change_set] : book_.change_sets(*before))
      if (text_at(change_set, "ChangeSetName") == name)
        return ApiError{.code = "AlreadyExistsException", .message = fmt::format("ChangeSet {} already exists", name)};
  const bool fresh = !before;
  if (fresh) before = new_stack(call, of_stack);
  auto request = wanted(call, *before, !creates && !under_review);
  if (request.has_error()) return request.error();
  if (fresh) {
    before->described["StackStatus"] = "REVIEW_IN_PROGRESS";
    before->described["StackStatusReason"] = "User Initiated";
    before->described["Description"] = request->source.description;
    book_.put(*before);
    book_.note(*before, call.now);
    before->described.erase("StackStatusReason");
    book_.put(*before);
  } else if (!under_review) {
    if (auto error = refuse_update(*request)) return *error;
  }

  const Preview preview = preview_changes(request->plan, *before, book_.resources(*before));
  json::array changes;
  for (const PlannedChange& change : preview.changes) changes.push_back(json_of(change));
  const bool empty = !fresh && !under_review && changes_nothing(*request, *before);
  const std::string id =
      make_arn("cloudformation", call.region, account_.id, fmt::format("changeSet/{}/{}", name, uuid(account_.ids)));
  json::object change_set = {{"ChangeSetName", name},
                             {"ChangeSetId", id},
                             {"StackId", before->id()},
                             {"StackName", before->name()},
                             {"CreationTime", unix_seconds(call.now)},
                             {"Status", empty ? "FAILED" : "CREATE_COMPLETE"},
                             {"ExecutionStatus", empty ? "UNAVAILABLE" : "AVAILABLE"},
                             {"Parameters", list_at(request->stack.described, "Parameters")},
                             {"NotificationARNs", list_at(request->stack.described, "NotificationARNs")},
                             {"Capabilities", list_at(request->stack.described, "Capabilities")},
                             {"Tags", list_at(request->stack.described, "Tags")},
                             {"Changes", std::move(changes)}};
  if (empty)
    change_set["StatusReason"] =
        "The submitted information didn't contain changes. Submit different information to create a change set.";
  for (const char* member : {"Description", "OnStackFailure"})
    if (const json::value* value = call.input.if_contains(member)) change_set[member] = *value;
  // What its execution needs, and no answer shows.
  change_set["request"] = call.input;
  change_set["request"].as_object().erase("TemplateBody");
  change_set["creates"] = fresh || under_review;
  const std::string key = id.substr(id.find("changeSet/") + std::string_view("changeSet/").size());
  book_.put_template(*before, key, request->body);
  book_.put_change_set(*before, key, std::move(change_set));
  return json::object{{"Id", id}, {"StackId", before->id()}};
}

Answered<json::object> CloudFormation::describe_change_set(const Call& call) {
  auto found = find_change_set(book_, call);
  if (found.has_error()) return found.error();
  json::object out = std::move(found->change_set);
  const json::array changes = list_at(out, "Changes");
  json::array parameters = list_at(out, "Parameters");
  for (json::value& one : parameters)
    if (one.as_object().erase("NoEcho") > 0) one.as_object()["ParameterValue"] = "****";
  auto page = page_of(call, changes, "Changes", 100);
  if (page.has_error()) return page;
  for (const char* inner : {"request", "creates", "Changes"}) out.erase(inner);
  out["Parameters"] = std::move(parameters);
  for (auto& [name, value] : *page) out[name] = std::move(value);
  return out;
}

Answered<json::object> CloudFormation::execute_change_set(const Call& call) {
  auto found = find_change_set(book_, call);
  if (found.has_error()) return found.error();
  if (text_at(found->change_set, "ExecutionStatus") != "AVAILABLE")
    return ApiError{
        .code = "InvalidChangeSetStatusException",
        .message = fmt::format("ChangeSet [{}] cannot be executed in its current status of [{}]",
                               text_at(found->change_set, "ChangeSetId"), text_at(found->change_set, "Status")),
        .query_code = "InvalidChangeSetStatus"};
  const bool creates = text_at(found->change_set, "creates") == "true";
  Call request = call;
  request.input = found->change_set.at("request").as_object();
  request.input.erase("UsePreviousTemplate");
  request.input["TemplateBody"] = book_.template_body(found->stack, found->key);
  for (const char* member : {"DisableRollback", "ClientRequestToken"})
    if (const json::value* value = call.input.if_contains(member)) request.input[member] = *value;
  auto operation = wanted(request, found->stack, !creates);
  if (operation.has_error()) return operation.error();
  if (!creates)
    if (auto error = refuse_update(*operation)) return *error;
  // One is carried out; what the others were worked out from is no longer so.
  for (const auto& [key, change_set] : book_.change_sets(found->stack)) book_.erase_change_set(found->stack, key);
  operation->stack.described["ChangeSetId"] = text_at(found->change_set, "ChangeSetId");
  found->change_set["ExecutionStatus"] = "EXECUTE_COMPLETE";
  book_.put_change_set(found->stack, found->key, found->change_set);
  if (creates)
    begin_create(std::move(*operation), call.now);
  else
    begin_update(std::move(*operation), found->stack, call.now);
  return json::object();
}

Answered<json::object> CloudFormation::delete_change_set(const Call& call) {
  const auto found = find_change_set(book_, call);
  if (found.has_error()) {
    // A name that isn't there is as good as deleted.
    if (found.error().code == "ChangeSetNotFoundException" && !text_at(call.input, "StackName").empty())
      return json::object();
    return found.error();
  }
  book_.erase_change_set(found->stack, found->key);
  return json::object();
}

Answered<json::object> CloudFormation::list_change_sets(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto stack = book_.find(call.region, name);
  if (!stack) return validation_error(fmt::format("Stack [{}] does not exist", name));
  json::array out;
  for (const auto& [key, change_set] : book_.change_sets(*stack)) {
    if (text_at(change_set, "ExecutionStatus") == "EXECUTE_COMPLETE") continue;
    json::object summary;
    for (const char* member : members_of_summary)
      if (const json::value* value = change_set.if_contains(member)) summary[member] = *value;
    out.push_back(std::move(summary));
  }
  return page_of(call, out, "Summaries", 100);
}

}  // namespace rampart::aws::cloudformation
