// A small HTTP/1.1 client for control sockets (Docker Engine, health probes, Runtime API): asynchronous, over TCP or a
// unix socket, one connection a request. Not for load: live/traffic does that.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::net {

struct Endpoint {
  std::string unix_socket;  ///< Path; when empty, host and port are used.
  std::string host;
  int port = 0;
};

struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  Duration timeout = std::chrono::seconds(30);  ///< Connect to last byte.
  std::size_t body_limit = 64UL << 20;
};

struct ClientResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  ///< Lower-case names.
  std::string body;
};

/// Answers once, on `executor`. Errors: unavailable (refused, no such socket, closed early), overloaded (timeout).
void fetch(boost::asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
           std::function<void(Result<ClientResponse>)> done);

/// The same, waiting: for start-up and tests, never on a loop's thread.
Result<ClientResponse> fetch_and_wait(const Endpoint& endpoint, ClientRequest request);

/// Follows a stream of lines (Docker's events): calls `line` for each until the peer closes, then `done`. The
/// returned function stops it (idempotent; `done` isn't called after).
std::function<void()> follow_lines(boost::asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
                                   std::function<void(std::string)> line, std::function<void(Result<void>)> done);

/// The same for bytes as they come. An answer that isn't good gives an error and no bytes.
std::function<void()> follow_bytes(boost::asio::any_io_executor executor, Endpoint endpoint, ClientRequest request,
                                   std::function<void(std::string_view)> bytes, std::function<void(Result<void>)> done);

}  // namespace rampart::live::net
