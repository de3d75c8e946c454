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

/// As the API shows it; the record keeps its document plain, and its policies beside it.
json::object shown(json::object role) {
  role["AssumeRolePolicyDocument"] = encoded(text_of(role, "AssumeRolePolicyDocument"));
  role.erase("Attached");
  role.erase("Inline");
  return role;
}

Answer create_role(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  if (desk.records.find(everywhere, "role", name) != nullptr)
    return already_exists(fmt::format("Role with name {} already exists.", name));
  json::object role = {{"Path", path_of(call)},
                       {"RoleName", name},
                       {"RoleId", draw_unique_id(desk, "AROA")},
                       {"Arn", make_arn("iam", "", call.account, "role" + path_of(call) + name)},
                       {"CreateDate", unix_seconds(call.now)},
                       {"MaxSessionDuration", 3600},
                       {"Attached", json::array()},
                       {"Inline", json::object()}};
  copy_members(call.input, role, {"AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "Tags"});
  if (const std::string boundary = text_of(call.input, "PermissionsBoundary"); !boundary.empty())
    role["PermissionsBoundary"] =
        json::object{{"PermissionsBoundaryType", "Policy"}, {"PermissionsBoundaryArn", boundary}};
  desk.records.put(everywhere, "role", name, role);
  return json::object{{"Role", shown(std::move(role))}};
}

Answer get_role(Desk& desk, const Call& call) {
  Answer role = role_named(desk, text_of(call.input, "RoleName"));
  if (role.has_error()) return role.error();
  json::object out = shown(std::move(*role));
  out["RoleLastUsed"] = json::object();
  return json::object{{"Role", std::move(out)}};
}

Answer list_roles(Desk& desk, const Call& call) {
  json::array out;
  for (const Records::Entry& entry : desk.records.list(everywhere, "role")) {
    if (!text_of(*entry.object, "Path").starts_with(text_of(call.input, "PathPrefix"))) continue;
    json::object role = shown(*entry.object);
    for (const char* member : {"Tags", "PermissionsBoundary"}) role.erase(member);  // as IAM leaves them out of lists
    out.push_back(std::move(role));
  }
  return page_of(call, std::move(out), "Roles");
}

Answer delete_role(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  const Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  if (!list_of(*role, "Attached").empty())
    return delete_conflict("Cannot delete entity, must detach all policies first.");
  if (!role->at("Inline").as_object().empty())
    return delete_conflict("Cannot delete entity, must delete policies first.");
  for (const Records::Entry& entry : desk.records.list(everywhere, "instance-profile"))
    for (const json::value& one : list_of(*entry.object, "Roles"))
      if (one.as_string() == name)
        return delete_conflict("Cannot delete entity, must remove roles from instance profile first.");
  desk.records.erase(everywhere, "role", name);
  return json::object();
}

/// Changes the role and keeps it.
template <class Change>
Answer change_role(Desk& desk, const Call& call, Change change) {
  const std::string name = text_of(call.input, "RoleName");
  Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  change(*role);
  desk.records.put(everywhere, "role", name, std::move(*role));
  return json::object();
}

Answer update_role(Desk& desk, const Call& call) {
  return change_role(desk, call, [&](json::object& role) {
    copy_members(call.input, role, {"Description", "MaxSessionDuration"});
  });
}

Answer update_role_description(Desk& desk, const Call& call) {
  if (const Answer changed = update_role(desk, call); changed.has_error()) return changed.error();
  return json::object{{"Role", shown(*role_named(desk, text_of(call.input, "RoleName")))}};
}

Answer update_assume_role_policy(Desk& desk, const Call& call) {
  return change_role(desk, call,
                     [&](json::object& role) { role["AssumeRolePolicyDocument"] = call.input.at("PolicyDocument"); });
}

Answer put_boundary(Desk& desk, const Call& call) {
  return change_role(desk, call, [&](json::object& role) {
    role["PermissionsBoundary"] = json::object{{"PermissionsBoundaryType", "Policy"},
                                               {"PermissionsBoundaryArn", call.input.at("PermissionsBoundary")}};
  });
}

Answer delete_boundary(Desk& desk, const Call& call) {
  return change_role(desk, call, [](json::object& role) { role.erase("PermissionsBoundary"); });
}

Answer tag_role(Desk& desk, const Call& call) {
  return change_role(desk, call, [&](json::object& role) {
    role["Tags"] = merged_tags(list_of(role, "Tags"), list_of(call.input, "Tags"), "Key");
  });
}

Answer untag_role(Desk& desk, const Call& call) {
  return change_role(desk, call, [&](json::object& role) {
    role["Tags"] = tags_without(list_of(role, "Tags"), list_of(call.input, "TagKeys"), "Key");
  });
}

Answer list_role_tags(Desk& desk, const Call& call) {
  const Answer role = role_named(desk, text_of(call.input, "RoleName"));
  if (role.has_error()) return role.error();
  return page_of(call, list_of(*role, "Tags"), "Tags");
}

}  // namespace

protocol::Shape role() {
  static const protocol::Shape boundary =
      structure("AttachedPermissionsBoundary", {text("PermissionsBoundaryType"), text("PermissionsBoundaryArn")});
  static const protocol::Shape used =
      structure("RoleLastUsed", {optional("LastUsedDate", protocol::timestamp()), text("Region")});
  static const protocol::Shape shape =
      structure("Role", {text("Path"), text("RoleName"), text("RoleId"), text("Arn"),
                         optional("CreateDate", protocol::timestamp()), text("AssumeRolePolicyDocument"),
                         text("Description"), optional("MaxSessionDuration", protocol::integer()),
                         optional("PermissionsBoundary", boundary), tag_list(), optional("RoleLastUsed", used)});
  return shape;
}

void add_roles(Desk& desk) {
  const auto document = string({.least = 1, .most = 131072});
  const auto duration = optional("MaxSessionDuration", protocol::integer({.least = 3600, .most = 43200}));
  const auto description = optional("Description", string({.most = 1000}));
  const auto answered = [](const std::string& name) { return structure(name, {optional("Role", role())}); };
  const auto by_name = [](const std::string& name) { return structure(name, {named("RoleName")}); };
  desk.on("CreateRole",
          structure("CreateRoleRequest", {optional("Path", string({.least = 1, .most = 512})), named("RoleName"),
                                          required("AssumeRolePolicyDocument", document), description, duration,
                                          text("PermissionsBoundary"), tag_list()}),
          answered("CreateRoleResponse"), create_role);
  desk.on("GetRole", by_name("GetRoleRequest"), answered("GetRoleResponse"), get_role);
  desk.on("ListRoles", list_input("ListRolesRequest", {}), list_output("ListRolesResponse", "Roles", role()),
          list_roles);
  desk.on("DeleteRole", by_name("DeleteRoleRequest"), nothing("DeleteRoleResponse"), delete_role);
  desk.on("UpdateRole", structure("UpdateRoleRequest", {named("RoleName"), description, duration}),
          nothing("UpdateRoleResponse"), update_role);
  desk.on("UpdateRoleDescription",
          structure("UpdateRoleDescriptionRequest", {named("RoleName"), required("Description", string())}),
          answered("UpdateRoleDescriptionResponse"), update_role_description);
  desk.on("UpdateAssumeRolePolicy",
          structure("UpdateAssumeRolePolicyRequest", {named("RoleName"), required("PolicyDocument", document)}),
          nothing("UpdateAssumeRolePolicyResponse"), update_assume_role_policy);
  desk.on(
      "PutRolePermissionsBoundary",
      structure("PutRolePermissionsBoundaryRequest", {named("RoleName"), required("PermissionsBoundary", string())}),
      nothing("PutRolePermissionsBoundaryResponse"), put_boundary);
  desk.on("DeleteRolePermissionsBoundary", by_name("DeleteRolePermissionsBoundaryRequest"),
          nothing("DeleteRolePermissionsBoundaryResponse"), delete_boundary);
  desk.on("TagRole", structure("TagRoleRequest", {named("RoleName"), tag_list(true)}), nothing("TagRoleResponse"),
          tag_role);
  desk.on("UntagRole",
          structure("UntagRoleRequest", {named("RoleName"), required("TagKeys", protocol::list(string()))}),
          nothing("UntagRoleResponse"), untag_role);
  desk.on("ListRoleTags", list_input("ListRoleTagsRequest", {named("RoleName")}),
          structure("ListRoleTagsResponse", {tag_list(), optional("IsTruncated", protocol::boolean()), text("Marker")}),
          list_role_tags);
}

}  // namespace rampart::aws::recorded::iam
