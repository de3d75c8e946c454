#include "aws/cloudformation/stack_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/cloudformation/resource_values.h"
#include "aws/protocol/dispatcher.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;
using protocol::Answered;
using protocol::ApiError;

/// "What is wrong. (line 9, column 10)"
std::string told(const Error& error) {
  if (error.place.line == 0) return error.message;
  return fmt::format("{} (line {}, column {})", error.message, error.place.line, error.place.column);
}

bool from_parameter_store(const stack::Parameter& parameter) {
  return parameter.type.starts_with("AWS::SSM::Parameter::Value<");
}

bool hidden(const stack::Parameter& parameter) {
  const stack::Node* node = parameter.declaration.find("NoEcho");
  return node != nullptr && stack::scalar_text(*node) == "true";
}

/// cdk bootstrap leaves its version in the parameter store, and a CDK template asks for it. Nothing is staged here, so
/// that an account without it is as good as one of any version.
bool is_bootstrap_version(std::string_view name) {
  return name.starts_with("/cdk-bootstrap/") && name.ends_with("/version");
}

/// A text could be an error's code, too: which it is, is said.
Answered<std::string> good(std::string text) {
  return Answered<std::string>(boost::system::in_place_value, std::move(text));
}

Answered<std::string> stored_value(const std::string& name, const Ask& ask) {
  const auto answer = ask("ssm", "GetParameter", {{"Name", name}, {"WithDecryption", true}});
  if (answer.has_value()) return good(text_at(*answer, "Parameter.Value"));
  if (is_bootstrap_version(name)) return good("30");
  return validation_error(fmt::format("Unable to fetch parameters [{}] from parameter store for this account.", name));
}

/// The text given for each name; UsePreviousValue takes the one before.
Answered<std::map<std::string, std::string>> given_texts(const json::object& input, const json::array& previous) {
  std::map<std::string, std::string> out;
  for (const json::value& one : list_at(input, "Parameters")) {
    const json::object& parameter = one.as_object();
    const std::string name = text_at(parameter, "ParameterKey");
    if (text_at(parameter, "UsePreviousValue") != "true") {
      out[name] = text_at(parameter, "ParameterValue");
      continue;
    }
    const auto old = std::find_if(previous.begin(), previous.end(), [&](const json::value& value) {
      return text_at(value.as_object(), "ParameterKey") == name;
    });
    if (old == previous.end())
      return validation_error(
          fmt::format("Invalid input for parameter key {}. Cannot specify usePreviousValue as true for a parameter key "
                      "not in the previous template",
                      name));
    out[name] = text_at(old->as_object(), "ParameterValue");
  }
  return out;
}

Result<stack::Node> node_of(const json::value& value) {
  if (value.is_array()) {
    stack::Node list;
    list.kind = document::Kind::sequence;
    for (const json::value& one : value.get_array()) {
      auto item = node_of(one);
      if (item.has_error()) return item;
      list.items.push_back(std::move(*item));
    }
    return list;
  }
  json::object holder;
  holder["x"] = value;
  return document::make_text(text_at(holder, "x"));
}

}  // namespace

ApiError validation_error(std::string message) { return {.code = "ValidationError", .message = std::move(message)}; }

Answered<stack::Template> read_body(const std::string& body) {
  const auto document = document::parse(body, "TemplateBody");
  if (document.has_error()) return validation_error("Template format error: " + told(document.error()));
  if (!document->is_mapping()) return validation_error("Template format error: unsupported structure.");
  auto source = stack::read_template(*document);
  if (source.has_error()) return validation_error("Template format error: " + told(source.error()));
  return std::move(*source);
}

Answered<std::string> body_of(const json::object& input, const std::string& previous) {
  const std::string body = text_at(input, "TemplateBody");
  const std::string url = text_at(input, "TemplateURL");
  const bool keep = text_at(input, "UsePreviousTemplate") == "true";
  if (!url.empty())
    return validation_error(fmt::format(
        "TemplateURL {}: Rampart has no S3 to read a template from. Give it as TemplateBody, which may hold "
        "1 MB here.",
        url));
  if (keep && !previous.empty()) return good(previous);
  if (body.empty()) return validation_error("Either Template URL or Template Body must be specified.");
  if (body.size() > std::size_t{1} << 20)
    return validation_error(
        "Value at 'templateBody' failed to satisfy constraint: Member must have length less than or "
        "equal to 1048576");
  return good(body);
}

