#include <algorithm>

#include "aws/recorded/iam_desk.h"

namespace rampart::aws::recorded::iam {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::required;
using protocol::string;
using protocol::structure;

/// AWS's own can be attached unseen; ours must be there.
bool is_attachable(const Desk& desk, const std::string& arn) {
  return arn.starts_with("arn:aws:iam::aws:policy/") || desk.records.find(everywhere, "policy", arn) != nullptr;
}

Answer attach_role_policy(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  const std::string arn = text_of(call.input, "PolicyArn");
  Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  if (!is_attachable(desk, arn))
    return no_such_entity(fmt::format("Policy {} does not exist or is not attachable.", arn));
  json::array& attached = (*role)["Attached"].as_array();
  if (std::none_of(attached.begin(), attached.end(), [&](const json::value& one) { return one.as_string() == arn; }))
    attached.emplace_back(arn);
  desk.records.put(everywhere, "role", name, std::move(*role));
  return json::object();
}

Answer detach_role_policy(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  const std::string arn = text_of(call.input, "PolicyArn");
  Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  json::array left;
  for (const json::value& one : list_of(*role, "Attached"))
    if (one.as_string() != arn) left.push_back(one);
  if (left.size() == list_of(*role, "Attached").size())
    return no_such_entity(fmt::format("Policy {} was not found.", arn));
  (*role)["Attached"] = std::move(left);
  desk.records.put(everywhere, "role", name, std::move(*role));
  return json::object();
}

Answer list_attached_role_policies(Desk& desk, const Call& call) {
  const Answer role = role_named(desk, text_of(call.input, "RoleName"));
  if (role.has_error()) return role.error();
  json::array out;
  for (const json::value& one : list_of(*role, "Attached")) {
    const std::string arn(one.as_string());
    out.push_back({{"PolicyName", arn.substr(arn.rfind('/') + 1)}, {"PolicyArn", arn}});
  }
  return page_of(call, std::move(out), "AttachedPolicies");
}

Answer put_role_policy(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  (*role)["Inline"].as_object()[text_of(call.input, "PolicyName")] = call.input.at("PolicyDocument");
  desk.records.put(everywhere, "role", name, std::move(*role));
  return json::object();
}

Answer get_role_policy(Desk& desk, const Call& call) {
  const Answer role = role_named(desk, text_of(call.input, "RoleName"));
  if (role.has_error()) return role.error();
  const std::string policy = text_of(call.input, "PolicyName");
  const json::object& kept = role->at("Inline").as_object();
  if (!kept.contains(policy))
    return no_such_entity(fmt::format("The role policy with name {} cannot be found.", policy));
  return json::object{
      {"RoleName", role->at("RoleName")}, {"PolicyName", policy}, {"PolicyDocument", encoded(text_of(kept, policy))}};
}

Answer delete_role_policy(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  const std::string policy = text_of(call.input, "PolicyName");
  if ((*role)["Inline"].as_object().erase(policy) == 0)
    return no_such_entity(fmt::format("The role policy with name {} cannot be found.", policy));
  desk.records.put(everywhere, "role", name, std::move(*role));
  return json::object();
}

Answer list_role_policies(Desk& desk, const Call& call) {
  const Answer role = role_named(desk, text_of(call.input, "RoleName"));
  if (role.has_error()) return role.error();
  std::vector<std::string> names;
  for (const auto& [name, document] : role->at("Inline").as_object()) names.emplace_back(name);
  std::sort(names.begin(), names.end());
  return page_of(call, json::array(names.begin(), names.end()), "PolicyNames");
}

}  // namespace

void add_role_policies(Desk& desk) {
  const auto arn = required("PolicyArn", string({.least = 20, .most = 2048}));
  const auto pair = [&](const std::string& name) { return structure(name, {named("RoleName"), arn}); };
  const auto inline_pair = [](const std::string& name) {
    return structure(name, {named("RoleName"), named("PolicyName")});
  };
  desk.on("AttachRolePolicy", pair("AttachRolePolicyRequest"), nothing("AttachRolePolicyResponse"), attach_role_policy);
  desk.on("DetachRolePolicy", pair("DetachRolePolicyRequest"), nothing("DetachRolePolicyResponse"), detach_role_policy);
  desk.on("ListAttachedRolePolicies", list_input("ListAttachedRolePoliciesRequest", {named("RoleName")}),
          list_output("ListAttachedRolePoliciesResponse", "AttachedPolicies",
                      structure("AttachedPolicy", {text("PolicyName"), text("PolicyArn")})),
          list_attached_role_policies);
  desk.on("PutRolePolicy",
          structure("PutRolePolicyRequest", {named("RoleName"), named("PolicyName"),
                                             required("PolicyDocument", string({.least = 1, .most = 131072}))}),
          nothing("PutRolePolicyResponse"), put_role_policy);
  desk.on("GetRolePolicy", inline_pair("GetRolePolicyRequest"),
          structure("GetRolePolicyResponse", {text("RoleName"), text("PolicyName"), text("PolicyDocument")}),
          get_role_policy);
  desk.on("DeleteRolePolicy", inline_pair("DeleteRolePolicyRequest"), nothing("DeleteRolePolicyResponse"),
          delete_role_policy);
  desk.on("ListRolePolicies", list_input("ListRolePoliciesRequest", {named("RoleName")}),
          list_output("ListRolePoliciesResponse", "PolicyNames", string()), list_role_policies);
}

}  // namespace rampart::aws::recorded::iam
