#include "aws/protocol/signature.h"

#include <fmt/format.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <charconv>

#include "aws/protocol/form.h"
#include "aws/protocol/text_value.h"

namespace rampart::aws::protocol {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

ApiError incomplete(std::string message) {
  return {.code = "IncompleteSignatureException", .message = std::move(message), .query_code = "IncompleteSignature"};
}

ApiError mismatch(std::string message) {
  return {.code = "InvalidSignatureException",
          .message = std::move(message),
          .http_status = 403,
          .query_code = "SignatureDoesNotMatch"};
}

ApiError unknown_key() {
  return {.code = "UnrecognizedClientException",
          .message = "The security token included in the request is invalid.",
          .http_status = 403,
          .query_code = "InvalidClientTokenId"};
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    out.emplace_back(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

std::string_view query_of(std::string_view target) {
  const std::size_t mark = target.find('?');
  return mark == std::string_view::npos ? std::string_view() : target.substr(mark + 1);
}

bool is_region(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

/// "20150830T123600Z" → the instant.
std::optional<Instant> instant_of(std::string_view date) {
  if (date.size() != 16) return std::nullopt;
  const std::string iso = fmt::format("{}-{}-{}:{}:{}", date.substr(0, 4), date.substr(4, 2), date.substr(6, 5),
                                      date.substr(11, 2), date.substr(13));
  const auto seconds = value_of(timestamp(), iso);
  const bool there = seconds && seconds->get_double() >= 0 && seconds->get_double() < 9e9;
  return there ? std::optional<Instant>(instant_from_unix_seconds(seconds->get_double())) : std::nullopt;
}

struct Parts {
  std::string credential;
  std::string signed_headers;
};

Answered<std::optional<SignatureClaim>> claim_of(SignatureClaim claim, const Parts& parts, bool presigned) {
  const std::vector<std::string> scope = split(parts.credential, '/');
  if (scope.size() != 5 || scope[4] != "aws4_request" || scope[0].empty() || scope[3].empty())
    return incomplete(
        fmt::format("Credential must have exactly 5 slash-delimited elements, e.g. "
                    "keyid/date/region/service/term, got '{}'",
                    printable(parts.credential)));
  if (!is_region(scope[2]))
    return mismatch(fmt::format("Credential should be scoped to a valid region, not '{}'. ", printable(scope[2])));
  claim.access_key_id = scope[0];
  claim.scope = {scope[1], scope[2], scope[3]};
  claim.signed_headers = split(parts.signed_headers, ';');
  if (!instant_of(claim.date))
    return incomplete(
        fmt::format("Date must be in ISO-8601 'basic format'. Got '{}'. See "
                    "http://en.wikipedia.org/wiki/ISO_8601",
                    printable(claim.date)));
  if (presigned && (!claim.expires || *claim.expires < Duration::zero() || *claim.expires > longest_presigned))
    return incomplete("X-Amz-Expires must be a number of seconds from 0 to 604800.");
  return Answered<std::optional<SignatureClaim>>(boost::system::in_place_value, std::move(claim));
}

/// The query without its signature, as it was sent.
std::string unsigned_query(std::string_view query) {
  std::string out;
  for (const std::string& part : split(query, '&'))
    if (!part.starts_with("X-Amz-Signature=")) out += (out.empty() ? "" : "&") + part;
  return out;
}

Answered<std::optional<SignatureClaim>> presigned_claim(const FormPairs& query) {
  SignatureClaim claim;
  Parts parts;
  for (const auto& [name, value] : query) {
    if (name == "X-Amz-Credential") parts.credential = value;
    if (name == "X-Amz-SignedHeaders") parts.signed_headers = value;
    if (name == "X-Amz-Signature") claim.signature = value;
    if (name == "X-Amz-Date") claim.date = value;
    if (name == "X-Amz-Security-Token") claim.session_token = value;
    if (name == "X-Amz-Algorithm" && value != algorithm)
      return incomplete(fmt::format("Unsupported AWS 'algorithm': '{}'.", printable(value)));
    int seconds = 0;
    if (name == "X-Amz-Expires") {
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), seconds);
      if (failed == std::errc() && end == value.data() + value.size()) claim.expires = std::chrono::seconds(seconds);
    }
  }
  return claim_of(std::move(claim), parts, true);
}

Answered<std::optional<SignatureClaim>> header_claim(const WireRequest& request, std::string_view authorization) {
  if (!authorization.starts_with(algorithm) ||
      (authorization.size() > algorithm.size() && authorization[algorithm.size()] != ' '))
    return incomplete(
        fmt::format("Unsupported AWS 'algorithm': '{}'.", printable(authorization.substr(0, authorization.find(' ')))));
  SignatureClaim claim;
  Parts parts;
  for (std::string_view part : split(authorization.substr(algorithm.size()), ',')) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    if (part.starts_with("Credential=")) parts.credential = part.substr(11);
    if (part.starts_with("SignedHeaders=")) parts.signed_headers = part.substr(14);
    if (part.starts_with("Signature=")) claim.signature = part.substr(10);
  }
  if (const std::string* date = header(request.headers, "x-amz-date")) claim.date = *date;
  if (const std::string* token = header(request.headers, "x-amz-security-token")) claim.session_token = *token;
  std::string lacks;
  for (const auto& [name, value] : {std::pair<std::string_view, std::string_view>("Credential", parts.credential),
                                    {"Signature", claim.signature},
                                    {"SignedHeaders", parts.signed_headers}})
    if (value.empty()) lacks += fmt::format("Authorization header requires '{}' parameter. ", name);
  if (claim.date.empty())
    lacks += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
  if (!lacks.empty()) return incomplete(lacks + "Authorization=" + std::string(algorithm));
  return claim_of(std::move(claim), parts, false);
}

/// Signed headers with their values, or an error about one that isn't there or should be signed.
Answered<signature::Headers> signed_headers(const WireRequest& request, const SignatureClaim& claim) {
  const auto is_signed = [&](std::string_view name) {
    return std::any_of(claim.signed_headers.begin(), claim.signed_headers.end(),
                       [&](const std::string& one) { return same_word(one, name); });
  };
  if (!is_signed("host")) return mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  for (const auto& [name, value] : request.headers)
    if (name.size() > 6 && same_word(std::string_view(name).substr(0, 6), "x-amz-") && !is_signed(name))
      return mismatch(fmt::format("'{}' must be a 'SignedHeader' in the AWS Authorization.", printable(name)));
  signature::Headers out;
  for (const std::string& name : claim.signed_headers) {
    std::string joined;
    bool found = false;
    for (const auto& [key, value] : request.headers) {
      if (!same_word(key, name)) continue;
      joined += (found ? "," : "") + value;
      found = true;
    }
    out.emplace_back(name, std::move(joined));
  }
  return out;
}

/// The text when the request is too old or too new.
std::optional<std::string> out_of_time(const SignatureClaim& claim, Instant now) {
  const Instant sent = *instant_of(claim.date);
  const auto date = [](Instant at) { return signature::amazon_date(at); };
  const Instant last = claim.expires ? sent + *claim.expires : sent + largest_clock_skew;
  if (now > last && claim.expires)
    return fmt::format("Signature expired: {} is now earlier than {} ({} - {} sec.)", claim.date,
                       date(now - *claim.expires), date(now),
                       std::chrono::duration_cast<std::chrono::seconds>(*claim.expires).count());
  if (now > last)
    return fmt::format("Signature expired: {} is now earlier than {} ({} - 5 min.)", claim.date,
                       date(now - largest_clock_skew), date(now));
  if (sent > now + largest_clock_skew)
    return fmt::format("Signature not yet current: {} is still later than {} ({} + 5 min.)", claim.date,
                       date(now + largest_clock_skew), date(now));
  return std::nullopt;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace

ApiError missing_signature() {
  return {.code = "MissingAuthenticationTokenException",
          .message = "Request is missing Authentication Token",
          .http_status = 403,
          .query_code = "MissingAuthenticationToken"};
}

Answered<std::optional<SignatureClaim>> signature_claim(const WireRequest& request) {
  if (const std::string* authorization = header(request.headers, "authorization"))
    return header_claim(request, *authorization);
  const FormPairs query = form_pairs(query_of(request.target));
  const bool presigned = std::any_of(query.begin(), query.end(), [](const auto& pair) {
    return pair.first == "X-Amz-Signature" || pair.first == "X-Amz-Algorithm";
  });
  if (presigned) return presigned_claim(query);
  return Answered<std::optional<SignatureClaim>>(boost::system::in_place_value, std::nullopt);
}

Answered<const Credential*> verified(const WireRequest& request, const SignatureClaim& claim,
                                     const std::vector<Credential>& credentials, std::string_view service,
                                     Instant now) {
  const auto found = std::find_if(credentials.begin(), credentials.end(),
                                  [&](const Credential& one) { return one.access_key_id == claim.access_key_id; });
  if (found == credentials.end()) return unknown_key();
  if (!equal_in_constant_time(claim.session_token, found->session_token)) return unknown_key();
  if (claim.scope.service != service)
    return mismatch(fmt::format("Credential should be scoped to correct service: '{}'. ", service));
  if (claim.scope.day != std::string_view(claim.date).substr(0, 8))
    return mismatch(
        fmt::format("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
                    "HTTP: '{}' != '{}', from '{}'.",
                    printable(claim.scope.day), claim.date.substr(0, 8), claim.date));
  if (auto text = out_of_time(claim, now)) return mismatch(std::move(*text));
  const auto headers = signed_headers(request, claim);
  if (headers.has_error()) return headers.error();
  const std::string_view target = request.target;
  const std::string query = unsigned_query(query_of(target));
  const std::string canonical = signature::canonical_request({.method = request.method,
                                                              .path = target.substr(0, target.find('?')),
                                                              .query = query,
                                                              .headers = *headers,
                                                              .body = request.body});
  const std::string expected = signature::signature_of(canonical, claim.date, claim.scope, found->secret_access_key);
  if (!equal_in_constant_time(expected, claim.signature))
    return mismatch(
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details.");
  return &*found;
}

}  // namespace rampart::aws::protocol
