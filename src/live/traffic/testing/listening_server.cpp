#include "live/traffic/testing/listening_server.h"

#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace rampart::live::traffic {
namespace {

constexpr int first_port = 20000;
constexpr int end_of_ports = 32000;

}  // namespace

ListeningServer::ListeningServer(Serve serve) : serve_(std::move(serve)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  for (port_ = first_port + static_cast<int>(::getpid()) % 8000; port_ < end_of_ports; ++port_) {
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) break;
  }
  if (port_ == end_of_ports || ::listen(listener_, 1024) != 0) throw std::runtime_error("no port to listen on");
  acceptor_ = std::thread([this] { accept_connections(); });
}

ListeningServer::~ListeningServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  std::unique_lock lock(mutex_);
  for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  all_served_.wait(lock, [this] { return open_.empty(); });
}

void ListeningServer::accept_connections() {
  for (;;) {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const int fd = ::accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    {
      const std::lock_guard lock(mutex_);
      open_.push_back(fd);
    }
    std::thread([this, fd, from] { serve_one(fd, from); }).detach();
  }
}

void ListeningServer::serve_one(int fd, const sockaddr_in& from) {
  serve_(fd, from);
  // The last thing that touches this object: who waits may end it as soon as the lock is free.
  const std::lock_guard lock(mutex_);
  std::erase(open_, fd);
  ::close(fd);
  all_served_.notify_all();
}

}  // namespace rampart::live::traffic
