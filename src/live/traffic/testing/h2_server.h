// An HTTP/2 server for tests: a thread a connection, loopback only, the same answer to every request.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>

#include "live/traffic/testing/listening_server.h"
#include "live/traffic/testing/server_tls.h"

namespace rampart::live::traffic {

struct H2Answer {
  std::string body = "hello";
  std::uint32_t refuse_with = 0;  ///< Not 0: the stream is reset with this code.
  bool goes_away = false;         ///< After each answer the connection takes no more requests.
  /// Answers only when so many have asked on a connection, or none has for so long (zero: however long that is).
  std::size_t wait_for_streams = 1;
  std::chrono::milliseconds patience{0};
};

class H2Server {
 public:
  /// `tls`: by ALPN on https; without it h2c with prior knowledge.
  explicit H2Server(H2Answer answer, const ServerTls* tls = nullptr);

  [[nodiscard]] std::string url() const;
  [[nodiscard]] int connections() const { return listener_.connections(); }
  [[nodiscard]] std::size_t most_at_once() const { return most_at_once_; }
  /// "name: value" lines of the last request, pseudo-headers too, then its body.
  [[nodiscard]] std::string last_request();

 private:
  struct Session;
  void serve(int fd);

  H2Answer answer_;
  const ServerTls* tls_;
  std::atomic<std::size_t> most_at_once_{0};
  std::mutex mutex_;
  std::string last_request_;
  ListeningServer listener_{[this](int fd, const sockaddr_in&) { serve(fd); }};
};

}  // namespace rampart::live::traffic
