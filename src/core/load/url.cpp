#include "core/load/url.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"

namespace rampart::load {
namespace {

constexpr std::string_view hex = "0123456789ABCDEF";

void append_percent(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  out += '%';
  out += hex[byte >> 4];
  out += hex[byte & 15];
}

bool starts_with_no_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

bool is_host_character(char c) {
  return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_';
}

// "host", "host:port", "[v6]:port"
bool parse_authority(std::string_view text, Origin& origin) {
  std::string_view port;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos || close < 3) return false;
    origin.host = std::string(text.substr(1, close - 1));
    const bool good = std::all_of(origin.host.begin(), origin.host.end(), [](char c) {
      return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
    });
    if (!good) return false;
    text.remove_prefix(close + 1);
    if (!text.empty() && text.front() != ':') return false;
    if (!text.empty()) port = text.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    const std::string_view host = text.substr(0, colon);
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
    origin.host.assign(host);
    std::transform(origin.host.begin(), origin.host.end(), origin.host.begin(), lower);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
  }
  if (port.empty()) return true;
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), value);
  if (failure != std::errc() || end != port.data() + port.size() || value == 0 || value > 65535) return false;
  origin.port = static_cast<std::uint16_t>(value);
  return true;
}

}  // namespace

void append_form_encoded(std::string& out, std::string_view text) {
  for (const char c : text) {
    if ((c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || c == '*' || c == '-' || c == '.' || c == '_')
      out += c;
    else if (c == ' ')
      out += '+';
    else
      append_percent(out, c);
  }
}

void append_target(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || c == '"' || c == '<' || c == '>' || c == '`' || c == '{' || c == '}')
      append_percent(out, c);
    else
      out += c;
  }
}

namespace {

// "/a/../b/./c" is "/b/c", as in every URL. Only the path; what stands behind ? stays.
void remove_dot_segments(std::string& target) {
  const std::size_t end = std::min(target.find('?'), target.size());
  if (std::string_view(target).substr(0, end).find("/.") == std::string_view::npos) return;
  std::string path;
  for (std::size_t at = 0; at < end;) {
    const std::size_t next = std::min(target.find('/', at + 1), end);
    const std::string_view segment = std::string_view(target).substr(at, next - at);
    if (segment == "/..") path.erase(std::min(path.rfind('/'), path.size()));
    if (segment != "/.." && segment != "/.")
      path += segment;
    else if (next == end)
      path += '/';
    at = next;
  }
  target.replace(0, end, path);
}

}  // namespace

bool is_malformed_escape(std::string_view text) {
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'f'); };
  for (std::size_t at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1))
    if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return true;
  return false;
}

std::optional<Url> parse_url(std::string_view text) {
  Url url;
  if (starts_with_no_case(text, "http://")) {
    text.remove_prefix(7);
  } else if (starts_with_no_case(text, "https://")) {
    text.remove_prefix(8);
    url.origin.tls = true;
    url.origin.port = 443;
  } else {
    return std::nullopt;
  }
  text = text.substr(0, text.find('#'));
  const std::size_t end = std::min(text.find_first_of("/?"), text.size());
  std::string_view authority = text.substr(0, end);
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view user = authority.substr(0, at);
    const std::size_t colon = std::min(user.find(':'), user.size());
    url.user.assign(user.substr(0, colon));
    if (colon < user.size()) url.password.assign(user.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  if (!parse_authority(authority, url.origin)) return std::nullopt;
  const std::string_view rest = text.substr(end);
  if (!rest.starts_with('/')) url.target = "/";
  append_target(url.target, rest);
  if (url.target.ends_with('?')) url.target.pop_back();
  remove_dot_segments(url.target);
  return url;
}

std::optional<Url> resolve_url(const Origin& base, std::string_view base_target, std::string_view reference) {
  if (starts_with_no_case(reference, "http://") || starts_with_no_case(reference, "https://"))
    return parse_url(reference);
  if (reference.starts_with("//")) return parse_url((base.tls ? "https:" : "http:") + std::string(reference));
  reference = reference.substr(0, reference.find('#'));
  const std::size_t colon = reference.find(':');
  if (colon != std::string_view::npos && colon < reference.find_first_of("/?")) return std::nullopt;  // another scheme
  Url url;
  url.origin = base;
  const std::string_view path = base_target.substr(0, base_target.find('?'));
  if (reference.starts_with('/')) {
    append_target(url.target, reference);
  } else if (reference.starts_with('?') || reference.empty()) {
    url.target = std::string(reference.empty() ? base_target : path);
    append_target(url.target, reference);
  } else {
    std::string folder(path.substr(0, path.rfind('/') + 1));
    for (;;) {
      if (reference.starts_with("./")) {
        reference.remove_prefix(2);
      } else if (reference.starts_with("../")) {
        reference.remove_prefix(3);
        if (folder.size() > 1) folder.erase(folder.rfind('/', folder.size() - 2) + 1);
      } else {
        break;
      }
    }
    url.target = folder;
    append_target(url.target, reference);
  }
  return url;
}

std::string host_header(const Origin& origin) {
  const bool v6 = origin.host.find(':') != std::string::npos;
  std::string out = v6 ? "[" + origin.host + "]" : origin.host;
  if (origin.port != (origin.tls ? 443 : 80)) out += ":" + std::to_string(origin.port);
  return out;
}

}  // namespace rampart::load
