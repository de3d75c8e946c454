// What this machine's network lets one process do.
#pragma once

#include <cstdint>

namespace rampart::app {

/// Local ports that connections of one address to one server's port may have: net.ipv4.ip_local_port_range.
/// 0 where the kernel doesn't say.
std::uint64_t ephemeral_ports();

}  // namespace rampart::app
