#include "aws/recorded/sts.h"

#include <fmt/format.h>

#include "aws/protocol/text_value.h"
#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::Call;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

constexpr std::string_view everywhere = "global";

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c;
  return text;
}

/// Credentials that answer as `arn`.
json::object draw_credentials(Desk& desk, const Call& call, const std::string& arn, const std::string& user_id,
                              std::int64_t most_seconds) {
  const std::string key = "ASIA" + upper(draw_hex(desk.account.ids, 16));
  const double ends =
      unix_seconds(call.now) + static_cast<double>(number_of(call.input, "DurationSeconds", most_seconds));
  desk.records.put(everywhere, "session", key, {{"Arn", arn}, {"UserId", user_id}});
  return {{"AccessKeyId", key},
          {"SecretAccessKey", draw_hex(desk.account.ids, 40)},
          {"SessionToken", protocol::base64("rampart session " + draw_hex(desk.account.ids, 64))},
          {"Expiration", ends}};
}

Answer get_caller_identity(Desk& desk, const Call& call) {
  if (const json::object* session = desk.records.find(everywhere, "session", call.access_key))
    return json::object{{"UserId", session->at("UserId")}, {"Account", call.account}, {"Arn", session->at("Arn")}};
  return json::object{
      {"UserId", call.account}, {"Account", call.account}, {"Arn", make_arn("iam", "", call.account, "root")}};
}

Answer assume_role(Desk& desk, const Call& call) {
  const std::string role = text_of(call.input, "RoleArn");
  const std::string session = text_of(call.input, "RoleSessionName");
  const std::size_t at = role.find(":role/");
  if (!role.starts_with("arn:aws:iam::") || at == std::string::npos)
    return protocol::ApiError{.code = "ValidationError", .message = role + " is invalid"};
  const std::string owner = role.substr(13, at - 13);
  const std::string name = role.substr(role.rfind('/') + 1);
  const std::string arn = make_arn("sts", "", owner, fmt::format("assumed-role/{}/{}", name, session));
  // The same role keeps the same id.
  std::string role_id;
  if (const json::object* known = desk.records.find(everywhere, "role", role)) role_id = text_of(*known, "RoleId");
  if (role_id.empty()) {
    role_id = "AROA" + upper(draw_hex(desk.account.ids, 17));
    desk.records.put(everywhere, "role", role, {{"RoleId", role_id}});
  }
  const std::string user_id = role_id + ":" + session;
  json::object out = {{"Credentials", draw_credentials(desk, call, arn, user_id, 3600)},
                      {"AssumedRoleUser", {{"AssumedRoleId", user_id}, {"Arn", arn}}}};
  copy_members(call.input, out, {"SourceIdentity"});
  return out;
}

Answer get_session_token(Desk& desk, const Call& call) {
  const std::string arn = make_arn("iam", "", call.account, "root");
  return json::object{{"Credentials", draw_credentials(desk, call, arn, call.account, 43200)}};
}

}  // namespace

Sts::Sts(Account& account) : desk_(account, "sts", sts_operations()) {
  const auto credentials =
      structure("Credentials", {optional("AccessKeyId", string()), optional("SecretAccessKey", string()),
                                optional("SessionToken", string()), optional("Expiration", protocol::timestamp())});
  const auto user = structure("AssumedRoleUser", {optional("AssumedRoleId", string()), optional("Arn", string())});
  desk_.on("GetCallerIdentity", structure("GetCallerIdentityRequest", {}),
           structure("GetCallerIdentityResponse",
                     {optional("UserId", string()), optional("Account", string()), optional("Arn", string())}),
           get_caller_identity);
  desk_.on("AssumeRole",
           structure("AssumeRoleRequest",
                     {required("RoleArn", string({.least = 20, .most = 2048})),
                      required("RoleSessionName", string({.least = 2, .most = 64, .pattern = "[\\w+=,.@-]*"})),
                      optional("Policy", string()),
                      optional("DurationSeconds", protocol::integer({.least = 900, .most = 43200})),
                      optional("ExternalId", string({.least = 2, .most = 1224})),
                      optional("SourceIdentity", string({.least = 2, .most = 64}))}),
           structure("AssumeRoleResponse", {optional("Credentials", credentials), optional("AssumedRoleUser", user),
                                            optional("SourceIdentity", string())}),
           assume_role);
  desk_.on("GetSessionToken",
           structure("GetSessionTokenRequest",
                     {optional("DurationSeconds", protocol::integer({.least = 900, .most = 129600})),
                      optional("SerialNumber", string()), optional("TokenCode", string())}),
           structure("GetSessionTokenResponse", {optional("Credentials", credentials)}), get_session_token);
}

protocol::Service Sts::service() const {
  return {.id = "STS",
          .signing_name = "sts",
          .api_version = "2011-06-15",
          .xmlns = "https://sts.amazonaws.com/doc/2011-06-15/",
          .wires = {protocol::Wire::query},
          .operations = desk_.operations.all()};
}

}  // namespace rampart::aws::recorded
