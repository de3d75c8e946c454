#include "live/traffic/stream.h"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <climits>
#include <string_view>

#include "live/traffic/clock.h"
#include "live/traffic/socket_error.h"
#include "live/traffic/tls.h"

namespace rampart::live::traffic {
namespace {

constexpr std::size_t longest_tunnel_head = 4096;

}  // namespace

Stream::Progress Stream::open(Destination& to, Reactor& reactor, Reactor::WatcherId watcher, std::uint64_t tag) {
  to_ = &to;
  reactor_ = &reactor;
  watcher_ = watcher;
  tag_ = tag;
  connected_ = tunnels_ = broken_ = false;
  error_ = "";
  connecting_ = shaking_ = {};
  begun_ = wall_now();
  if (to.resolution->addresses.empty()) return fail(to.resolution->error);
  address_ = static_cast<std::uint16_t>(to.preferred);
  addresses_left_ = static_cast<std::uint16_t>(to.resolution->addresses.size());
  return connect();
}

Stream::Progress Stream::connect() {
  for (;;) {
    if (connect_once()) return connected_ ? greet() : Progress::waits;
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
    if (addresses_left_ == 0) return Progress::failed;
    address_ = static_cast<std::uint16_t>((address_ + 1U) % to_->resolution->addresses.size());
  }
}

bool Stream::connect_once() {
  Address to = to_->resolution->addresses[address_];
  const std::uint16_t port = htons(to_->port);
  if (to.storage.ss_family == AF_INET)
    reinterpret_cast<sockaddr_in*>(&to.storage)->sin_port = port;
  else
    reinterpret_cast<sockaddr_in6*>(&to.storage)->sin6_port = port;
  --addresses_left_;
  fd_ = ::socket(to.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) {
    error_ = name_of_errno(errno);
    return false;
  }
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (to_->sources != nullptr && !bind_source(to.storage.ss_family)) return false;
  const int done = ::connect(fd_, reinterpret_cast<const sockaddr*>(&to.storage), to.length);
  if (done != 0 && errno != EINPROGRESS) {
    error_ = name_of_errno(errno);
    return false;
  }
  connected_ = is_connected();
  // A plain connection that is there has room for a request: the event that says so would only cost a turn of the loop.
  hears_writes_ = !connected_ || to_->tls != nullptr || !to_->tunnel.empty();
  if (reactor_->watch(fd_, watcher_, tag_, hears_writes_)) return true;
  error_ = name_of_errno(errno);
  connected_ = false;
  return false;
}

// A tenth of what an event costs.
bool Stream::is_connected() const {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  return ::getpeername(fd_, reinterpret_cast<sockaddr*>(&peer), &size) == 0;
}

void Stream::hear_writes() {
  hears_writes_ = true;
  reactor_->watch_writes(fd_, watcher_, tag_);
}

// TCP's handshake is done.
Stream::Progress Stream::greet() {
  to_->preferred = address_;
  connecting_ = wall_now() - begun_;
  return to_->tunnel.empty() ? begin_tls() : ask_for_tunnel();
}

// The port is chosen at connect(), so that one may serve towards several servers at once.
bool Stream::bind_source(sa_family_t family) {
  const Address* from = to_->sources->pick(family);
  if (from == nullptr) return true;
  const int on = 1;
  setsockopt(fd_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (::bind(fd_, reinterpret_cast<const sockaddr*>(&from->storage), from->length) == 0) return true;
  error_ = name_of_errno(errno);
  return false;
}

Stream::Progress Stream::advance(std::uint32_t events) {
  if (connected_) return tunnels_ ? hear_of_tunnel() : shake_hands();
  int failure = 0;
  if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
    socklen_t size = sizeof failure;
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &failure, &size);
  }
  if (failure != 0) {
    ::close(std::exchange(fd_, -1));
    if (addresses_left_ == 0) return fail(name_of_errno(failure));
    address_ = static_cast<std::uint16_t>((address_ + 1U) % to_->resolution->addresses.size());
    return connect();
  }
  connected_ = true;
  return greet();
}

// A request this short always fits into a fresh connection's buffer.
Stream::Progress Stream::ask_for_tunnel() {
  const ssize_t n = ::send(fd_, to_->tunnel.data(), to_->tunnel.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0) return fail(name_of_errno(errno));
  if (static_cast<std::size_t>(n) != to_->tunnel.size()) return fail("EPIPE");
  tunnels_ = true;
  return hear_of_tunnel();
}

