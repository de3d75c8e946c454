#include <algorithm>

#include "aws/recorded/iam_desk.h"

namespace rampart::aws::recorded::iam {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

constexpr std::size_t most_versions = 5;

Answer policy_of(const Desk& desk, const Call& call) {
  const std::string arn = text_of(call.input, "PolicyArn");
  if (const json::object* found = desk.records.find(everywhere, "policy", arn)) return *found;
  if (arn.starts_with("arn:aws:iam::aws:policy/"))  // one of AWS's: known by name only
    return json::object{{"PolicyName", arn.substr(arn.rfind('/') + 1)},
                        {"PolicyId", "ANPAAWSMANAGEDPOLICY0"},
                        {"Arn", arn},
                        {"Path", "/"},
                        {"DefaultVersionId", "v1"},
                        {"IsAttachable", true},
                        {"PermissionsBoundaryUsageCount", 0},
                        {"Versions", json::array()}};
  return no_such_entity(fmt::format("Policy {} was not found.", arn));
}

std::int64_t attachments_of(const Desk& desk, const std::string& arn, json::array* roles = nullptr) {
  std::int64_t count = 0;
  for (const Records::Entry& entry : desk.records.list(everywhere, "role"))
    for (const json::value& one : list_of(*entry.object, "Attached"))
      if (one.as_string() == arn) {
        ++count;
        if (roles != nullptr)
          roles->push_back({{"RoleName", entry.object->at("RoleName")}, {"RoleId", entry.object->at("RoleId")}});
      }
  return count;
}

json::object shown(const Desk& desk, json::object policy) {
  policy["AttachmentCount"] = attachments_of(desk, text_of(policy, "Arn"));
  policy.erase("Versions");
  return policy;
}

/// A version without its document, as lists show it.
json::object headline(const json::object& policy, const json::object& version) {
  json::object out = version;
  out.erase("Document");
  out["IsDefaultVersion"] = text_of(version, "VersionId") == text_of(policy, "DefaultVersionId");
  return out;
}

Answer create_policy(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "PolicyName");
  const std::string arn = make_arn("iam", "", call.account, "policy" + path_of(call) + name);
  for (const Records::Entry& entry : desk.records.list(everywhere, "policy"))
    if (text_of(*entry.object, "PolicyName") == name)
      return already_exists(fmt::format("A policy called {} already exists. Duplicate names are not allowed.", name));
  json::object policy = {{"PolicyName", name},
                         {"PolicyId", draw_unique_id(desk, "ANPA")},
                         {"Arn", arn},
                         {"Path", path_of(call)},
                         {"DefaultVersionId", "v1"},
                         {"PermissionsBoundaryUsageCount", 0},
                         {"IsAttachable", true},
                         {"CreateDate", unix_seconds(call.now)},
                         {"UpdateDate", unix_seconds(call.now)},
                         {"NextVersion", 2},
                         {"Versions", json::array{json::object{{"Document", call.input.at("PolicyDocument")},
                                                               {"VersionId", "v1"},
                                                               {"CreateDate", unix_seconds(call.now)}}}}};
  copy_members(call.input, policy, {"Description", "Tags"});
  desk.records.put(everywhere, "policy", arn, policy);
  return json::object{{"Policy", shown(desk, std::move(policy))}};
}

Answer get_policy(Desk& desk, const Call& call) {
  Answer policy = policy_of(desk, call);
  if (policy.has_error()) return policy.error();
  return json::object{{"Policy", shown(desk, std::move(*policy))}};
}

Answer list_policies(Desk& desk, const Call& call) {
  json::array out;
  if (text_of(call.input, "Scope") != "AWS")
    for (const Records::Entry& entry : desk.records.list(everywhere, "policy")) {
      json::object policy = shown(desk, *entry.object);
      const bool attached = number_of(policy, "AttachmentCount", 0) > 0;
      if (!text_of(policy, "Path").starts_with(text_of(call.input, "PathPrefix"))) continue;
      if (flag_of(call.input, "OnlyAttached") && !attached) continue;
      policy.erase("Tags");
      out.push_back(std::move(policy));
    }
  return page_of(call, std::move(out), "Policies");
}

