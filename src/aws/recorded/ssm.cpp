#include "aws/recorded/ssm.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;
using protocol::list;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

const protocol::ErrorStyle& style() {
  static const protocol::ErrorStyle out = {.token_code = "InvalidNextToken", .token_message = "Invalid token"};
  return out;
}

/// A parameter's record holds what is shown of it, and its versions: the oldest first, each whole.
const std::string parameter = "parameter";
constexpr std::size_t most_versions = 100;

/// "arn:aws:ssm:…:parameter/a/b" is "/a/b", "arn:…:parameter/a" may be "a".
std::string plain_name(const Desk& desk, std::string_view region, std::string_view name) {
  const std::size_t at = name.find(":parameter/");
  if (!name.starts_with("arn:") || at == std::string_view::npos) return std::string(name);
  std::string path(name.substr(at + 10));
  if (desk.records.find(region, parameter, path) == nullptr &&
      desk.records.find(region, parameter, path.substr(1)) != nullptr)
    path.erase(0, 1);
  return path;
}

std::string arn_of(const Call& call, const std::string& name) {
  return make_arn("ssm", call.region, call.account, "parameter" + (name.starts_with('/') ? name : "/" + name));
}

/// A version as GetParameter shows it.
json::object shown(const Call& call, const json::object& version) {
  json::object out;
  copy_members(version, out, {"Name", "Type", "Value", "Version", "LastModifiedDate", "ARN", "DataType"});
  if (text_of(version, "Type") == "SecureString" && !flag_of(call.input, "WithDecryption")) out["Value"] = "********";
  return out;
}

ApiError not_found(const std::string& name) {
  return {.code = "ParameterNotFound", .message = fmt::format("Parameter {} not found.", name)};
}

/// "NAME" or "NAME:VERSION".
Answer look_up(const Desk& desk, const Call& call, std::string name) {
  std::int64_t wanted = 0;
  if (!name.starts_with("arn:"))
    if (const std::size_t colon = name.find(':'); colon != std::string::npos) {
      std::from_chars(name.data() + colon + 1, name.data() + name.size(), wanted);
      name.resize(colon);
    }
  const json::object* record = desk.records.find(call.region, parameter, plain_name(desk, call.region, name));
  if (record == nullptr) return not_found(name);
  const json::array versions = list_of(*record, "Versions");
  if (wanted == 0) return shown(call, versions.back().as_object());
  for (const json::value& one : versions)
    if (number_of(one.as_object(), "Version", 0) == wanted) {
      json::object out = shown(call, one.as_object());
      out["Selector"] = fmt::format(":{}", wanted);
      return out;
    }
  return ApiError{.code = "ParameterVersionNotFound",
                  .message = fmt::format("Systems Manager could not find version {} of {}. Verify the version and try "
                                         "again.",
                                         wanted, name)};
}

Answer put_parameter(Desk& desk, const Call& call) {
  const std::string name = plain_name(desk, call.region, text_of(call.input, "Name"));
  const json::object* old = desk.records.find(call.region, parameter, name);
  if (name.starts_with("/aws/"))
    return ApiError{.code = "AccessDeniedException",
                    .message = fmt::format("No access to reserved parameter name: {}.", name)};
  if (name.starts_with("aws") || name.starts_with("ssm"))
    return ApiError{.code = "ValidationException",
                    .message = "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)."};
  if (old != nullptr && !flag_of(call.input, "Overwrite"))
    return ApiError{.code = "ParameterAlreadyExists",
                    .message =
                        "The parameter already exists. To overwrite this value, set the overwrite option in the "
                        "request to true."};
  if (old == nullptr && !call.input.contains("Type"))
    return ApiError{.code = "ValidationException",
                    .message = "A parameter type is required when you create a parameter."};
  if (old != nullptr && call.input.contains("Tags"))
    return ApiError{.code = "ValidationException",
                    .message =
                        "Invalid request: tags and overwrite can't be used together. To create a parameter with "
                        "tags, please remove overwrite flag."};
  json::object record = old == nullptr ? json::object{{"Versions", json::array()}} : *old;
  json::array& versions = record["Versions"].as_array();
  json::object version = versions.empty() ? json::object{{"Version", 0}, {"DataType", "text"}, {"Tier", "Standard"}}
                                          : versions.back().as_object();
  copy_members(call.input, version, {"Description", "Value", "Type", "KeyId", "AllowedPattern", "Tier", "DataType"});
  version["Name"] = name;
  version["ARN"] = arn_of(call, name);
  version["Version"] = version.at("Version").as_int64() + 1;
  version["LastModifiedDate"] = unix_seconds(call.now);
  version["LastModifiedUser"] = make_arn("iam", "", call.account, "root");
  json::object out = {{"Version", version.at("Version")}, {"Tier", version.at("Tier")}};
  versions.push_back(std::move(version));
  if (versions.size() > most_versions) versions.erase(versions.begin());
  if (call.input.contains("Tags")) record["Tags"] = call.input.at("Tags");
  desk.records.put(call.region, parameter, name, std::move(record));
  return out;
}

