// An HTTP/1.1 server for every room but traffic: keep-alive, bounded bodies, asynchronous answers, graceful stop.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace rampart::live::net {

struct ServerRequest {
  std::string method;
  std::string path;                                          ///< Without the query, percent-decoded.
  std::string target;                                        ///< As sent.
  std::vector<std::pair<std::string, std::string>> query;    ///< Decoded, in order.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Lower-case names.
  std::string body;
  [[nodiscard]] const std::string* find_query(std::string_view name) const;
  [[nodiscard]] const std::string* find_header(std::string_view name) const;
};

struct ServerResponse {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::string content_type = "text/plain";
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  int port = 0;                         ///< 0: any free one; see Server::port().
  std::size_t body_limit = 64UL << 20;  ///< Larger requests get 413.
  Duration idle_timeout = std::chrono::seconds(75);
  int backlog = 1024;
};

/// `answer` may be called later and from any thread; the first call counts. A handler that lets it go uncalled
/// gives 500. HEAD is handed over as such; the body is left out by the server.
using Handler = std::function<void(ServerRequest request, std::function<void(ServerResponse)> answer)>;

/// Lives on one io_context, which the caller runs (from one or more threads) and which must outlive it. Malformed
/// requests get 400 (431 for header fields over 64 kB), too large bodies 413; the handler doesn't see them.
class Server {
 public:
  /// Errors: unavailable when the port is taken ("port 8080 is in use: …") or can't be had; invalid when the address
  /// isn't an IP address. Connections wait in the kernel's backlog until the io_context runs.
  static Result<std::unique_ptr<Server>> listen(boost::asio::io_context& io, ServerOptions options, Handler handler);
  /// Closes everything without answers. Call it on the loop's thread, or when the loop has stopped.
  virtual ~Server() = default;
  [[nodiscard]] virtual int port() const = 0;
  /// No new connections; calls `done` when the last request in progress has been answered (idle ones are closed at
  /// once). Answers meanwhile carry "Connection: close". Any thread; a second call also gets its `done`.
  virtual void stop_gracefully(std::function<void()> done) = 0;
};

}  // namespace rampart::live::net
