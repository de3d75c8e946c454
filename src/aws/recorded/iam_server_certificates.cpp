#include "aws/recorded/certificate_facts.h"
#include "aws/recorded/iam_desk.h"

namespace rampart::aws::recorded::iam {
namespace {

namespace json = boost::json;
using protocol::Answer;
using protocol::ApiError;
using protocol::Call;
using protocol::optional;
using protocol::required;
using protocol::string;
using protocol::structure;

constexpr std::string_view kind = "server-certificate";

ApiError no_such_certificate(const std::string& name) {
  return no_such_entity(fmt::format("The Server Certificate with name {} cannot be found.", name));
}

Answer upload_server_certificate(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "ServerCertificateName");
  if (desk.records.find(everywhere, kind, name) != nullptr)
    return already_exists(fmt::format("The Server Certificate with name {} already exists.", name));
  const std::string body = text_of(call.input, "CertificateBody");
  const auto facts = certificate_facts(body);
  if (!facts)
    return ApiError{.code = "MalformedCertificate",
                    .message =
                        "Unable to parse certificate. Please ensure the "
                        "certificate is in PEM format."};
  const auto matches = is_key_of(body, text_of(call.input, "PrivateKey"));
  if (!matches)
    return ApiError{.code = "MalformedCertificate",
                    .message =
                        "Unable to parse key; the key must be in PEM format and "
                        "must not be encrypted."};
  if (!*matches)
    return ApiError{.code = "KeyPairMismatch", .message = "The private key does not match the certificate."};
  json::object metadata = {{"Path", path_of(call)},
                           {"ServerCertificateName", name},
                           {"ServerCertificateId", draw_unique_id(desk, "ASCA")},
                           {"Arn", make_arn("iam", "", call.account, "server-certificate" + path_of(call) + name)},
                           {"UploadDate", unix_seconds(call.now)},
                           {"Expiration", facts->not_after}};
  json::object kept = {{"ServerCertificateMetadata", metadata}};
  copy_members(call.input, kept, {"CertificateBody", "CertificateChain", "PrivateKey", "Tags"});
  desk.records.put(everywhere, kind, name, std::move(kept));
  json::object out = {{"ServerCertificateMetadata", std::move(metadata)}};
  copy_members(call.input, out, {"Tags"});
  return out;
}

Answer get_server_certificate(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "ServerCertificateName");
  const json::object* kept = desk.records.find(everywhere, kind, name);
  if (kept == nullptr) return no_such_certificate(name);
  json::object out = *kept;
  out.erase("PrivateKey");
  return json::object{{"ServerCertificate", std::move(out)}};
}

Answer list_server_certificates(Desk& desk, const Call& call) {
  json::array out;
  for (const Records::Entry& entry : desk.records.list(everywhere, kind)) {
    const json::object& metadata = entry.object->at("ServerCertificateMetadata").as_object();
    if (text_of(metadata, "Path").starts_with(text_of(call.input, "PathPrefix"))) out.push_back(metadata);
  }
  return page_of(call, std::move(out), "ServerCertificateMetadataList");
}

Answer delete_server_certificate(Desk& desk, const Call& call) {
  const std::string name = text_of(call.input, "ServerCertificateName");
  if (!desk.records.erase(everywhere, kind, name)) return no_such_certificate(name);
  return json::object();
}

}  // namespace

void add_server_certificates(Desk& desk) {
  const auto metadata =
      structure("ServerCertificateMetadata",
                {text("Path"), text("ServerCertificateName"), text("ServerCertificateId"), text("Arn"),
                 optional("UploadDate", protocol::timestamp()), optional("Expiration", protocol::timestamp())});
  const auto certificate = structure(
      "ServerCertificate",
      {optional("ServerCertificateMetadata", metadata), text("CertificateBody"), text("CertificateChain"), tag_list()});
  desk.on("UploadServerCertificate",
          structure("UploadServerCertificateRequest",
                    {optional("Path", string({.least = 1, .most = 512})), named("ServerCertificateName"),
                     required("CertificateBody", string({.least = 1, .most = 16384})),
                     required("PrivateKey", string({.least = 1, .most = 16384})),
                     optional("CertificateChain", string({.least = 1, .most = 2097152})), tag_list()}),
          structure("UploadServerCertificateResponse", {optional("ServerCertificateMetadata", metadata), tag_list()}),
          upload_server_certificate);
  desk.on("GetServerCertificate", structure("GetServerCertificateRequest", {named("ServerCertificateName")}),
          structure("GetServerCertificateResponse", {optional("ServerCertificate", certificate)}),
          get_server_certificate);
  desk.on("ListServerCertificates", list_input("ListServerCertificatesRequest", {}),
          list_output("ListServerCertificatesResponse", "ServerCertificateMetadataList", metadata),
          list_server_certificates);
  desk.on("DeleteServerCertificate", structure("DeleteServerCertificateRequest", {named("ServerCertificateName")}),
          nothing("DeleteServerCertificateResponse"), delete_server_certificate);
}

}  // namespace rampart::aws::recorded::iam