Answer get_parameter(Desk& desk, const Call& call) {
  Answer found = look_up(desk, call, text_of(call.input, "Name"));
  if (found.has_error()) return found.error();
  return json::object{{"Parameter", std::move(*found)}};
}

Answer get_parameters(Desk& desk, const Call& call) {
  json::array found;
  json::array invalid;
  for (const json::value& name : list_of(call.input, "Names")) {
    Answer one = look_up(desk, call, std::string(name.as_string()));
    if (one.has_value())
      found.push_back(std::move(*one));
    else
      invalid.push_back(name);
  }
  return json::object{{"Parameters", std::move(found)}, {"InvalidParameters", std::move(invalid)}};
}

Answer get_parameters_by_path(Desk& desk, const Call& call) {
  std::string path = text_of(call.input, "Path");
  if (!path.starts_with('/'))
    return ApiError{.code = "ValidationException",
                    .message =
                        "The parameter doesn't meet the parameter name requirements. The parameter name must "
                        "begin with a forward slash \"/\"."};
  if (!path.ends_with('/')) path += '/';
  json::array out;
  for (const Records::Entry& entry : desk.records.list(call.region, parameter)) {
    if (!entry.id.starts_with(path)) continue;
    const bool deeper = entry.id.find('/', path.size()) != std::string_view::npos;
    if (deeper && !flag_of(call.input, "Recursive")) continue;
    out.push_back(shown(call, list_of(*entry.object, "Versions").back().as_object()));
  }
  return page(call, std::move(out), number_of(call.input, "MaxResults", 10), "Parameters", "NextToken", style());
}

Answer delete_parameter(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "Name");
  if (!desk.records.erase(call.region, parameter, plain_name(desk, call.region, name))) return not_found(name);
  return json::object();
}

Answer delete_parameters(Desk& desk, const Call& call) {
  json::array gone;
  json::array invalid;
  for (const json::value& name : list_of(call.input, "Names")) {
    const bool was =
        desk.records.erase(call.region, parameter, plain_name(desk, call.region, std::string(name.as_string())));
    (was ? gone : invalid).push_back(name);
  }
  return json::object{{"DeletedParameters", std::move(gone)}, {"InvalidParameters", std::move(invalid)}};
}

/// {Key: Name|Type|Path|Tier|DataType, Option: Equals|BeginsWith|Contains|Recursive|OneLevel, Values}
bool fits(const json::object& filter, const json::object& version) {
  const std::string key = text_of(filter, "Key");
  const std::string option = text_of(filter, "Option");
  const std::string value = text_of(version, key == "Path" ? "Name" : key);
  const json::array values = list_of(filter, "Values");
  return std::any_of(values.begin(), values.end(), [&](const json::value& one) {
    const std::string wanted(one.as_string());
    if (key == "Path") {
      const std::string below = wanted.ends_with('/') ? wanted : wanted + "/";
      if (!value.starts_with(below)) return false;
      return option == "Recursive" || value.find('/', below.size()) == std::string::npos;
    }
    if (option == "BeginsWith") return value.starts_with(wanted);
    if (option == "Contains") return value.find(wanted) != std::string::npos;
    return value == wanted;
  });
}

