#include "aws/signature/sigv4.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <chrono>

namespace rampart::aws::signature {
namespace {

constexpr std::string_view upper_digits = "0123456789ABCDEF";

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::string hmac(const std::string& key, std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), digest, &size);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Decoded, then encoded AWS's way: "a+b" and "a%20b" are one.
std::string recoded(std::string_view part) { return uri_encoded(uri_decoded(part, true)); }

std::string canonical_query(std::string_view query) {
  std::vector<std::pair<std::string, std::string>> parts;
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view part = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    parts.emplace_back(recoded(part.substr(0, equals)), recoded(part.substr(std::min(equals + 1, part.size()))));
  }
  std::sort(parts.begin(), parts.end());
  std::string out;
  for (const auto& [name, value] : parts) out += (out.empty() ? "" : "&") + name + "=" + value;
  return out;
}

/// Without "." and ".." and empty segments, every segment encoded once more.
std::string canonical_path(std::string_view path) {
  std::vector<std::string_view> kept;
  const bool folder = path.ends_with('/');
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    const std::string_view segment = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
    } else if (!segment.empty() && segment != ".") {
      kept.push_back(segment);
    }
  }
  std::string out;
  for (const std::string_view segment : kept) out += "/" + uri_encoded(segment);
  return out.empty() || folder ? out + "/" : out;
}

/// Trimmed, with runs of spaces made one.
std::string canonical_value(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (!((c == ' ' || c == '\t') && (out.empty() || out.back() == ' '))) out += c == '\t' ? ' ' : c;
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

}  // namespace

std::string to_string(const Scope& scope) {
  return fmt::format("{}/{}/{}/aws4_request", scope.day, scope.region, scope.service);
}

std::string sha256_hex(std::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return hex(std::string_view(reinterpret_cast<const char*>(digest), size));
}

std::string canonical_request(const Signed& request) {
  std::string out =
      fmt::format("{}\n{}\n{}\n", request.method, canonical_path(request.path), canonical_query(request.query));
  std::string names;
  for (const auto& [name, value] : request.headers) {
    out += name + ":" + canonical_value(value) + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  return out + "\n" + names + "\n" + sha256_hex(request.body);
}

std::string signature_of(std::string_view canonical, std::string_view date, const Scope& scope,
                         std::string_view secret_access_key) {
  const std::string to_sign =
      fmt::format("AWS4-HMAC-SHA256\n{}\n{}\n{}", date, to_string(scope), sha256_hex(canonical));
  std::string key = fmt::format("AWS4{}", secret_access_key);
  for (const std::string_view part : {std::string_view(scope.day), std::string_view(scope.region),
                                      std::string_view(scope.service), std::string_view("aws4_request")})
    key = hmac(key, part);
  return hex(hmac(key, to_sign));
}

std::string amazon_date(Instant at) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds moment(chrono::floor<chrono::seconds>(at.time_since_epoch()));
  const auto day = chrono::floor<chrono::days>(moment);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(moment - day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                     time.minutes().count(), time.seconds().count());
}

std::string uri_encoded(std::string_view text, std::string_view also) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || also.find(c) != std::string_view::npos;
    if (plain) {
      out += c;
      continue;
    }
    out += '%';
    out += upper_digits[static_cast<unsigned char>(c) >> 4U];
    out += upper_digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::string uri_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low >= 0) {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

}  // namespace rampart::aws::signature