Answer delete_policy(Desk& desk, const Call& call) {
  const std::string arn = text_of(call.input, "PolicyArn");
  const json::object* policy = desk.records.find(everywhere, "policy", arn);
  if (policy == nullptr) return no_such_entity(fmt::format("Policy {} was not found.", arn));
  if (attachments_of(desk, arn) > 0) return delete_conflict("Cannot delete a policy attached to entities.");
  if (list_of(*policy, "Versions").size() > 1)
    return delete_conflict(
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.");
  desk.records.erase(everywhere, "policy", arn);
  return json::object();
}

Answer create_policy_version(Desk& desk, const Call& call) {
  const std::string arn = text_of(call.input, "PolicyArn");
  const json::object* found = desk.records.find(everywhere, "policy", arn);
  if (found == nullptr) return no_such_entity(fmt::format("Policy {} was not found.", arn));
  json::object policy = *found;
  json::array& versions = policy["Versions"].as_array();
  if (versions.size() >= most_versions)
    return protocol::ApiError{.code = "LimitExceeded",
                              .message =
                                  "A managed policy can have up to 5 versions. Before you create a new version, "
                                  "you must delete an existing version.",
                              .http_status = 409};
  const std::int64_t number = number_of(policy, "NextVersion", 2);
  json::object version = {{"Document", call.input.at("PolicyDocument")},
                          {"VersionId", fmt::format("v{}", number)},
                          {"CreateDate", unix_seconds(call.now)}};
  policy["NextVersion"] = number + 1;
  if (flag_of(call.input, "SetAsDefault")) policy["DefaultVersionId"] = version.at("VersionId");
  policy["UpdateDate"] = unix_seconds(call.now);
  json::object out = headline(policy, version);
  versions.insert(versions.begin(), std::move(version));  // newest first
  desk.records.put(everywhere, "policy", arn, std::move(policy));
  return json::object{{"PolicyVersion", std::move(out)}};
}

protocol::ApiError no_such_version(const Call& call) {
  return no_such_entity(fmt::format("Policy {} version {} does not exist or is not attachable.",
                                    text_of(call.input, "PolicyArn"), text_of(call.input, "VersionId")));
}

Answer get_policy_version(Desk& desk, const Call& call) {
  const Answer policy = policy_of(desk, call);
  if (policy.has_error()) return policy.error();
  for (const json::value& one : list_of(*policy, "Versions"))
    if (text_of(one.as_object(), "VersionId") == text_of(call.input, "VersionId")) {
      json::object out = headline(*policy, one.as_object());
      out["Document"] = encoded(text_of(one.as_object(), "Document"));
      return json::object{{"PolicyVersion", std::move(out)}};
    }
  return no_such_version(call);
}

Answer list_policy_versions(Desk& desk, const Call& call) {
  const Answer policy = policy_of(desk, call);
  if (policy.has_error()) return policy.error();
  json::array out;
  for (const json::value& one : list_of(*policy, "Versions")) out.push_back(headline(*policy, one.as_object()));
  return page_of(call, std::move(out), "Versions");
}

Answer change_version(Desk& desk, const Call& call, bool remove) {
  const std::string arn = text_of(call.input, "PolicyArn");
  const std::string version = text_of(call.input, "VersionId");
  const json::object* found = desk.records.find(everywhere, "policy", arn);
  if (found == nullptr) return no_such_entity(fmt::format("Policy {} was not found.", arn));
  json::object policy = *found;
  json::array& versions = policy["Versions"].as_array();
  const auto at = std::find_if(versions.begin(), versions.end(), [&](const json::value& one) {
    return text_of(one.as_object(), "VersionId") == version;
  });
  if (at == versions.end()) return no_such_version(call);
  if (remove && version == text_of(policy, "DefaultVersionId"))
    return delete_conflict("Cannot delete the default version of a policy.");
  if (remove)
    versions.erase(at);
  else
    policy["DefaultVersionId"] = version;
  desk.records.put(everywhere, "policy", arn, std::move(policy));
  return json::object();
}

Answer list_entities(Desk& desk, const Call& call) {
  const Answer policy = policy_of(desk, call);
  if (policy.has_error()) return policy.error();
  json::array roles;
  attachments_of(desk, text_of(*policy, "Arn"), &roles);
  Answer out = page_of(call, std::move(roles), "PolicyRoles");
  if (out.has_error()) return out;
  (*out)["PolicyGroups"] = json::array();
  (*out)["PolicyUsers"] = json::array();
  return out;
}

}  // namespace