Answer describe_parameters(Desk& desk, const Call& call) {
  json::array filters = list_of(call.input, "ParameterFilters");
  for (const json::value& old : list_of(call.input, "Filters")) filters.push_back(old);
  json::array out;
  for (const Records::Entry& entry : desk.records.list(call.region, parameter)) {
    json::object version = list_of(*entry.object, "Versions").back().as_object();
    if (!std::all_of(filters.begin(), filters.end(),
                     [&](const json::value& filter) { return fits(filter.as_object(), version); }))
      continue;
    version.erase("Value");
    version["Policies"] = json::array();
    out.push_back(std::move(version));
  }
  return page(call, std::move(out), number_of(call.input, "MaxResults", 50), "Parameters", "NextToken", style());
}

Answer get_parameter_history(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "Name");
  const json::object* record = desk.records.find(call.region, parameter, plain_name(desk, call.region, name));
  if (record == nullptr) return not_found(name);
  json::array out = list_of(*record, "Versions");
  for (json::value& one : out) one.as_object().erase("ARN");
  return page(call, std::move(out), number_of(call.input, "MaxResults", 50), "Parameters", "NextToken", style());
}

/// The tagged parameter; only parameters are here.
Answer tagged(const Desk& desk, const Call& call) {
  const std::string id = text_of(call.input, "ResourceId");
  const json::object* record = desk.records.find(call.region, parameter, plain_name(desk, call.region, id));
  if (text_of(call.input, "ResourceType") != "Parameter" || record == nullptr)
    return ApiError{.code = "InvalidResourceId",
                    .message =
                        "The resource ID isn't valid. Verify that you entered the "
                        "correct ID and try again."};
  return *record;
}

Answer change_parameter_tags(Desk& desk, const Call& call, bool add) {
  Answer record = tagged(desk, call);
  if (record.has_error()) return record.error();
  (*record)["Tags"] = add ? merged_tags(list_of(*record, "Tags"), list_of(call.input, "Tags"), "Key")
                          : tags_without(list_of(*record, "Tags"), list_of(call.input, "TagKeys"), "Key");
  desk.records.put(call.region, parameter, plain_name(desk, call.region, text_of(call.input, "ResourceId")),
                   std::move(*record));
  return json::object();
}

Answer list_tags(Desk& desk, const Call& call) {
  const Answer record = tagged(desk, call);
  if (record.has_error()) return record.error();
  return json::object{{"TagList", list_of(*record, "Tags")}};
}

