// Servers that misbehave, each in one way: on loopback, a thread a connection, blocking.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "live/traffic/testing/listening_server.h"
#include "live/traffic/testing/server_tls.h"

namespace rampart::live::traffic {

/// A way to misbehave, and under which names it may end for a client.
struct Hostility {
  std::string name;
  std::vector<std::string> errors;  ///< Any of these; "" is an answer that counts.
  bool tls = false;                 ///< The client comes with https.
  bool upload = false;              ///< Shows only when the client sends much.
  /// Serves one connection to its end; must return soon after the client or the server has gone.
  std::function<void(int fd)> serve;
};

/// All of them. `identity`: what those that get as far as a handshake show; must outlive the use.
std::vector<Hostility> all_hostilities(const ServerTls& identity);

class HostileServer {
 public:
  explicit HostileServer(Hostility hostility);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] const Hostility& hostility() const { return hostility_; }

 private:
  Hostility hostility_;
  ListeningServer listener_{[this](int fd, const sockaddr_in&) { hostility_.serve(fd); }};
};

}  // namespace rampart::live::traffic
