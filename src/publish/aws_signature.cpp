#include "publish/aws_signature.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <chrono>

namespace rampart::publish {
namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::string sha256(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

std::string hmac(const std::string& key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

/// "20150830T123600Z"
std::string amazon_date(Instant now) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds moment(chrono::duration_cast<chrono::seconds>(now.time_since_epoch()));
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(moment - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

}  // namespace

std::string uri_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::vector<std::pair<std::string, std::string>> sign_request(std::string_view url, std::string_view body,
                                                              const AwsSigning& signing, Instant now) {
  const std::size_t authority = url.find("://") + 3;
  const std::size_t path = std::min(url.find('/', authority), url.size());
  const std::string host(url.substr(authority, path - authority));
  const std::string date = amazon_date(now);
  std::vector<std::pair<std::string, std::string>> headers = {
      {"content-type", "application/x-www-form-urlencoded"}, {"host", host}, {"x-amz-date", date}};
  if (!signing.session_token.empty()) headers.emplace_back("x-amz-security-token", signing.session_token);
  std::string canonical = fmt::format("POST\n{}\n\n", path < url.size() ? url.substr(path) : "/");
  std::string names;
  for (const auto& [name, value] : headers) {
    canonical += name + ":" + value + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  canonical += fmt::format("\n{}\n{}", names, hex(sha256(body)));
  const std::string day = date.substr(0, 8);
  const std::string scope = fmt::format("{}/{}/{}/aws4_request", day, signing.region, signing.service);
  const std::string to_sign = fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, scope, hex(sha256(canonical)));
  std::string key = "AWS4" + signing.secret_access_key;
  for (const std::string_view part : {std::string_view(day), std::string_view(signing.region),
                                      std::string_view(signing.service), std::string_view("aws4_request")})
    key = hmac(key, part);
  headers.emplace_back("authorization", fmt::format("AWS4-HMAC-SHA256 Credential={}/{}, SignedHeaders={}, Signature={}",
                                                    signing.access_key_id, scope, names, hex(hmac(key, to_sign))));
  std::erase_if(headers, [](const auto& header) { return header.first == "host"; });  // the client sends it itself
  return headers;
}

}  // namespace rampart::publish