void add_parameters(Desk& desk) {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto flag = [](const char* name) { return optional(name, protocol::boolean()); };
  const auto name = string({.least = 1, .most = 2048});
  const auto names = required("Names", list(name, {.least = 1, .most = 10}));
  const auto type = protocol::enumeration({"String", "StringList", "SecureString"});
  const auto tier = protocol::enumeration({"Standard", "Advanced", "Intelligent-Tiering"});
  const auto moment = optional("LastModifiedDate", protocol::timestamp());
  const auto version = optional("Version", protocol::long_integer());
  const auto most = [](std::int64_t count) {
    return optional("MaxResults", protocol::integer({.least = 1, .most = count}));
  };
  const auto tag = structure("Tag", {required("Key", string({.least = 1, .most = 128})),
                                     required("Value", string({.least = 1, .most = 256}))});
  const auto filter = structure(
      "ParameterStringFilter",
      {required("Key", string({.least = 1, .most = 132})), optional("Option", string({.least = 1, .most = 10})),
       optional("Values", list(string({.least = 1, .most = 1024}), {.least = 1, .most = 50}))});
  const auto one = structure("Parameter", {text("Name"), optional("Type", type), text("Value"), version,
                                           text("Selector"), moment, text("ARN"), text("DataType")});
  const auto metadata = structure(
      "ParameterMetadata",
      {text("Name"), text("ARN"), optional("Type", type), text("KeyId"), moment, text("LastModifiedUser"),
       text("Description"), text("Value"), text("AllowedPattern"), version, optional("Tier", tier),
       optional("Policies", list(structure("ParameterInlinePolicy", {text("PolicyText")}))), text("DataType")});
  desk.on("PutParameter",
          structure("PutParameterRequest",
                    {required("Name", name), optional("Description", string({.most = 1024})),
                     required("Value", string()), optional("Type", type), text("KeyId"), flag("Overwrite"),
                     optional("AllowedPattern", string({.most = 1024})), optional("Tags", list(tag, {.most = 1000})),
                     optional("Tier", tier), text("DataType")}),
          structure("PutParameterResult", {version, optional("Tier", tier)}), put_parameter);
  desk.on("GetParameter", structure("GetParameterRequest", {required("Name", name), flag("WithDecryption")}),
          structure("GetParameterResult", {optional("Parameter", one)}), get_parameter);
  desk.on("GetParameters", structure("GetParametersRequest", {names, flag("WithDecryption")}),
          structure("GetParametersResult",
                    {optional("Parameters", list(one)), optional("InvalidParameters", list(string()))}),
          get_parameters);
  desk.on("GetParametersByPath",
          structure("GetParametersByPathRequest",
                    {required("Path", name), flag("Recursive"), optional("ParameterFilters", list(filter)),
                     flag("WithDecryption"), most(10), text("NextToken")}),
          structure("GetParametersByPathResult", {optional("Parameters", list(one)), text("NextToken")}),
          get_parameters_by_path);
  desk.on("DeleteParameter", structure("DeleteParameterRequest", {required("Name", name)}),
          structure("DeleteParameterResult", {}), delete_parameter);
  desk.on("DeleteParameters", structure("DeleteParametersRequest", {names}),
          structure("DeleteParametersResult",
                    {optional("DeletedParameters", list(string())), optional("InvalidParameters", list(string()))}),
          delete_parameters);
  desk.on("DescribeParameters",
          structure("DescribeParametersRequest",
                    {optional("Filters", list(filter)), optional("ParameterFilters", list(filter)), most(50),
                     text("NextToken"), flag("Shared")}),
          structure("DescribeParametersResult", {optional("Parameters", list(metadata)), text("NextToken")}),
          describe_parameters);
  desk.on("GetParameterHistory",
          structure("GetParameterHistoryRequest",
                    {required("Name", name), flag("WithDecryption"), most(50), text("NextToken")}),
          structure("GetParameterHistoryResult", {optional("Parameters", list(metadata)), text("NextToken")}),
          get_parameter_history);
  const auto resource = [&](const std::string& title, std::vector<protocol::Member> more) {
    more.push_back(required("ResourceType", string()));
    more.push_back(required("ResourceId", string()));
    return structure(title, std::move(more));
  };
  desk.on("AddTagsToResource", resource("AddTagsToResourceRequest", {required("Tags", list(tag, {.most = 1000}))}),
          structure("AddTagsToResourceResult", {}),
          [](Desk& at, const Call& call) { return change_parameter_tags(at, call, true); });
  desk.on("RemoveTagsFromResource", resource("RemoveTagsFromResourceRequest", {required("TagKeys", list(string()))}),
          structure("RemoveTagsFromResourceResult", {}),
          [](Desk& at, const Call& call) { return change_parameter_tags(at, call, false); });
  desk.on("ListTagsForResource", resource("ListTagsForResourceRequest", {}),
          structure("ListTagsForResourceResult", {optional("TagList", list(tag))}), list_tags);
}

}  // namespace

Ssm::Ssm(Account& account) : desk_(account, "ssm", ssm_operations()) { add_parameters(desk_); }

protocol::Service Ssm::service() const {
  return {.id = "SSM",
          .signing_name = "ssm",
          .api_version = "2014-11-06",
          .target_prefix = "AmazonSSM",
          .wires = {protocol::Wire::json_1_1},
          .errors = style(),
          .operations = desk_.operations.all()};
}

std::optional<std::string> Ssm::value_of(std::string_view region, std::string_view name) const {
  const json::object* record = desk_.records.find(region, parameter, plain_name(desk_, region, name));
  if (record == nullptr) return std::nullopt;
  return text_of(list_of(*record, "Versions").back().as_object(), "Value");
}

}  // namespace rampart::aws::recorded
