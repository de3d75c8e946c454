#include "aws/recorded/acm.h"

#include <fmt/format.h>

#include <algorithm>

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

/// Its record: {"Certificate": what DescribeCertificate shows, "Tags", "Body", "Chain", "Key"}.
constexpr std::string_view kind = "certificate";

const protocol::ErrorStyle& style() {
  static const protocol::ErrorStyle out = {.token_code = "ValidationException",
                                           .token_message = "The nextToken is invalid."};
  return out;
}

Answer record_of(const Desk& desk, const Call& call) {
  const std::string arn = text_of(call.input, "CertificateArn");
  if (const json::object* found = desk.records.find(call.region, kind, arn)) return *found;
  return ApiError{.code = "ResourceNotFoundException", .message = fmt::format("Could not find certificate {}.", arn)};
}

std::string draw_arn(Desk& desk, const Call& call) {
  const std::string hex = draw_hex(desk.account.ids, 32);
  return make_arn("acm", call.region, call.account,
                  fmt::format("certificate/{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4),
                              hex.substr(16, 4), hex.substr(20, 12)));
}

Answer import_certificate(Desk& desk, const Call& call) {
  const std::string body = text_of(call.input, "Certificate");
  const auto facts = certificate_facts(body);
  if (!facts)
    return ApiError{.code = "ValidationException",
                    .message =
                        "The certificate field contains more than one certificate or is not a PEM-encoded X.509 "
                        "certificate."};
  const auto matches = is_key_of(body, text_of(call.input, "PrivateKey"));
  if (!matches) return ApiError{.code = "ValidationException", .message = "The private key is not supported."};
  if (!*matches)
    return ApiError{.code = "ValidationException",
                    .message = "The private key does not match the public key of the certificate."};
  const std::string chain = text_of(call.input, "CertificateChain");
  if (!chain.empty() && !certificate_facts(chain))
    return ApiError{.code = "ValidationException",
                    .message = "Could not validate the certificate with the certificate chain."};
  std::string arn = text_of(call.input, "CertificateArn");
  json::object record;
  if (arn.empty()) {
    arn = draw_arn(desk, call);
  } else {
    Answer old = record_of(desk, call);
    if (old.has_error()) return old.error();
    record = std::move(*old);
  }
  json::array names(facts->names.begin(), facts->names.end());
  const std::string domain = !facts->common_name.empty() ? facts->common_name
                             : facts->names.empty()      ? std::string()
                                                         : facts->names[0];
  if (names.empty()) names.emplace_back(domain);
  record["Certificate"] = json::object{{"CertificateArn", arn},
                                       {"DomainName", domain},
                                       {"SubjectAlternativeNames", std::move(names)},
                                       {"Serial", facts->serial},
                                       {"Subject", facts->subject},
                                       {"Issuer", facts->issuer},
                                       {"CreatedAt", unix_seconds(call.now)},
                                       {"ImportedAt", unix_seconds(call.now)},
                                       {"Status", "ISSUED"},
                                       {"NotBefore", facts->not_before},
                                       {"NotAfter", facts->not_after},
                                       {"KeyAlgorithm", facts->key_algorithm},
                                       {"SignatureAlgorithm", facts->signature_algorithm},
                                       {"InUseBy", json::array()},
                                       {"Type", "IMPORTED"},
                                       {"RenewalEligibility", "INELIGIBLE"}};
  record["Body"] = body;
  record["Chain"] = chain;
  record["Key"] = text_of(call.input, "PrivateKey");
  if (call.input.contains("Tags")) record["Tags"] = call.input.at("Tags");
  desk.records.put(call.region, kind, arn, std::move(record));
  return json::object{{"CertificateArn", arn}};
}

