// Which port each listener has on this machine.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "live/balancer/configuration.h"
#include "live/net/port_claim.h"

namespace rampart::live::balancer {

/// A listener keeps its port for life. It gets the one it asked for when that is free and permitted, or was that of a
/// listener which has just gone; else a free one from 8080 on.
class ListeningPorts {
 public:
  explicit ListeningPorts(std::string address) : address_(std::move(address)) {}

  /// Writes host and port into the frontends and drops those that can't listen. Answers for all of them, in their
  /// order: what is wrong with a certificate file or that there is no port.
  std::vector<fleet::BoundListener> bind(std::vector<Frontend>& frontends);
  /// The ports of listeners that have gone are anybody's now: no process listens there any more.
  void forget_gone() { gone_.clear(); }

 private:
  using Key = std::pair<std::string, int>;  ///< Listener, the port it asked for.
  Result<net::PortClaim> claim(const Key& key);

  std::string address_;
  std::map<Key, net::PortClaim> claims_;
  std::vector<net::PortClaim> gone_;
};

}  // namespace rampart::live::balancer
