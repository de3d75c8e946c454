#include "live/traffic/proxy.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <charconv>

#include "live/traffic/stream.h"

namespace rampart::live::traffic {
namespace {

std::string base64(const std::string& text) {
  std::string out(4 * ((text.size() + 2) / 3), '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                  static_cast<int>(text.size()));
  return out;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view url) {
  if (url.starts_with("https://"))
    return invalid(
        fmt::format("{}: a proxy that is itself reached by https isn't supported; write http://host:port", url));
  const auto wrong = [url] { return invalid(fmt::format("\"{}\" must be http://host:port", url)); };
  if (!url.starts_with("http://")) return wrong();
  std::string_view place = url.substr(7);
  place = place.substr(0, place.find_first_of("/?#"));
  Proxy out;
  if (const std::size_t at = place.rfind('@'); at != place.npos) {
    out.credentials = place.substr(0, at);
    if (out.credentials.find(':') == std::string::npos) out.credentials += ':';
    place.remove_prefix(at + 1);
  }
  const std::size_t bracket = place.find(']');
  if (const std::size_t colon = place.find(':', bracket == place.npos ? 0 : bracket); colon != place.npos) {
    const auto port = port_of(place.substr(colon + 1));
    if (!port) return wrong();
    out.port = *port;
    place = place.substr(0, colon);
  }
  if (place.starts_with('[') && place.ends_with(']')) place = place.substr(1, place.size() - 2);
  if (place.empty() || place.find_first_of(" \t\r\n") != place.npos) return wrong();
  out.host = place;
  return out;
}

Result<Proxies> proxies_of(const std::map<std::string, std::string>& environment) {
  Proxies out;
  const auto read = [&](const char* name, std::optional<Proxy>& to) -> Result<void> {
    const auto found = environment.find(name);
    if (found == environment.end() || found->second.empty()) return {};
    auto proxy = parse_proxy(found->second);
    if (proxy.has_error()) return invalid(fmt::format("{}: {}", name, proxy.error().message));
    to = std::move(*proxy);
    return {};
  };
  if (auto read_http = read("HTTP_PROXY", out.http); !read_http) return read_http.error();
  out.https = out.http;
  if (auto read_https = read("HTTPS_PROXY", out.https); !read_https) return read_https.error();
  return out;
}

void lead_through(const Proxy& proxy, Destination& to) {
  const bool bare = to.host.find(':') != std::string::npos;
  const std::string goal = fmt::format("{}{}{}:{}", bare ? "[" : "", to.host, bare ? "]" : "", to.port);
  to.tunnel = fmt::format("CONNECT {0} HTTP/1.1\r\nconnection: keep-alive\r\nhost: {0}\r\n", goal);
  if (!proxy.credentials.empty())
    to.tunnel += fmt::format("proxy-authorization: Basic {}\r\n", base64(proxy.credentials));
  to.tunnel += "\r\n";
  to.first_host = proxy.host;
  to.port = proxy.port;
}

}  // namespace rampart::live::traffic
