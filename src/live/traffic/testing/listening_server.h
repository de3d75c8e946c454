// What every server double stands on: a port of loopback, and a thread for each connection.
#pragma once

#include <netinet/in.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rampart::live::traffic {

class ListeningServer {
 public:
  /// Serves one connection, blocking, to its end; the descriptor is closed after it. When the server goes it is shut
  /// down, and serving must return soon.
  using Serve = std::function<void(int fd, const sockaddr_in& from)>;

  /// A port below the ephemeral range, so that no connection of a test takes it. Throws where none is free.
  explicit ListeningServer(Serve serve);
  /// Waits until the last connection is served. Make it the last member of whoever owns it: threads run until then.
  ~ListeningServer();
  ListeningServer(const ListeningServer&) = delete;
  ListeningServer& operator=(const ListeningServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }  ///< So far.

 private:
  void accept_connections();
  void serve_one(int fd, const sockaddr_in& from);

  Serve serve_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::condition_variable all_served_;
  std::vector<int> open_;
  std::thread acceptor_;
};

}  // namespace rampart::live::traffic
