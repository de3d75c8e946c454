// A blocking HTTP server for tests: a thread a connection, loopback only, answers from a function of the request's
// first line.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "live/traffic/testing/listening_server.h"
#include "live/traffic/testing/server_tls.h"

namespace rampart::live::traffic {

/// What to do with a request: bytes to send as they are, piece by piece, then perhaps close or reset.
struct SmallAnswer {
  std::vector<std::string> pieces;
  bool close = false;
  bool reset = false;  ///< RST instead of FIN.
  bool stall = false;  ///< Nothing more until the client goes.
};

class SmallServer {
 public:
  using Respond = std::function<SmallAnswer(const std::string& request)>;
  /// `tls`: speaks https, with this identity; must outlive the server.
  explicit SmallServer(Respond respond, const ServerTls* tls = nullptr);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] int port() const { return listener_.port(); }
  [[nodiscard]] int connections() const { return listener_.connections(); }
  /// The addresses that connections came from.
  [[nodiscard]] std::set<std::string> peers();
  [[nodiscard]] int requests() const { return requests_; }

 private:
  void serve(int fd, const sockaddr_in& from);
  void answer_requests(int fd, SSL* tls);

  Respond respond_;
  const ServerTls* tls_;
  std::atomic<int> requests_{0};
  std::mutex mutex_;
  std::set<std::string> peers_;
  ListeningServer listener_{[this](int fd, const sockaddr_in& from) { serve(fd, from); }};
};

/// "HTTP/1.1 200 OK" with this body and a content-length.
std::string ok(const std::string& body, const std::string& headers = {});

}  // namespace rampart::live::traffic
