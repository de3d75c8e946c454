// One message out, waiting: a POST over HTTP or HTTPS, or a datagram. For a thread that may wait: metrics services, web
// hooks. Not for load, nor for a loop's thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::net {

/// The status of the answer. Certificates are checked against the system's authorities, or those of a PEM file. Errors:
/// invalid, for what is no http or https URL; unavailable, when the peer can't be reached or its certificate isn't
/// trusted; overloaded, when `timeout` passes.
Result<int> post_and_wait(const std::string& url, const std::vector<std::pair<std::string, std::string>>& headers,
                          const std::string& body, Duration timeout, const std::string& authorities = {});

/// Errors: unavailable, when the host's name isn't known or the datagram can't be sent; that it arrives, nobody knows.
Result<void> send_datagram(const std::string& host, int port, const std::string& bytes);

}  // namespace rampart::live::net
