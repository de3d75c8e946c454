#include "live/traffic/websocket_trouble.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

namespace rampart::live::traffic {
namespace {

constexpr std::pair<std::string_view, std::string_view> certificate_troubles[] = {
    {"DEPTH_ZERO_SELF_SIGNED_CERT", "self-signed certificate"},
    {"SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain"},
    {"UNABLE_TO_VERIFY_LEAF_SIGNATURE", "unable to verify the first certificate"},
    {"UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "unable to get local issuer certificate"},
    {"CERT_HAS_EXPIRED", "certificate has expired"},
    {"CERT_NOT_YET_VALID", "certificate is not yet valid"},
};

std::string text_of(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = address.storage.ss_family == AF_INET
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&address.storage)->sin_addr)
                          : &reinterpret_cast<const sockaddr_in6*>(&address.storage)->sin6_addr;
  inet_ntop(address.storage.ss_family, bytes, text.data(), text.size());
  return text.data();
}

}  // namespace

load::ChannelEnd connect_trouble(std::string_view code, const Destination& to) {
  load::ChannelEnd out;
  out.code = code;
  for (const auto& [name, text] : certificate_troubles)
    if (name == code) {
      out.message = text;
      return out;
    }
  if (code == "ENOTFOUND" || code == "EAI_AGAIN")
    out.message = fmt::format("getaddrinfo {} {}", code, to.first_host);
  else if (to.tls != nullptr && code == "ECONNRESET")
    out.message = "Client network socket disconnected before secure TLS connection was established";
  else if (to.resolution->addresses.size() == 1)  // of several, Node gives the code alone
    out.message = fmt::format("connect {} {}:{}", code, text_of(to.resolution->addresses.front()), to.port);
  return out;
}

}  // namespace rampart::live::traffic