// Only looked at until the head is whole, then taken, so that nothing behind it is lost and nothing need be kept.
Stream::Progress Stream::hear_of_tunnel() {
  std::array<char, longest_tunnel_head> bytes{};
  const ssize_t n = ::recv(fd_, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
  if (n < 0) return blame(errno) == waits ? Progress::waits : Progress::failed;
  const std::string_view seen(bytes.data(), static_cast<std::size_t>(n));
  const std::size_t empty_line = seen.find("\r\n\r\n");
  if (empty_line == seen.npos) {
    if (n == 0) return fail("ECONNRESET");
    if (seen.size() == bytes.size()) return fail("HPE_HEADER_OVERFLOW");
    return Progress::waits;
  }
  if (!seen.starts_with("HTTP/1.")) return fail("HPE_INVALID_CONSTANT");
  if (seen.size() < 12 || seen.substr(8, 4) != " 200") return fail("ERR_GOT_REQUEST_ERROR");
  ::recv(fd_, bytes.data(), empty_line + 4, MSG_DONTWAIT);
  tunnels_ = false;
  begun_ = wall_now() - connecting_;  // the time of TLS counts from here
  return begin_tls();
}

Stream::Progress Stream::begin_tls() {
  if (to_->tls == nullptr) return Progress::ready;
  tls_ = to_->tls->begin(fd_, to_->host, to_->offer_h2);
  if (tls_ == nullptr) return fail("EPROTO");
  return shake_hands();
}

// Before the handshake is done, Node calls every error of TLS EPROTO, and an end ECONNRESET.
Stream::Progress Stream::shake_hands() {
  ERR_clear_error();
  const int done = SSL_do_handshake(tls_);
  if (done == 1) {
    shaking_ = wall_now() - begun_ - connecting_;
    const char* error = to_->tls->verify(tls_, to_->host);
    return error == nullptr ? Progress::ready : fail(error);
  }
  const int number = errno;
  switch (SSL_get_error(tls_, done)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return Progress::waits;
    case SSL_ERROR_SSL:
      broken_ = true;
      return fail(ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING ? "ECONNRESET" : "EPROTO");
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      return fail(number == 0 || number == EPIPE ? "ECONNRESET" : name_of_errno(number));
    default:  // the other side said good-bye
      broken_ = true;
      return fail("ECONNRESET");
  }
}

ssize_t Stream::read_tls(char* to, std::size_t most) {
  ERR_clear_error();
  errno = 0;
  const int n = SSL_read(tls_, to, static_cast<int>(std::min<std::size_t>(most, INT_MAX)));
  return n > 0 ? n : blame_tls(n);
}

ssize_t Stream::write_tls(const char* data, std::size_t size) {
  if (size == 0) return 0;
  ERR_clear_error();
  errno = 0;
  const int n = SSL_write(tls_, data, static_cast<int>(std::min<std::size_t>(size, INT_MAX)));
  if (n > 0) return n;
  const ssize_t why = blame_tls(n);
  if (why != 0) return why;
  error_ = "EPIPE";
  return failed;
}

ssize_t Stream::blame(int number) {
  if (number == EAGAIN || number == EWOULDBLOCK || number == EINTR) return waits;
  error_ = name_of_errno(number);
  return failed;
}

ssize_t Stream::blame_tls(int result) {
  const int number = errno;
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return waits;
    case SSL_ERROR_ZERO_RETURN:
      return 0;
    case SSL_ERROR_SYSCALL:
      broken_ = true;
      if (number == 0) return 0;
      error_ = name_of_errno(number);
      return failed;
    default:
      broken_ = true;
      error_ = name_of_tls_error(ERR_peek_error());
      return failed;
  }
}

bool Stream::is_quiet() {
  char byte = 0;
  if (tls_ == nullptr)
    return ::recv(fd_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  ERR_clear_error();
  errno = 0;
  const int n = SSL_peek(tls_, &byte, 1);
  return n <= 0 && blame_tls(n) == waits;
}

bool Stream::has_leftovers_tls() { return SSL_has_pending(tls_) == 1 && !is_quiet(); }

bool Stream::speaks_h2() const {
  if (tls_ == nullptr) return false;
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(tls_, &name, &size);
  return size == 2 && name[0] == 'h' && name[1] == '2';
}

void Stream::close() {
  if (tls_ != nullptr) {
    ERR_clear_error();
    if (!broken_ && SSL_is_init_finished(tls_) == 1) SSL_shutdown(tls_);
    SSL_free(std::exchange(tls_, nullptr));
  }
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

}  // namespace rampart::live::traffic
