// Proxy: a forward proxy that is asked for a tunnel (CONNECT), for https and http alike, as Artillery's HTTP library
// does it with HTTP_PROXY and HTTPS_PROXY. Neither NO_PROXY nor the lower-case names count there.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace rampart::live::traffic {

struct Destination;

struct Proxy {
  std::string host;  ///< Without brackets.
  std::uint16_t port = 80;
  std::string credentials;  ///< "user:password" as written in its URL, percent signs and all; empty: none.
};

/// "http://user:password@host:port". Errors: invalid; a proxy that is itself spoken to by TLS is refused.
Result<Proxy> parse_proxy(std::string_view url);

/// Those of a run. The one for http serves https too where there is none for https; not the other way round.
struct Proxies {
  std::optional<Proxy> http;
  std::optional<Proxy> https;
};
Result<Proxies> proxies_of(const std::map<std::string, std::string>& environment);

/// Leads what goes to `to` (host and port of the service) through the proxy.
void lead_through(const Proxy& proxy, Destination& to);

}  // namespace rampart::live::traffic
