#include "live/net/testing/plain_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cstdlib>

namespace rampart::live::net::testing {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

std::size_t length_in(const std::string& head) {
  const auto at = head.find("Content-Length: ");
  return at == std::string::npos ? 0 : std::strtoul(head.c_str() + at + 16, nullptr, 10);
}

}  // namespace

PlainClient::PlainClient(int port) {
  fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const timeval limit = {.tv_sec = 10, .tv_usec = 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const auto address = loopback(port);
  if (connect(fd_, std::bit_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

PlainClient::~PlainClient() {
  if (fd_ >= 0) ::close(fd_);
}

void PlainClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

bool PlainClient::fill() {
  std::array<char, 65536> piece = {};
  const auto n = recv(fd_, piece.data(), piece.size(), 0);
  if (n <= 0) return false;
  received_.append(piece.data(), static_cast<std::size_t>(n));
  return true;
}

PlainAnswer PlainClient::read_answer(bool head_request) {
  auto end = received_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!fill()) return {};
    end = received_.find("\r\n\r\n");
  }
  PlainAnswer answer;
  answer.head = received_.substr(0, end + 4);
  received_.erase(0, end + 4);
  answer.status = std::atoi(answer.head.c_str() + 9);
  const auto length = head_request ? 0 : length_in(answer.head);
  while (received_.size() < length && fill()) {
  }
  answer.body = received_.substr(0, length);
  received_.erase(0, length);
  return answer;
}

bool PlainClient::reads_end() {
  char c = 0;
  return received_.empty() && recv(fd_, &c, 1, 0) == 0;
}

PlainAnswer PlainClient::ask(std::string_view method, std::string_view target, std::string_view body) {
  send(fmt::format("{} {} HTTP/1.1\r\nHost: test\r\nContent-Length: {}\r\n\r\n{}", method, target, body.size(), body));
  return read_answer(method == "HEAD");
}

PlainAnswer ask_once(int port, std::string_view method, std::string_view target, std::string_view body) {
  PlainClient client(port);
  return client.is_connected() ? client.ask(method, target, body) : PlainAnswer{};
}

}  // namespace rampart::live::net::testing
