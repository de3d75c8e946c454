// The cheapest HTTP server there can be: one epoll, one constant answer of 100 bytes a request: JSON below /json, else
// text. For comparing clients. `connection: close` is kept.
//
//   canned_server PORT [--announce]        at SIGUSR1 it stands still for one second
//
// --announce: prints when each request came, in microseconds since 1970.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

int listen_on(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(fd, 4096) != 0) {
    std::perror("canned_server: can't listen");
    std::exit(3);
  }
  return fd;
}

void accept_all(int epoll, int listener) {
  for (;;) {
    const int fd = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.fd = fd;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
  }
}

// Every connection is a descriptor: take all that may be had.
void raise_descriptor_limit() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void announce() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  std::printf("%lld\n", static_cast<long long>(std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
  std::fflush(stdout);
}

volatile std::sig_atomic_t stand_still = 0;

std::string answer_of(std::string_view type, std::string_view body, std::string_view connection) {
  return "HTTP/1.1 200 OK\r\nserver: canned\r\ncontent-type: " + std::string(type) +
         "\r\ncontent-length: " + std::to_string(body.size()) + "\r\nconnection: " + std::string(connection) +
         "\r\n\r\n" + std::string(body);
}

}  // namespace

int main(int argc, char** argv) {
  const bool announces = argc == 3 && std::string_view(argv[2]) == "--announce";
  if (argc != 2 && !announces) {
    std::fputs("usage: canned_server PORT [--announce]\n", stderr);
    return 2;
  }
  raise_descriptor_limit();
  const int listener = listen_on(std::atoi(argv[1]));
  const int epoll = epoll_create1(EPOLL_CLOEXEC);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = listener;
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  const std::string text = answer_of("text/plain", std::string(100, 'x'), "keep-alive");
  const std::string last = answer_of("text/plain", std::string(100, 'x'), "close");
  const std::string json = answer_of("application/json",
                                     R"({"item": {"id": 4711, "name": "a cup of the second )"
                                     R"(kind", "price": 12.50}, "stock": [3, 1, 4], "ok": true})",
                                     "keep-alive");
  std::signal(SIGUSR1, [](int) { stand_still = 1; });
  std::array<epoll_event, 256> events{};
  std::vector<char> buffer(64 * 1024);
  for (;;) {
    const int n = epoll_wait(epoll, events.data(), static_cast<int>(events.size()), -1);
    if (stand_still != 0) {
      stand_still = 0;
      ::sleep(1);
    }
    for (int i = 0; i < n; ++i) {
      const int fd = events[static_cast<std::size_t>(i)].data.fd;
      if (fd == listener) {
        accept_all(epoll, listener);
        continue;
      }
      const ssize_t got = recv(fd, buffer.data(), buffer.size(), 0);
      if (got <= 0) {
        close(fd);
        continue;
      }
      // A request without a body, in one piece: what the two clients compared here send.
      const std::string_view request(buffer.data(), static_cast<std::size_t>(got));
      if (!request.ends_with("\r\n\r\n")) continue;
      if (announces) announce();
      const bool closes = request.find("onnection: close\r\n") != std::string_view::npos;
      const std::string& answer = closes ? last : request.starts_with("GET /json") ? json : text;
      static_cast<void>(!::send(fd, answer.data(), answer.size(), MSG_NOSIGNAL));
      if (closes) close(fd);
    }
  }
}