void add_policies(Desk& desk) {
  const auto moment = protocol::timestamp();
  const auto count = protocol::integer();
  const auto arn = required("PolicyArn", string({.least = 20, .most = 2048}));
  const auto document = required("PolicyDocument", string({.least = 1, .most = 131072}));
  const auto version_id = required("VersionId", string({.pattern = "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?"}));
  const auto policy =
      structure("Policy", {text("PolicyName"), text("PolicyId"), text("Arn"), text("Path"), text("DefaultVersionId"),
                           optional("AttachmentCount", count), optional("PermissionsBoundaryUsageCount", count),
                           optional("IsAttachable", protocol::boolean()), text("Description"),
                           optional("CreateDate", moment), optional("UpdateDate", moment), tag_list()});
  const auto version =
      structure("PolicyVersion", {text("Document"), text("VersionId"),
                                  optional("IsDefaultVersion", protocol::boolean()), optional("CreateDate", moment)});
  desk.on("CreatePolicy",
          structure("CreatePolicyRequest", {named("PolicyName"), optional("Path", string({.least = 1, .most = 512})),
                                            document, optional("Description", string({.most = 1000})), tag_list()}),
          structure("CreatePolicyResponse", {optional("Policy", policy)}), create_policy);
  desk.on("GetPolicy", structure("GetPolicyRequest", {arn}),
          structure("GetPolicyResponse", {optional("Policy", policy)}), get_policy);
  desk.on("ListPolicies",
          list_input("ListPoliciesRequest", {optional("Scope", protocol::enumeration({"All", "AWS", "Local"})),
                                             optional("OnlyAttached", protocol::boolean())}),
          list_output("ListPoliciesResponse", "Policies", policy), list_policies);
  desk.on("DeletePolicy", structure("DeletePolicyRequest", {arn}), nothing("DeletePolicyResponse"), delete_policy);
  desk.on("CreatePolicyVersion",
          structure("CreatePolicyVersionRequest", {arn, document, optional("SetAsDefault", protocol::boolean())}),
          structure("CreatePolicyVersionResponse", {optional("PolicyVersion", version)}), create_policy_version);
  desk.on("GetPolicyVersion", structure("GetPolicyVersionRequest", {arn, version_id}),
          structure("GetPolicyVersionResponse", {optional("PolicyVersion", version)}), get_policy_version);
  desk.on("ListPolicyVersions", list_input("ListPolicyVersionsRequest", {arn}),
          list_output("ListPolicyVersionsResponse", "Versions", version), list_policy_versions);
  desk.on("DeletePolicyVersion", structure("DeletePolicyVersionRequest", {arn, version_id}),
          nothing("DeletePolicyVersionResponse"),
          [](Desk& at, const Call& call) { return change_version(at, call, true); });
  desk.on("SetDefaultPolicyVersion", structure("SetDefaultPolicyVersionRequest", {arn, version_id}),
          nothing("SetDefaultPolicyVersionResponse"),
          [](Desk& at, const Call& call) { return change_version(at, call, false); });
  const auto entity = [](const std::string& kind) {
    return protocol::list(structure("Policy" + kind, {text(kind + "Name"), text(kind + "Id")}));
  };
  desk.on("ListEntitiesForPolicy", list_input("ListEntitiesForPolicyRequest", {arn}),
          structure(
              "ListEntitiesForPolicyResponse",
              {optional("PolicyGroups", entity("Group")), optional("PolicyUsers", entity("User")),
               optional("PolicyRoles", entity("Role")), optional("IsTruncated", protocol::boolean()), text("Marker")}),
          list_entities);
}

}  // namespace rampart::aws::recorded::iam
