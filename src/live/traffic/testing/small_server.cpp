#include "live/traffic/testing/small_server.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cstdlib>
#include <thread>
#include <utility>

namespace rampart::live::traffic {

std::string ok(const std::string& body, const std::string& headers) {
  return "HTTP/1.1 200 OK\r\ncontent-length: " + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body;
}

SmallServer::SmallServer(Respond respond, const ServerTls* tls) : respond_(std::move(respond)), tls_(tls) {}

std::string SmallServer::url() const {
  return (tls_ != nullptr ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}

std::set<std::string> SmallServer::peers() {
  const std::lock_guard lock(mutex_);
  return peers_;
}

void SmallServer::serve(int fd, const sockaddr_in& from) {
  {
    const std::lock_guard lock(mutex_);
    char text[INET_ADDRSTRLEN] = "";
    peers_.insert(inet_ntop(AF_INET, &from.sin_addr, text, sizeof text));
  }
  ServerTls::Session session;
  if (tls_ != nullptr) session = tls_->accept(fd);
  if (tls_ == nullptr || session) answer_requests(fd, session.get());
}

void SmallServer::answer_requests(int fd, SSL* tls) {
  std::string in;
  char buffer[65536];
  const auto receive = [&] {
    const ssize_t n = tls != nullptr ? SSL_read(tls, buffer, sizeof buffer) : ::recv(fd, buffer, sizeof buffer, 0);
    if (n > 0) in.append(buffer, static_cast<std::size_t>(n));
    return n > 0;
  };
  const auto give = [&](const std::string& piece) {
    if (tls != nullptr) return piece.empty() || SSL_write(tls, piece.data(), static_cast<int>(piece.size())) > 0;
    return ::send(fd, piece.data(), piece.size(), MSG_NOSIGNAL) >= 0;
  };
  for (bool alive = true; alive;) {
    std::size_t head = in.find("\r\n\r\n");
    if (head == std::string::npos) {
      if (!receive()) break;
      continue;
    }
    std::size_t body = 0;
    if (const std::size_t at = in.find("content-length: "); at < head)
      body = std::strtoul(in.c_str() + at + 16, nullptr, 10);
    while (in.size() < head + 4 + body && receive()) {
    }
    const std::string request = in.substr(0, head + 4 + body);
    in.erase(0, head + 4 + body);
    ++requests_;
    const SmallAnswer answer = respond_(request);
    for (const std::string& piece : answer.pieces) {
      if (answer.pieces.size() > 1)
        std::this_thread::sleep_for(std::chrono::milliseconds(2));  // so that they arrive apart
      if (!give(piece)) alive = false;
    }
    while (answer.stall && receive()) {
    }
    if (answer.reset) {
      const linger hard{1, 0};
      setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    }
    if (answer.close && tls != nullptr) SSL_shutdown(tls);
    alive = alive && !answer.close && !answer.reset && !answer.stall;
  }
}

}  // namespace rampart::live::traffic
