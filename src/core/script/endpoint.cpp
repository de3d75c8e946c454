#include "core/script/endpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace rampart::script {
namespace {

struct Parts {
  std::string host;  ///< Lower case; empty for a path alone.
  std::string port;
  std::string path;
  std::string query;  ///< With its `?`.
};

Parts split_url(std::string_view url) {
  Parts parts;
  std::string no_port;
  url = url.substr(0, url.find('#'));
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos && url.find_first_of("/?") > scheme) {
    url.remove_prefix(scheme + 3);
    std::string_view authority = url.substr(0, url.find_first_of("/?"));
    url.remove_prefix(authority.size());
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) authority.remove_prefix(at + 1);
    const auto colon = authority.rfind(':');
    const auto bracket = authority.rfind(']');
    const bool has_port = colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket);
    parts.host = authority.substr(0, has_port ? colon : authority.size());
    if (has_port) parts.port = authority.substr(colon + 1);
    // What is no port ("{{ $env.PORT }}") Node takes for the beginning of the path, without the colon.
    if (parts.port.find_first_not_of("0123456789") != std::string::npos) no_port = std::exchange(parts.port, {});
    std::transform(parts.host.begin(), parts.host.end(), parts.host.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  }
  const auto question = std::min(url.find('?'), url.size());
  parts.path = no_port.append(url.substr(0, question));
  parts.query = url.substr(question);
  if (parts.path.empty()) parts.path = "/";
  return parts;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Where Artillery throws at a broken % sequence, the text stays as it is.
std::string decode(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) return text;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

}  // namespace

std::string endpoint_of(std::string_view target, std::string_view url, std::string_view request_name,
                        const EndpointNaming& naming) {
  if (naming.ignore_unnamed && request_name.empty()) return {};
  if (naming.only_request_names && !request_name.empty()) return std::string(request_name);
  const Parts base = split_url(target);
  const Parts request = split_url(url.starts_with('/') ? std::string(target).append(url) : std::string(url));
  std::string name;
  if (!request.host.empty() && request.host != base.host) name += request.host;
  if (!request.port.empty() && request.port != base.port) name += ":" + request.port;
  name += request.path;
  if (!naming.strip_query) name += request.query;
  name = decode(name);
  if (!request_name.empty()) name += fmt::format(" ({})", request_name);
  return name;
}

}  // namespace rampart::script
