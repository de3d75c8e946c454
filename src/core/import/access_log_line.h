// One line of an access log: Common and Combined (Apache, nginx, Caddy, …) and AWS Application Load Balancers'.
//
// Sources: Apache's mod_log_config ("Common Log Format", "Combined"), AWS "Access logs for your Application Load
// Balancer: Access log entries".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace rampart::imports {

struct LogLine {
  Instant at;          ///< When the request came, as exactly as the log knows (Common and Combined: the second).
  std::string method;  ///< Upper case; empty when the log holds no HTTP request here (a probe, a broken handshake).
  std::string target;  ///< Path and query.
  std::string origin;  ///< "http://host:port" where the log knows it (load balancers); else empty.
};

/// Nothing when the line has none of the known shapes.
std::optional<LogLine> read_log_line(std::string_view line);

}  // namespace rampart::imports
