#include <utility>

#include "aws/recorded/iam_desk.h"

namespace rampart::aws::recorded::iam {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::structure;

/// Services that have such a role, and what it is called.
constexpr std::pair<std::string_view, std::string_view> linked[] = {
    {"ecs.amazonaws.com", "AWSServiceRoleForECS"},
    {"elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"},
    {"autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling"},
    {"autoscaling-plans.amazonaws.com", "AWSServiceRoleForAutoScalingPlans_EC2AutoScaling"},
    {"ecs.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_ECSService"},
    {"lambda.application-autoscaling.amazonaws.com", "AWSServiceRoleForApplicationAutoScaling_LambdaConcurrency"},
    {"custom-resource.application-autoscaling.amazonaws.com",
     "AWSServiceRoleForApplicationAutoScaling_CustomResource"}};

Answer create_service_linked_role(Desk& desk, const Call& call) {
  const std::string service = text_of(call.input, "AWSServiceName");
  const std::string suffix = text_of(call.input, "CustomSuffix");
  std::string name;
  for (const auto& [known, role_name] : linked)
    if (known == service) name = role_name;
  if (name.empty()) return no_such_entity(fmt::format("{} is not a service that has a service-linked role.", service));
  if (!suffix.empty()) {
    if (service != "autoscaling.amazonaws.com")
      return invalid_input(fmt::format("Custom suffix is not allowed for {}", service));
    name += "_" + suffix;
  }
  if (desk.records.find(everywhere, "role", name) != nullptr)
    return invalid_input(
        fmt::format("Service role name {} has been taken in this account, please try a different suffix.", name));
  const std::string path = fmt::format("/aws-service-role/{}/", service);
  json::object role = {
      {"Path", path},
      {"RoleName", name},
      {"RoleId", draw_unique_id(desk, "AROA")},
      {"Arn", make_arn("iam", "", call.account, "role" + path + name)},
      {"CreateDate", unix_seconds(call.now)},
      {"MaxSessionDuration", 3600},
      {"Attached", json::array()},
      {"Inline", json::object()},
      {"AssumeRolePolicyDocument",
       fmt::format(R"({{"Version":"2012-10-17","Statement":[{{"Action":["sts:AssumeRole"],"Effect":"Allow",)"
                   R"("Principal":{{"Service":["{}"]}}}}]}})",
                   service)}};
  copy_members(call.input, role, {"Description"});
  desk.records.put(everywhere, "role", name, role);
  role["AssumeRolePolicyDocument"] = encoded(text_of(role, "AssumeRolePolicyDocument"));
  for (const char* member : {"Attached", "Inline"}) role.erase(member);
  return json::object{{"Role", std::move(role)}};
}

Answer delete_service_linked_role(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "RoleName");
  const Answer role = role_named(desk, name);
  if (role.has_error()) return role.error();
  const std::string path = text_of(*role, "Path");
  if (!path.starts_with("/aws-service-role/"))
    return invalid_input(fmt::format("The role with name {} is not a service linked role.", name));
  const std::string id = fmt::format("task{}{}/{}", path, name, draw_hex(desk.account.ids, 32));
  desk.records.erase(everywhere, "role", name);
  desk.records.put(everywhere, "deletion", id, {});
  return json::object{{"DeletionTaskId", id}};
}

Answer get_deletion_status(Desk& desk, const Call& call) {
  if (desk.records.find(everywhere, "deletion", text_of(call.input, "DeletionTaskId")) == nullptr)
    return no_such_entity("No deletion task with that id was found.");
  return json::object{{"Status", "SUCCEEDED"}};
}

}  // namespace

void add_service_linked_roles(Desk& desk) {
  desk.on(
      "CreateServiceLinkedRole",
      structure("CreateServiceLinkedRoleRequest", {named("AWSServiceName"), text("Description"), text("CustomSuffix")}),
      structure("CreateServiceLinkedRoleResponse", {protocol::optional("Role", role())}), create_service_linked_role);
  desk.on("DeleteServiceLinkedRole", structure("DeleteServiceLinkedRoleRequest", {named("RoleName")}),
          structure("DeleteServiceLinkedRoleResponse", {text("DeletionTaskId")}), delete_service_linked_role);
  desk.on("GetServiceLinkedRoleDeletionStatus",
          structure("GetServiceLinkedRoleDeletionStatusRequest",
                    {protocol::required("DeletionTaskId", protocol::string({.least = 1, .most = 1000}))}),
          structure("GetServiceLinkedRoleDeletionStatusResponse", {text("Status")}), get_deletion_status);
}

}  // namespace rampart::aws::recorded::iam