Answered<Values> read_values(const stack::Template& source, const json::object& input, const json::array& previous,
                             const Ask& ask) {
  const auto given = given_texts(input, previous);
  if (given.has_error()) return given.error();
  std::vector<std::string> unknown;
  for (const auto& [name, text] : *given)
    if (source.find_parameter(name) == nullptr) unknown.push_back(name);
  if (!unknown.empty())
    return validation_error(fmt::format("Parameters: [{}] do not exist in the template", fmt::join(unknown, ", ")));
  Values out;
  std::vector<std::string> missing;
  for (const stack::Parameter& parameter : source.parameters) {
    const auto found = given->find(parameter.name);
    const stack::Node* standard = parameter.declaration.find("Default");
    if (found == given->end() && standard == nullptr) {
      missing.push_back(parameter.name);
      continue;
    }
    const std::string text = found != given->end() ? found->second : stack::scalar_text(*standard);
    json::object described = {{"ParameterKey", parameter.name}, {"ParameterValue", text}};
    out.texts[parameter.name] = text;
    if (from_parameter_store(parameter)) {
      const auto stored = stored_value(text, ask);
      if (stored.has_error()) return stored.error();
      out.texts[parameter.name] = *stored;
      described["ResolvedValue"] = *stored;
    }
    if (hidden(parameter)) described["NoEcho"] = true;
    out.described.push_back(std::move(described));
  }
  if (!missing.empty())
    return validation_error(fmt::format("Parameters: [{}] must have values", fmt::join(missing, ", ")));
  return out;
}

Answered<stack::Plan> plan_of(const stack::Template& source, const Stack& stack, const StackBook& book,
                              const std::string& account) {
  stack::Pseudo pseudo{.account_id = account, .region = stack.region, .stack_name = stack.name()};
  pseudo.stack_arn = stack.id();
  // A network of three zones, CDK's usual number, must find three.
  for (const char zone : {'a', 'b', 'c'}) pseudo.zones.push_back(stack.region + zone);
  for (const json::value& arn : list_at(stack.described, "NotificationARNs"))
    pseudo.notification_arns.emplace_back(arn.as_string());
  pseudo.exports.emplace();
  for (const StackBook::Export& one : book.exports(stack.region))
    if (one.stack_id != stack.id()) pseudo.exports->emplace(one.name, one.value);
  std::map<std::string, std::string> values;
  for (const auto& [name, text] : stack.values) values.emplace(name, text.as_string());
  auto plan = stack::make_plan(source, values, pseudo);
  if (plan.has_error()) return validation_error("Template error: " + told(plan.error()));
  return std::move(*plan);
}

Capabilities capabilities_of(const stack::Template& source) {
  Capabilities out;
  std::vector<std::string> types;
  bool named = false;
  for (const stack::Resource& resource : source.resources) {
    if (!resource.type.starts_with("AWS::IAM::") || resource.type == "AWS::IAM::ServiceLinkedRole") continue;
    if (std::find(types.begin(), types.end(), resource.type) == types.end()) types.push_back(resource.type);
    for (const char* name : {"RoleName", "ManagedPolicyName", "UserName", "GroupName", "InstanceProfileName"})
      named = named || (resource.properties.find(name) != nullptr && !(resource.type == "AWS::IAM::Policy"));
  }
  if (types.empty()) return out;
  out.needed.emplace_back(named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM");
  out.reason = fmt::format("The following resource(s) require capabilities: [{}]", fmt::join(types, ", "));
  return out;
}

std::optional<ApiError> check_capabilities(const stack::Template& source, const json::object& input) {
  const Capabilities needed = capabilities_of(source);
  if (needed.needed.empty()) return std::nullopt;
  for (const json::value& one : list_at(input, "Capabilities"))
    if (one.as_string() == "CAPABILITY_NAMED_IAM" || one.as_string() == needed.needed.front()) return std::nullopt;
  return ApiError{.code = "InsufficientCapabilitiesException",
                  .message = fmt::format("Requires capabilities : [{}]", needed.needed.front())};
}

stack::Attributes attributes_of(const std::vector<StackResource>& resources) {
  return [&resources](std::string_view logical_id, std::string_view attribute) -> Result<stack::Node> {
    for (const StackResource& resource : resources) {
      if (resource.logical_id != logical_id) continue;
      if (attribute.empty()) return document::make_text(resource.physical_id);
      if (const json::value* value = resource.attributes.if_contains(attribute)) return node_of(*value);
      return invalid(fmt::format("Template error: resource {} does not support attribute type {} in Fn::GetAtt",
                                 logical_id, attribute));
    }
    return invalid(fmt::format("Resource {} has not been made.", logical_id));
  };
}

json::object properties_of(const stack::Node& node) {
  json::value value = document::to_json(node);
  return value.is_object() ? std::move(value.as_object()) : json::object();
}

}  // namespace rampart::aws::cloudformation
