// What is told about templates, those of stacks and those that are only shown.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "aws/cloudformation/cloudformation.h"
#include "aws/cloudformation/resource_values.h"
#include "aws/cloudformation/stack_plan.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;

std::string declared(const stack::Parameter& parameter, std::string_view key) {
  const stack::Node* node = parameter.declaration.find(key);
  return node == nullptr ? std::string() : stack::scalar_text(*node);
}

/// A parameter's declaration; `summary` says more, as GetTemplateSummary does.
json::object shown(const stack::Parameter& parameter, bool summary) {
  json::object out = {{"ParameterKey", parameter.name}, {"NoEcho", declared(parameter, "NoEcho") == "true"}};
  if (parameter.declaration.find("Default") != nullptr) out["DefaultValue"] = declared(parameter, "Default");
  if (const std::string text = declared(parameter, "Description"); !text.empty()) out["Description"] = text;
  if (!summary) return out;
  out["ParameterType"] = parameter.type;
  json::object constraints;
  if (const stack::Node* allowed = parameter.declaration.find("AllowedValues")) {
    json::array values;
    for (const stack::Node& value : allowed->items) values.emplace_back(stack::scalar_text(value));
    constraints["AllowedValues"] = std::move(values);
  }
  out["ParameterConstraints"] = std::move(constraints);
  return out;
}

/// What both calls say of a template.
json::object common(const stack::Template& source, bool summary) {
  json::object out;
  json::array parameters;
  for (const stack::Parameter& parameter : source.parameters) parameters.push_back(shown(parameter, summary));
  out["Parameters"] = std::move(parameters);
  if (!source.description.empty()) out["Description"] = source.description;
  const Capabilities capabilities = capabilities_of(source);
  if (!capabilities.needed.empty()) {
    out["Capabilities"] = json::array(capabilities.needed.begin(), capabilities.needed.end());
    out["CapabilitiesReason"] = capabilities.reason;
  }
  out["DeclaredTransforms"] = json::array();
  return out;
}

}  // namespace

Answered<json::object> CloudFormation::get_template(const Call& call) {
  const std::string name = text_at(call.input, "StackName");
  if (const std::string change_set = text_at(call.input, "ChangeSetName"); !change_set.empty()) {
    for (const Stack& stack : book_.stacks(call.region))
      for (const auto& [key, one] : book_.change_sets(stack))
        if (text_at(one, "ChangeSetId") == change_set ||
            (text_at(one, "ChangeSetName") == change_set && (stack.name() == name || stack.id() == name)))
          return json::object{{"TemplateBody", book_.template_body(stack, key)},
                              {"StagesAvailable", json::array{"Original", "Processed"}}};
    return protocol::ApiError{.code = "ChangeSetNotFoundException",
                              .message = fmt::format("ChangeSet [{}] does not exist", change_set),
                              .http_status = 404,
                              .query_code = "ChangeSetNotFound"};
  }
  const auto stack = book_.find(call.region, name);
  if (!stack) return validation_error(fmt::format("Stack with id {} does not exist", name));
  return json::object{{"TemplateBody", book_.template_body(*stack, "current")},
                      {"StagesAvailable", json::array{"Original", "Processed"}}};
}

Answered<json::object> CloudFormation::summarize_template(const Call& call) {
  std::string of_stack;
  if (const std::string name = text_at(call.input, "StackName"); !name.empty()) {
    const auto stack = book_.find(call.region, name);
    if (!stack) return validation_error(fmt::format("Stack with id {} does not exist", name));
    of_stack = book_.template_body(*stack, "current");
  }
  if (of_stack.empty()) {
    auto body = body_of(call.input, "");
    if (body.has_error()) return body.error();
    of_stack = std::move(*body);
  }
  const auto source = read_body(of_stack);
  if (source.has_error()) return source.error();
  json::object out = common(*source, true);
  out["Version"] = "2010-09-09";
  std::map<std::string, json::array> by_type;
  for (const stack::Resource& resource : source->resources) by_type[resource.type].emplace_back(resource.logical_id);
  json::array types;
  json::array identifiers;
  for (auto& [type, logical_ids] : by_type) {
    types.emplace_back(type);
    identifiers.push_back(json::object{{"ResourceType", type}, {"LogicalResourceIds", std::move(logical_ids)}});
  }
  out["ResourceTypes"] = std::move(types);
  out["ResourceIdentifierSummaries"] = std::move(identifiers);
  return out;
}

Answered<json::object> CloudFormation::validate_template(const Call& call) {
  const auto body = body_of(call.input, "");
  if (body.has_error()) return body.error();
  const auto source = read_body(*body);
  if (source.has_error()) return source.error();
  return common(*source, false);
}

}  // namespace rampart::aws::cloudformation
