// Is a container engine here, and which?
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace rampart::live::compute {

struct Engine {
  std::string socket;   ///< Path of the unix socket.
  std::string name;     ///< "Docker" or "Podman".
  std::string version;  ///< "20.10.24".
};

/// Where an engine is looked for, in order: $DOCKER_HOST (unix:// only), /var/run/docker.sock, Podman's
/// $XDG_RUNTIME_DIR/podman/podman.sock and /run/podman/podman.sock.
std::vector<std::string> engine_sockets();

/// The first one that answers. Errors: unavailable, naming every socket tried and why it failed. Waits 2 s at most a
/// socket.
Result<Engine> detect_engine();
Result<Engine> detect_engine(const std::vector<std::string>& sockets);

}  // namespace rampart::live::compute
