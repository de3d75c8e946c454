#include "live/traffic/testing/hostile_server.h"

#include <utility>

namespace rampart::live::traffic {

HostileServer::HostileServer(Hostility hostility) : hostility_(std::move(hostility)) {}

std::string HostileServer::url() const {
  return (hostility_.tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(listener_.port());
}

}  // namespace rampart::live::traffic
