#include "live/net/port_claim.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <utility>

namespace rampart::live::net {
namespace {

/// The claim's descriptor, or -1 when another Rampart holds it.
int claim_name(int port) {
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const auto text = fmt::format("rampart-port-{}", port);
  std::memcpy(name.sun_path + 1, text.data(), text.size());  // a leading zero byte: abstract, no file
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + text.size());
  if (bind(descriptor, reinterpret_cast<const sockaddr*>(&name), length) == 0) return descriptor;
  close(descriptor);
  return -1;
}

/// Whether a program could listen there now. SO_REUSEADDR as servers set it, so that connections of a former
/// server that are still in TIME_WAIT don't count; a listener does.
bool can_listen(const std::string& address, int port) {
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, address.c_str(), &at.sin_addr) != 1) return false;
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const int yes = 1;
  setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool free =
      bind(descriptor, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0 && listen(descriptor, 1) == 0;
  close(descriptor);
  return free;
}

}  // namespace

std::optional<PortClaim> PortClaim::of(const std::string& address, int port) {
  if (port < 1 || port > 65535) return std::nullopt;
  const int descriptor = claim_name(port);
  if (descriptor < 0) return std::nullopt;
  PortClaim claim(port, descriptor);
  // A task may bind any address, so one that is taken on another is no good either.
  if (!can_listen(address, port) || !can_listen("0.0.0.0", port)) return std::nullopt;
  return claim;
}

std::optional<PortClaim> PortClaim::of_our_own(int port) {
  const int descriptor = claim_name(port);
  if (descriptor < 0) return std::nullopt;
  return PortClaim(port, descriptor);
}

Result<PortClaim> PortClaim::first_free(const std::string& address, int first, int last) {
  for (int port = first; port <= last; ++port) {
    if (auto claim = of(address, port)) return std::move(*claim);
  }
  return unavailable(fmt::format("No port between {} and {} is free on {}.", first, last, address));
}

PortClaim::~PortClaim() {
  if (descriptor_ >= 0) close(descriptor_);
}

PortClaim::PortClaim(PortClaim&& other) noexcept
    : port_(other.port_), descriptor_(std::exchange(other.descriptor_, -1)) {}

PortClaim& PortClaim::operator=(PortClaim&& other) noexcept {
  std::swap(port_, other.port_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

}  // namespace rampart::live::net