Answer request_certificate(Desk& desk, const Call& call) {
  const std::string token = text_of(call.input, "IdempotencyToken");
  const std::string domain = text_of(call.input, "DomainName");
  if (!token.empty())
    for (const Records::Entry& entry : desk.records.list(call.region, kind))
      if (text_of(*entry.object, "Token") == token &&
          text_of(entry.object->at("Certificate").as_object(), "DomainName") == domain)
        return json::object{{"CertificateArn", entry.id}};
  const std::string arn = draw_arn(desk, call);
  const std::string method =
      call.input.contains("ValidationMethod") ? text_of(call.input, "ValidationMethod") : "EMAIL";
  json::array names = {json::string(domain)};
  for (const json::value& one : list_of(call.input, "SubjectAlternativeNames"))
    if (one.as_string() != domain) names.push_back(one);
  json::array validation;
  for (const json::value& one : names) {
    json::object entry = {
        {"DomainName", one}, {"ValidationDomain", one}, {"ValidationStatus", "SUCCESS"}, {"ValidationMethod", method}};
    if (method == "DNS")
      entry["ResourceRecord"] =
          json::object{{"Name", fmt::format("_{}.{}.", draw_hex(desk.account.ids, 32), std::string(one.as_string()))},
                       {"Type", "CNAME"},
                       {"Value", fmt::format("_{}.acm-validations.aws.", draw_hex(desk.account.ids, 32))}};
    validation.push_back(std::move(entry));
  }
  const double year = 395 * 86400.0;  // AWS's certificates last 13 months
  json::object certificate = {{"CertificateArn", arn},
                              {"DomainName", domain},
                              {"SubjectAlternativeNames", std::move(names)},
                              {"DomainValidationOptions", std::move(validation)},
                              {"Subject", "CN=" + domain},
                              {"Issuer", "Amazon"},
                              {"CreatedAt", unix_seconds(call.now)},
                              {"IssuedAt", unix_seconds(call.now)},
                              {"NotBefore", unix_seconds(call.now)},
                              {"NotAfter", unix_seconds(call.now) + year},
                              {"Status", "ISSUED"},
                              {"KeyAlgorithm", "RSA_2048"},
                              {"SignatureAlgorithm", "SHA256WITHRSA"},
                              {"InUseBy", json::array()},
                              {"Type", "AMAZON_ISSUED"},
                              {"RenewalEligibility", "INELIGIBLE"}};
  copy_members(call.input, certificate, {"KeyAlgorithm"});
  json::object record = {{"Certificate", std::move(certificate)}, {"Token", token}};
  copy_members(call.input, record, {"Tags"});
  desk.records.put(call.region, kind, arn, std::move(record));
  return json::object{{"CertificateArn", arn}};
}

Answer describe_certificate(Desk& desk, const Call& call) {
  const Answer record = record_of(desk, call);
  if (record.has_error()) return record.error();
  return json::object{{"Certificate", record->at("Certificate")}};
}

Answer get_certificate(Desk& desk, const Call& call) {
  const Answer record = record_of(desk, call);
  if (record.has_error()) return record.error();
  if (!record->contains("Body"))
    return ApiError{.code = "RequestInProgressException",
                    .message = fmt::format("The certificate {} has no body: it was requested, and nobody issues here.",
                                           text_of(call.input, "CertificateArn"))};
  json::object out = {{"Certificate", record->at("Body")}};
  if (!text_of(*record, "Chain").empty()) out["CertificateChain"] = record->at("Chain");
  return out;
}

Answer list_certificates(Desk& desk, const Call& call) {
  const json::array statuses = list_of(call.input, "CertificateStatuses");
  json::array out;
  for (const Records::Entry& entry : desk.records.list(call.region, kind)) {
    const json::object& certificate = entry.object->at("Certificate").as_object();
    if (!statuses.empty() && std::none_of(statuses.begin(), statuses.end(), [&](const json::value& one) {
          return one.as_string() == text_of(certificate, "Status");
        }))
      continue;
    json::object summary = {{"SubjectAlternativeNameSummaries", certificate.at("SubjectAlternativeNames")},
                            {"HasAdditionalSubjectAlternativeNames", false},
                            {"InUse", false},
                            {"Exported", false}};
    copy_members(certificate, summary,
                 {"CertificateArn", "DomainName", "Status", "Type", "KeyAlgorithm", "RenewalEligibility", "NotBefore",
                  "NotAfter", "CreatedAt", "IssuedAt", "ImportedAt"});
    out.push_back(std::move(summary));
  }
  return page(call, std::move(out), number_of(call.input, "MaxItems", 100), "CertificateSummaryList", "NextToken",
              style());
}

Answer delete_certificate(Desk& desk, const Call& call) {
  const Answer record = record_of(desk, call);
  if (record.has_error()) return record.error();
  desk.records.erase(call.region, kind, text_of(call.input, "CertificateArn"));
  return json::object();
}

Answer change_certificate_tags(Desk& desk, const Call& call, bool add) {
  Answer record = record_of(desk, call);
  if (record.has_error()) return record.error();
  json::array keys;
  for (const json::value& tag : list_of(call.input, "Tags")) keys.push_back(tag.as_object().at("Key"));
  (*record)["Tags"] = add ? merged_tags(list_of(*record, "Tags"), list_of(call.input, "Tags"), "Key")
                          : tags_without(list_of(*record, "Tags"), keys, "Key");
  desk.records.put(call.region, kind, text_of(call.input, "CertificateArn"), std::move(*record));
  return json::object();
}

Answer list_tags(Desk& desk, const Call& call) {
  const Answer record = record_of(desk, call);
  if (record.has_error()) return record.error();
  return json::object{{"Tags", list_of(*record, "Tags")}};
}

