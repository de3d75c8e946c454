#include "publish/aws_signature.h"

#include <fmt/format.h>

#include <algorithm>

#include "aws/signature/sigv4.h"

namespace rampart::publish {

std::vector<std::pair<std::string, std::string>> sign_request(std::string_view url, std::string_view body,
                                                              const AwsSigning& signing, Instant now) {
  const std::size_t authority = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', authority), url.size());
  const std::string host(url.substr(authority, path - authority));
  const std::string date = aws::signature::amazon_date(now);
  const aws::signature::Scope scope = {date.substr(0, 8), signing.region, signing.service};
  aws::signature::Headers headers = {
      {"content-type", "application/x-www-form-urlencoded"}, {"host", host}, {"x-amz-date", date}};
  if (!signing.session_token.empty()) headers.emplace_back("x-amz-security-token", signing.session_token);
  const std::string canonical = aws::signature::canonical_request(
      {.method = "POST", .path = url.substr(path), .query = {}, .headers = headers, .body = body});
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  headers.emplace_back("authorization",
                       fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                   signing.access_key_id, to_string(scope), names,
                                   aws::signature::signature_of(canonical, date, scope, signing.secret_access_key)));
  std::erase_if(headers, [](const auto& header) { return header.first == "host"; });  // the client sends it itself
  return headers;
}

}  // namespace rampart::publish
