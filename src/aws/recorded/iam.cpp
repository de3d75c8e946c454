#include "aws/recorded/iam.h"

#include "aws/recorded/iam_desk.h"
#include "aws/recorded/operation_names.h"

namespace rampart::aws::recorded {

namespace json = boost::json;

Iam::Iam(Account& account) : desk_(account, "iam", iam_operations()) {
  iam::add_roles(desk_);
  iam::add_service_linked_roles(desk_);
  iam::add_role_policies(desk_);
  iam::add_policies(desk_);
  iam::add_users(desk_);
  iam::add_server_certificates(desk_);
}

protocol::Service Iam::service() const {
  return {.id = "IAM",
          .signing_name = "iam",
          .api_version = "2010-05-08",
          .xmlns = "https://iam.amazonaws.com/doc/2010-05-08/",
          .wires = {protocol::Wire::query},
          .errors = {.token_code = "ValidationError",
                     .token_query_code = "ValidationError",
                     .token_message = "Invalid Marker"},
          .operations = desk_.operations.all()};
}

std::optional<CertificatePem> Iam::server_certificate(std::string_view arn) const {
  for (const Records::Entry& entry : desk_.records.list(iam::everywhere, "server-certificate")) {
    const json::object& kept = *entry.object;
    if (text_of(kept.at("ServerCertificateMetadata").as_object(), "Arn") == arn)
      return CertificatePem{text_of(kept, "CertificateBody"), text_of(kept, "CertificateChain"),
                            text_of(kept, "PrivateKey")};
  }
  return std::nullopt;
}

namespace iam {

using protocol::ApiError;
using protocol::Member;
using protocol::optional;
using protocol::required;
using protocol::Shape;
using protocol::string;
using protocol::structure;

ApiError no_such_entity(std::string message) {
  return {.code = "NoSuchEntity", .message = std::move(message), .http_status = 404};
}
ApiError already_exists(std::string message) {
  return {.code = "EntityAlreadyExists", .message = std::move(message), .http_status = 409};
}
ApiError delete_conflict(std::string message) {
  return {.code = "DeleteConflict", .message = std::move(message), .http_status = 409};
}
ApiError invalid_input(std::string message) { return {.code = "InvalidInput", .message = std::move(message)}; }

std::string draw_unique_id(Desk& desk, std::string_view prefix) {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out(prefix);
  for (int i = 0; i < 17; ++i) out += letters[desk.account.ids() % letters.size()];
  return out;
}

std::string encoded(std::string_view document) {
  std::string out;
  for (const char c : document) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").find(c) != std::string_view::npos;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string path_of(const protocol::Call& call) {
  const std::string given = text_of(call.input, "Path");
  return given.empty() ? "/" : given;
}

protocol::Answer role_named(const Desk& desk, std::string_view name) {
  if (const json::object* found = desk.records.find(everywhere, "role", name)) return *found;
  return no_such_entity(fmt::format("The role with name {} cannot be found.", name));
}

protocol::Answer page_of(const protocol::Call& call, json::array all, std::string_view member) {
  static const protocol::ErrorStyle style = {.token_code = "ValidationError", .token_message = "Invalid Marker"};
  protocol::Answer out = page(call, std::move(all), number_of(call.input, "MaxItems", 100), member, "Marker", style);
  if (out.has_value()) (*out)["IsTruncated"] = out->contains("Marker");
  return out;
}

Member text(const std::string& name) { return optional(name, string()); }
Member named(const std::string& name) {
  return required(name, string({.least = 1, .most = 128, .pattern = "[\\w+=,.@-]+"}));
}
Member tag_list(bool is_required) {
  static const Shape tag =
      structure("Tag", {required("Key", string({.least = 1, .most = 128})), required("Value", string({.most = 256}))});
  const Shape tags = protocol::list(tag, {.most = 50});
  return is_required ? required("Tags", tags) : optional("Tags", tags);
}
Shape nothing(const std::string& name) { return structure(name, {}); }

Shape list_input(const std::string& name, std::vector<Member> more) {
  more.push_back(optional("PathPrefix", string({.least = 1, .most = 512})));
  more.push_back(text("Marker"));
  more.push_back(optional("MaxItems", protocol::integer({.least = 1, .most = 1000})));
  return structure(name, std::move(more));
}
Shape list_output(const std::string& name, const std::string& member, Shape element) {
  return structure(name, {optional(member, protocol::list(std::move(element))),
                          optional("IsTruncated", protocol::boolean()), text("Marker")});
}

}  // namespace iam
}  // namespace rampart::aws::recorded
