#include "live/balancer/configuration_words.h"

#include <fmt/format.h>

#include <algorithm>

namespace rampart::live::balancer {
namespace {

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_one_of(char c, std::string_view signs) { return signs.find(c) != std::string_view::npos; }

std::string hexadecimal(char c) { return fmt::format("\\x{:02x}", static_cast<unsigned char>(c)); }

}  // namespace

std::string plain(std::string name, char other) {
  std::replace_if(
      name.begin(), name.end(), [](char c) { return !is_alphanumeric(c) && c != '-'; }, other);
  return name;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text)
    out += is_alphanumeric(c) || is_one_of(c, " -_.:/%[](),~=?&") ? std::string(1, c) : hexadecimal(c);
  return out + '"';
}

std::string literal(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '%' ? "%%" : std::string(1, c);
  return out;
}

std::string wildcard_expression(std::string_view pattern, std::string_view any) {
  std::string out;
  for (const char c : pattern) {
    if (c == '*') {
      out += fmt::format("{}*", any);
    } else if (c == '?') {
      out += any;
    } else {
      out += is_alphanumeric(c) || is_one_of(c, "-_/") ? std::string(1, c) : hexadecimal(c);
    }
  }
  return out;
}

std::string plain_uri(const std::string& path) {
  std::string out;
  for (const char c : path) {
    const bool safe = c > ' ' && c < 127 && !is_one_of(c, "\"\\$'`%[");
    out += safe || c == '%' ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out.empty() ? "/" : out;
}

bool is_plain_token(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alphanumeric(c) || is_one_of(c, "-_.!"); });
}

}  // namespace rampart::live::balancer
