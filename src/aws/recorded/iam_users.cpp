#include "aws/recorded/iam_desk.h"

namespace rampart::aws::recorded::iam {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::optional;
using protocol::string;
using protocol::structure;

Answer create_user(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "UserName");
  if (desk.records.find(everywhere, "user", name) != nullptr)
    return already_exists(fmt::format("User with name {} already exists.", name));
  json::object user = {{"Path", path_of(call)},
                       {"UserName", name},
                       {"UserId", draw_unique_id(desk, "AIDA")},
                       {"Arn", make_arn("iam", "", call.account, "user" + path_of(call) + name)},
                       {"CreateDate", unix_seconds(call.now)}};
  copy_members(call.input, user, {"Tags"});
  desk.records.put(everywhere, "user", name, user);
  return json::object{{"User", std::move(user)}};
}

/// Without a name it is the caller: the account's root.
Answer get_user(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "UserName");
  if (name.empty())
    return json::object{{"User",
                         {{"Path", "/"},
                          {"UserName", "root"},
                          {"UserId", call.account},
                          {"Arn", make_arn("iam", "", call.account, "root")},
                          {"CreateDate", 0.0}}}};
  if (const json::object* user = desk.records.find(everywhere, "user", name)) return json::object{{"User", *user}};
  return no_such_entity(fmt::format("The user with name {} cannot be found.", name));
}

Answer list_users(Desk& desk, const Call& call) {
  json::array out;
  for (const Records::Entry& entry : desk.records.list(everywhere, "user"))
    if (text_of(*entry.object, "Path").starts_with(text_of(call.input, "PathPrefix"))) {
      json::object user = *entry.object;
      user.erase("Tags");
      out.push_back(std::move(user));
    }
  return page_of(call, std::move(out), "Users");
}

Answer delete_user(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "UserName");
  if (!desk.records.erase(everywhere, "user", name))
    return no_such_entity(fmt::format("The user with name {} cannot be found.", name));
  return json::object();
}

}  // namespace

void add_users(Desk& desk) {
  const auto user = structure("User", {text("Path"), text("UserName"), text("UserId"), text("Arn"),
                                       optional("CreateDate", protocol::timestamp()), tag_list()});
  desk.on("CreateUser",
          structure("CreateUserRequest",
                    {optional("Path", string({.least = 1, .most = 512})), named("UserName"), tag_list()}),
          structure("CreateUserResponse", {optional("User", user)}), create_user);
  desk.on("GetUser", structure("GetUserRequest", {text("UserName")}),
          structure("GetUserResponse", {optional("User", user)}), get_user);
  desk.on("ListUsers", list_input("ListUsersRequest", {}), list_output("ListUsersResponse", "Users", user), list_users);
  desk.on("DeleteUser", structure("DeleteUserRequest", {named("UserName")}), nothing("DeleteUserResponse"),
          delete_user);
  desk.on("ListAccountAliases", list_input("ListAccountAliasesRequest", {}),
          list_output("ListAccountAliasesResponse", "AccountAliases", string()),
          [](Desk&, const Call& call) { return page_of(call, {}, "AccountAliases"); });
}

}  // namespace rampart::aws::recorded::iam