void add_certificates(Desk& desk) {
  const auto text = [](const char* name) { return optional(name, string()); };
  const auto moment = [](const char* name) { return optional(name, protocol::timestamp()); };
  const auto flag = [](const char* name) { return optional(name, protocol::boolean()); };
  const auto texts = [](const char* name) { return optional(name, list(string())); };
  const auto arn = required("CertificateArn", string({.least = 20, .most = 2048}));
  const auto tag =
      structure("Tag", {required("Key", string({.least = 1, .most = 128})), optional("Value", string({.most = 256}))});
  const auto tags = list(tag, {.least = 1, .most = 50});
  const auto answered = [&](const char* name) { return structure(name, {text("CertificateArn")}); };
  const auto record = structure("ResourceRecord", {text("Name"), text("Type"), text("Value")});
  const auto validation =
      structure("DomainValidation", {text("DomainName"), text("ValidationDomain"), text("ValidationStatus"),
                                     optional("ResourceRecord", record), text("ValidationMethod")});
  const auto detail = structure(
      "CertificateDetail", {text("CertificateArn"), text("DomainName"), texts("SubjectAlternativeNames"),
                            optional("DomainValidationOptions", list(validation)), text("Serial"), text("Subject"),
                            text("Issuer"), moment("CreatedAt"), moment("IssuedAt"), moment("ImportedAt"),
                            text("Status"), moment("NotBefore"), moment("NotAfter"), text("KeyAlgorithm"),
                            text("SignatureAlgorithm"), texts("InUseBy"), text("Type"), text("RenewalEligibility")});
  const auto summary =
      structure("CertificateSummary",
                {text("CertificateArn"), text("DomainName"), texts("SubjectAlternativeNameSummaries"),
                 flag("HasAdditionalSubjectAlternativeNames"), text("Status"), text("Type"), text("KeyAlgorithm"),
                 flag("InUse"), flag("Exported"), text("RenewalEligibility"), moment("NotBefore"), moment("NotAfter"),
                 moment("CreatedAt"), moment("IssuedAt"), moment("ImportedAt")});
  desk.on(
      "ImportCertificate",
      structure("ImportCertificateRequest",
                {text("CertificateArn"), required("Certificate", protocol::blob({.least = 1, .most = 32768})),
                 required("PrivateKey", protocol::blob({.least = 1, .most = 5120})),
                 optional("CertificateChain", protocol::blob({.least = 1, .most = 2097152})), optional("Tags", tags)}),
      answered("ImportCertificateResponse"), import_certificate);
  desk.on("RequestCertificate",
          structure("RequestCertificateRequest",
                    {required("DomainName", string({.least = 1, .most = 253})),
                     optional("ValidationMethod", protocol::enumeration({"EMAIL", "DNS", "HTTP"})),
                     optional("SubjectAlternativeNames", list(string(), {.least = 1, .most = 100})),
                     optional("IdempotencyToken", string({.least = 1, .most = 32})), optional("Tags", tags),
                     text("KeyAlgorithm")}),
          answered("RequestCertificateResponse"), request_certificate);
  desk.on("DescribeCertificate", structure("DescribeCertificateRequest", {arn}),
          structure("DescribeCertificateResponse", {optional("Certificate", detail)}), describe_certificate);
  desk.on("GetCertificate", structure("GetCertificateRequest", {arn}),
          structure("GetCertificateResponse", {text("Certificate"), text("CertificateChain")}), get_certificate);
  desk.on("ListCertificates",
          structure("ListCertificatesRequest", {texts("CertificateStatuses"), text("NextToken"),
                                                optional("MaxItems", protocol::integer({.least = 1, .most = 1000}))}),
          structure("ListCertificatesResponse", {text("NextToken"), optional("CertificateSummaryList", list(summary))}),
          list_certificates);
  desk.on("DeleteCertificate", structure("DeleteCertificateRequest", {arn}), structure("DeleteCertificateResponse", {}),
          delete_certificate);
  desk.on("AddTagsToCertificate", structure("AddTagsToCertificateRequest", {arn, required("Tags", tags)}),
          structure("AddTagsToCertificateResponse", {}),
          [](Desk& at, const Call& call) { return change_certificate_tags(at, call, true); });
  desk.on("RemoveTagsFromCertificate", structure("RemoveTagsFromCertificateRequest", {arn, required("Tags", tags)}),
          structure("RemoveTagsFromCertificateResponse", {}),
          [](Desk& at, const Call& call) { return change_certificate_tags(at, call, false); });
  desk.on("ListTagsForCertificate", structure("ListTagsForCertificateRequest", {arn}),
          structure("ListTagsForCertificateResponse", {optional("Tags", list(tag))}), list_tags);
}

}  // namespace

Acm::Acm(Account& account) : desk_(account, "acm", acm_operations()) { add_certificates(desk_); }

protocol::Service Acm::service() const {
  return {.id = "ACM",
          .signing_name = "acm",
          .api_version = "2015-12-08",
          .target_prefix = "CertificateManager",
          .wires = {protocol::Wire::json_1_1},
          .errors = style(),
          .operations = desk_.operations.all()};
}

std::optional<CertificatePem> Acm::certificate(std::string_view arn) const {
  for (const std::string& region : desk_.records.regions())
    if (const json::object* record = desk_.records.find(region, kind, arn);
        record != nullptr && record->contains("Body"))
      return CertificatePem{text_of(*record, "Body"), text_of(*record, "Chain"), text_of(*record, "Key")};
  return std::nullopt;
}

}  // namespace rampart::aws::recorded
