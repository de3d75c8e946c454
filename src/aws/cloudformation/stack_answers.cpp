// What is told about stacks, their resources, events and exports.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudformation/pages.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/stack_plan.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;
using protocol::ApiError;

constexpr std::size_t per_page = 100;

ApiError no_stack_with_id(std::string_view name) {
  return validation_error(fmt::format("Stack with id {} does not exist", name));
}

/// As DescribeStacks shows it: NoEcho parameters are starred.
json::object shown(const Stack& stack) {
  json::object out = stack.described;
  json::array parameters = list_at(out, "Parameters");
  for (json::value& one : parameters)
    if (one.as_object().erase("NoEcho") > 0) one.as_object()["ParameterValue"] = "****";
  out["Parameters"] = std::move(parameters);
  if (text_at(out, "Description").empty()) out.erase("Description");
  return out;
}

json::object summary(const Stack& stack) {
  json::object out = {{"DriftInformation", json::object{{"StackDriftStatus", "NOT_CHECKED"}}}};
  for (const char* name :
       {"StackId", "StackName", "CreationTime", "LastUpdatedTime", "DeletionTime", "StackStatus", "StackStatusReason"})
    if (const json::value* value = stack.described.if_contains(name)) out[name] = *value;
  if (const std::string text = text_at(stack.described, "Description"); !text.empty())
    out["TemplateDescription"] = text;
  return out;
}

json::object shown(const Stack& stack, const StackResource& record, const char* time_member) {
  json::object out = {{"StackName", stack.name()},
                      {"StackId", stack.id()},
                      {"LogicalResourceId", record.logical_id},
                      {"ResourceType", record.type},
                      {time_member, record.changed_at},
                      {"ResourceStatus", record.status},
                      {"DriftInformation", json::object{{"StackResourceDriftStatus", "NOT_CHECKED"}}}};
  if (!record.physical_id.empty()) out["PhysicalResourceId"] = record.physical_id;
  if (!record.reason.empty()) out["ResourceStatusReason"] = record.reason;
  return out;
}

}  // namespace

Answered<json::object> page_of(const protocol::Call& call, const json::array& all, std::string_view member,
                               std::size_t size) {
  static const protocol::ErrorStyle style = {.token_code = "ValidationError", .token_query_code = "ValidationError"};
  std::size_t begin = 0;
  if (const std::string token = text_at(call.input, "NextToken"); !token.empty()) {
    const auto position = protocol::page_position(call, token, style);
    if (position.has_error()) return position.error();
    begin = std::min<std::size_t>(std::strtoull(position->c_str(), nullptr, 10), all.size());
  }
  const std::size_t end = std::min(all.size(), begin + size);
  json::object out;
  out[member] =
      json::array(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end));
  if (end < all.size()) out["NextToken"] = protocol::page_token(call, std::to_string(end));
  return out;
}

Answered<json::object> CloudFormation::describe_stacks(const Call& call) {
  json::array out;
  if (const std::string name = text_at(call.input, "StackName"); !name.empty()) {
    const auto stack = book_.find(call.region, name);
    if (!stack) return no_stack_with_id(name);
    out.push_back(shown(*stack));
    return json::object{{"Stacks", std::move(out)}};
  }
  for (const Stack& stack : book_.stacks(call.region))
    if (!stack.deleted()) out.push_back(shown(stack));
  return page_of(call, out, "Stacks", per_page);
}

Answered<json::object> CloudFormation::list_stacks(const Call& call) {
  const json::array filter = list_at(call.input, "StackStatusFilter");
  std::vector<json::object> found;
  for (const Stack& stack : book_.stacks(call.region))
    if (filter.empty() || std::find(filter.begin(), filter.end(), json::value(stack.status())) != filter.end())
      found.push_back(summary(stack));
  std::stable_sort(found.begin(), found.end(), [](const json::object& a, const json::object& b) {
    return a.at("CreationTime").to_number<double>() > b.at("CreationTime").to_number<double>();
  });
  return page_of(call, json::array(found.begin(), found.end()), "StackSummaries", per_page);
}

Answered<json::object> CloudFormation::describe_events(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto stack = book_.find(call.region, name);
  if (!stack) return validation_error(fmt::format("Stack [{}] does not exist", name));
  json::array out;
  for (const json::object* event : book_.events(*stack)) out.push_back(*event);
  return page_of(call, out, "StackEvents", per_page);
}

Answered<json::object> CloudFormation::describe_resource(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto stack = book_.find(call.region, name);
  if (!stack) return validation_error(fmt::format("Stack '{}' does not exist", name));
  const std::string logical_id = text_at(call.input, "LogicalResourceId");
  const auto record = book_.resource(*stack, logical_id);
  if (!record) return validation_error(fmt::format("Resource {} does not exist for stack {}", logical_id, name));
  json::object detail = shown(*stack, *record, "LastUpdatedTimestamp");
  detail["Metadata"] = "{}";
  return json::object{{"StackResourceDetail", std::move(detail)}};
}

Answered<json::object> CloudFormation::describe_resources(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const std::string physical = text_at(call.input, "PhysicalResourceId");
  if (name.empty() == physical.empty())
    return validation_error("Either StackName or PhysicalResourceId must be specified, but not both.");
  std::optional<Stack> stack;
  if (!name.empty()) stack = book_.find(call.region, name);
  for (const Stack& one : book_.stacks(call.region)) {
    if (!name.empty() || one.deleted()) continue;
    for (const StackResource& record : book_.resources(one))
      if (record.exists() && record.physical_id == physical) stack = one;
  }
  if (!stack)
    return name.empty() ? validation_error(fmt::format("Stack for {} does not exist", physical))
                        : no_stack_with_id(name);
  const std::string logical_id = text_at(call.input, "LogicalResourceId");
  json::array out;
  for (const StackResource& record : book_.resources(*stack))
    if (logical_id.empty() || record.logical_id == logical_id) out.push_back(shown(*stack, record, "Timestamp"));
  if (out.empty() && !logical_id.empty())
    return validation_error(fmt::format("Resource {} does not exist for stack {}", logical_id, name));
  return json::object{{"StackResources", std::move(out)}};
}

Answered<json::object> CloudFormation::list_resources(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  const auto stack = book_.find(call.region, name);
  if (!stack) return no_stack_with_id(name);
  json::array out;
  for (const StackResource& record : book_.resources(*stack)) {
    json::object one = shown(*stack, record, "LastUpdatedTimestamp");
    one.erase("StackName");
    one.erase("StackId");
    out.push_back(std::move(one));
  }
  return page_of(call, out, "StackResourceSummaries", per_page);
}

Answered<json::object> CloudFormation::list_exports(const Call& call) {
  json::array out;
  for (const StackBook::Export& one : book_.exports(call.region))
    out.push_back(json::object{{"ExportingStackId", one.stack_id}, {"Name", one.name}, {"Value", one.value}});
  return page_of(call, out, "Exports", per_page);
}

Answered<json::object> CloudFormation::list_imports(const Call& call) {
  const std::string name = text_at(call.input, "ExportName");
  const auto importers = book_.importers(call.region, name);
  if (importers.empty()) return validation_error(fmt::format("Export '{}' is not imported by any stack.", name));
  return page_of(call, json::array(importers.begin(), importers.end()), "Imports", per_page);
}

}  // namespace rampart::aws::cloudformation
