// AWS::IAM::*: kept by the recorded IAM where it has the operation; nothing here asks whether a role may do a thing.
#include <fmt/format.h>

#include <algorithm>

#include "aws/account/account.h"
#include "aws/cloudformation/resource_values.h"

namespace rampart::aws::cloudformation {
namespace {

namespace json = boost::json;

std::string policy_name(const json::value& policy) { return text_at(policy.as_object(), "PolicyName"); }

json::object inline_policy(const Subject& subject, const json::value& policy) {
  return {{"RoleName", subject.physical_id},
          {"PolicyName", policy_name(policy)},
          {"PolicyDocument", text_at(policy.as_object(), "PolicyDocument")}};
}

Done detach(const Subject& subject, const json::value& arn) {
  return ask_if_known(subject, "iam", "DetachRolePolicy", {{"RoleName", subject.physical_id}, {"PolicyArn", arn}});
}

Done drop(const Subject& subject, const json::value& policy) {
  json::object input = inline_policy(subject, policy);
  input.erase("PolicyDocument");
  return ask_if_known(subject, "iam", "DeleteRolePolicy", std::move(input));
}

Done settle_role(Subject& subject) {
  const json::array arns = list_at(subject.properties, "ManagedPolicyArns");
  for (const json::value& arn : list_at(subject.before, "ManagedPolicyArns"))
    if (std::find(arns.begin(), arns.end(), arn) == arns.end())
      if (auto r = detach(subject, arn); r.has_error()) return r;
  for (const json::value& arn : arns)
    if (auto r =
            ask_if_known(subject, "iam", "AttachRolePolicy", {{"RoleName", subject.physical_id}, {"PolicyArn", arn}});
        r.has_error())
      return r;
  const json::array policies = list_at(subject.properties, "Policies");
  for (const json::value& old : list_at(subject.before, "Policies"))
    if (std::none_of(policies.begin(), policies.end(),
                     [&](const json::value& one) { return policy_name(one) == policy_name(old); }))
      if (auto r = drop(subject, old); r.has_error()) return r;
  for (const json::value& policy : policies)
    if (auto r = ask_if_known(subject, "iam", "PutRolePolicy", inline_policy(subject, policy)); r.has_error()) return r;
  if (!subject.updating) return {};
  if (changed(subject, "AssumeRolePolicyDocument"))
    if (auto r = ask_if_known(subject, "iam", "UpdateAssumeRolePolicy",
                              {{"RoleName", subject.physical_id},
                               {"PolicyDocument", text_at(subject.properties, "AssumeRolePolicyDocument")}});
        r.has_error())
      return r;
  if (!changed(subject, "Description") && !changed(subject, "MaxSessionDuration")) return {};
  json::object input = subject.properties;
  input["RoleName"] = subject.physical_id;
  return ask_if_known(subject, "iam", "UpdateRole", std::move(input));
}

/// A role can only be deleted without policies.
Done empty_role(Subject& subject) {
  for (const json::value& arn : list_at(subject.properties, "ManagedPolicyArns")) (void)detach(subject, arn);
  for (const json::value& policy : list_at(subject.properties, "Policies")) (void)drop(subject, policy);
  return {};
}

std::string path_of(const Subject& subject) {
  const std::string path = text_at(subject.properties, "Path");
  return path.empty() ? "/" : path;
}

void learn_role(Subject& subject, const json::object&) {
  if (!subject.attributes.contains("Arn"))
    subject.attributes["Arn"] =
        make_arn("iam", "", subject.account, fmt::format("role{}{}", path_of(subject), subject.physical_id));
}

/// An inline policy stands in each of the roles it names.
Done settle_policy(Subject& subject) {
  const std::string policy = text_at(subject.properties, "PolicyName");
  const json::array roles = list_at(subject.properties, "Roles");
  for (const json::value& old : list_at(subject.before, "Roles"))
    if (std::find(roles.begin(), roles.end(), old) == roles.end())
      if (auto r = ask_if_known(subject, "iam", "DeleteRolePolicy", {{"RoleName", old}, {"PolicyName", policy}});
          r.has_error())
        return r;
  for (const json::value& role : roles)
    if (auto r = ask_if_known(subject, "iam", "PutRolePolicy",
                              {{"RoleName", role},
                               {"PolicyName", policy},
                               {"PolicyDocument", text_at(subject.properties, "PolicyDocument")}});
        r.has_error())
      return r;
  return {};
}

void learn_policy(Subject& subject, const json::object&) { subject.physical_id = subject.name; }

Done drop_policy(Subject& subject) {
  for (const json::value& role : list_at(subject.properties, "Roles"))
    (void)ask_if_known(subject, "iam", "DeleteRolePolicy",
                       {{"RoleName", role}, {"PolicyName", text_at(subject.properties, "PolicyName")}});
  return {};
}

json::object managed_policy_input(const Subject& subject) {
  json::object out = subject.properties;
  out["PolicyName"] = text_at(out, "ManagedPolicyName");
  return out;
}

void learn_managed_policy(Subject& subject, const json::object&) {
  if (!subject.physical_id.starts_with("arn:")) {
    const std::string own = text_at(subject.properties, "ManagedPolicyName");
    subject.physical_id = make_arn("iam", "", subject.account,
                                   fmt::format("policy{}{}", path_of(subject), own.empty() ? subject.name : own));
  }
  subject.attributes["PolicyArn"] = subject.physical_id;
}

Done settle_managed_policy(Subject& subject) {
  if (subject.updating && changed(subject, "PolicyDocument"))
    if (auto r = ask_if_known(subject, "iam", "CreatePolicyVersion",
                              {{"PolicyArn", subject.physical_id},
                               {"PolicyDocument", text_at(subject.properties, "PolicyDocument")},
                               {"SetAsDefault", true}});
        r.has_error())
      return r;
  for (const json::value& role : list_at(subject.properties, "Roles"))
    if (auto r =
            ask_if_known(subject, "iam", "AttachRolePolicy", {{"RoleName", role}, {"PolicyArn", subject.physical_id}});
        r.has_error())
      return r;
  return {};
}

Done free_managed_policy(Subject& subject) {
  for (const json::value& role : list_at(subject.properties, "Roles"))
    (void)ask_if_known(subject, "iam", "DetachRolePolicy", {{"RoleName", role}, {"PolicyArn", subject.physical_id}});
  return {};
}

}  // namespace

std::vector<ResourceType> identity_types() {
  return {
      {.name = "AWS::IAM::Role",
       .service = "iam",
       .create = "CreateRole",
       .id_path = "Role.RoleName",
       .attributes = {{"Arn", "Role.Arn"}, {"RoleId", "Role.RoleId"}},
       .name_property = "RoleName",
       .most_name = 64,
       .tags = Tags::list,
       .remove = "DeleteRole",
       .key = "RoleName",
       .replacing = {"Path", "RoleName"},
       .recorded_as = "NAME",
       .learn = learn_role,
       .after = settle_role,
       .before_remove = empty_role},
      {.name = "AWS::IAM::Policy",
       .replacing = {"PolicyName"},
       .learn = learn_policy,
       .after = settle_policy,
       .before_remove = drop_policy},
      {.name = "AWS::IAM::ManagedPolicy",
       .service = "iam",
       .create = "CreatePolicy",
       .id_path = "Policy.Arn",
       .name_property = "ManagedPolicyName",
       .most_name = 128,
       .tags = Tags::list,
       .remove = "DeletePolicy",
       .key = "PolicyArn",
       .replacing = {"Description", "ManagedPolicyName", "Path"},
       .recorded_as = "NAME",
       .input = managed_policy_input,
       .learn = learn_managed_policy,
       .after = settle_managed_policy,
       .before_remove = free_managed_policy},
  };
}

}  // namespace rampart::aws::cloudformation
