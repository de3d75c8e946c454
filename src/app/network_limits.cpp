#include "app/network_limits.h"

#include <fstream>

namespace rampart::app {

std::uint64_t ephemeral_ports() {
  std::ifstream in("/proc/sys/net/ipv4/ip_local_port_range");
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  if (!(in >> first >> last) || last < first) return 0;
  return last - first + 1;
}

}  // namespace rampart::app
