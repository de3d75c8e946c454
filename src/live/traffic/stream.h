// Stream: one connection that never blocks, plain or TLS: the byte layer under HTTP and WebSocket.
//
// Its life: open(), then advance() at each event until either says `ready` or `failed`, then read() and write().
// Addresses are tried one after another ("localhost" may mean ::1 first where the server listens on 127.0.0.1 only).
// Every failing has the name Node.js gives it: error().
#pragma once

#include <openssl/types.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "live/traffic/reactor.h"
#include "live/traffic/resolver.h"

namespace rampart::live::traffic {

class TlsContext;

/// Where connections come from: addresses of this machine in turn, so that more than one's 64 k ports can be used.
struct SourceAddresses {
  std::vector<Address> addresses;
  std::size_t next = 0;

  /// The next one of this family, or nullptr: then the kernel chooses.
  const Address* pick(sa_family_t family) {
    for (std::size_t i = 0; i < addresses.size(); ++i) {
      const Address& candidate = addresses[next];
      next = (next + 1) % addresses.size();
      if (candidate.storage.ss_family == family) return &candidate;
    }
    return nullptr;
  }
};

/// Where connections go; shared by all that go there, and outlives them.
struct Destination {
  std::string host;                 ///< For SNI and the certificate, without brackets.
  std::string first_host;           ///< The host that is connected to: the same, or that of a proxy.
  std::uint16_t port = 0;           ///< Of `first_host`.
  std::string tunnel;               ///< What a proxy is asked before anything else (CONNECT …); empty: there is none.
  const TlsContext* tls = nullptr;  ///< nullptr: plain.
  bool offer_h2 = false;            ///< By ALPN.
  std::shared_ptr<const Resolution> resolution;  ///< Of `first_host`; must be there when a stream is opened.
  std::size_t preferred = 0;                     ///< The address that last worked.
  SourceAddresses* sources = nullptr;            ///< nullptr: the kernel chooses.
};

/// One thread only.
class Stream {
 public:
  enum class Progress : std::uint8_t { waits, ready, failed };
  /// Answers of read() and write() beside a number of bytes.
  static constexpr ssize_t waits = -1;
  static constexpr ssize_t failed = -2;

  Stream() = default;
  ~Stream() { close(); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// Begins to connect; events come to `watcher` under `tag`. `reactor` must outlive the connection. On this machine a
  /// plain connection is often `ready` at once: the other side's kernel answers within the call.
  Progress open(Destination& to, Reactor& reactor, Reactor::WatcherId watcher, std::uint64_t tag);
  /// To be called at each event, with what epoll said, until it's ready or failed.
  Progress advance(std::uint32_t events);

  /// Bytes read, 0 at the other side's end, `waits` or `failed`. Edge-triggered: read again unless !may_have_more().
  ssize_t read(char* to, std::size_t most) {
    if (tls_ != nullptr) return read_tls(to, most);
    const ssize_t n = ::recv(fd_, to, most, MSG_DONTWAIT);
    return n >= 0 ? n : blame(errno);
  }
  [[nodiscard]] bool may_have_more(ssize_t got, std::size_t asked) const {
    return tls_ != nullptr || static_cast<std::size_t>(got) == asked;
  }
  /// Bytes taken (perhaps not all), `waits` or `failed`. After `waits`, and after less than all, an event says when
  /// there is room; then the same bytes must come first.
  ssize_t write(const char* data, std::size_t size) {
    if (tls_ != nullptr) return write_tls(data, size);
    const ssize_t n = ::send(fd_, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
    const int number = errno;
    if (n != static_cast<ssize_t>(size) && !hears_writes_) hear_writes();
    return n >= 0 ? n : blame(number);
  }
  /// Open, and nothing has come that nobody asked for, not even the other side's end.
  [[nodiscard]] bool is_quiet();
  /// TLS: has read more from the other side than it gave to read().
  [[nodiscard]] bool has_leftovers() { return tls_ != nullptr && has_leftovers_tls(); }

  /// TLS: a good-bye is said. Nothing happens when it is closed.
  void close();

  [[nodiscard]] bool is_open() const { return fd_ >= 0; }
  [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }
  /// TLS, and both sides agreed on HTTP/2.
  [[nodiscard]] bool speaks_h2() const;
  /// After `failed`. The text lives for ever.
  [[nodiscard]] const char* error() const { return error_; }
  [[nodiscard]] Duration connecting() const { return connecting_; }  ///< Until TCP's handshake was done.
  [[nodiscard]] Duration shaking_hands() const { return shaking_; }  ///< From there until TLS' was; plain: zero.

 private:
  Progress connect();
  bool bind_source(sa_family_t family);
  bool connect_once();
  [[nodiscard]] bool is_connected() const;
  Progress greet();
  void hear_writes();
  Progress ask_for_tunnel();
  Progress hear_of_tunnel();
  Progress begin_tls();
  Progress shake_hands();
  ssize_t read_tls(char* to, std::size_t most);
  ssize_t write_tls(const char* data, std::size_t size);
  bool has_leftovers_tls();
  ssize_t blame(int number);
  ssize_t blame_tls(int result);
  Progress fail(const char* error) {
    error_ = error;
    return Progress::failed;
  }

  int fd_ = -1;
  bool connected_ = false;     // TCP's handshake is done
  bool tunnels_ = false;       // the proxy hasn't answered yet
  bool broken_ = false;        // TLS: no good-bye any more
  bool hears_writes_ = false;  // events say when there is room to write
  Reactor::WatcherId watcher_ = 0;
  std::uint16_t address_ = 0;
  std::uint16_t addresses_left_ = 0;
  SSL* tls_ = nullptr;
  Destination* to_ = nullptr;
  Reactor* reactor_ = nullptr;
  std::uint64_t tag_ = 0;
  const char* error_ = "";
  Instant begun_;
  Duration connecting_{};
  Duration shaking_{};
};

}  // namespace rampart::live::traffic
