// The port through which virtual users reach the server. The real world implements it with sockets, the simulator with
// a model; a virtual user can't tell which.
//
// An Exchange is one request and its answer: the user fills in what to send, awaits it, and reads the answer. It is
// owned by the user and used again for the next request, so that steady state allocates nothing.
#pragma once

#include <coroutine>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"
#include "core/script/script.h"

namespace rampart::load {

/// Scheme, host and port, known to the transport by a small number.
using OriginId = std::uint32_t;
/// The connections of one virtual user.
using SlotId = std::uint32_t;

struct Origin {
  bool tls = false;
  std::string host;  ///< Name or address, without brackets.
  std::uint16_t port = 80;
  friend bool operator==(const Origin&, const Origin&) = default;
};

/// What to send. The views must stay valid until the answer is there.
struct Outgoing {
  script::Method method = script::Method::get;
  OriginId origin = 0;
  SlotId slot = 0;
  std::string_view target;   ///< Path and query, starting with '/'.
  std::string_view host;     ///< Value of the host header; empty: the origin's.
  std::string_view headers;  ///< "name: value\r\n" lines, lower-case names, without host.
  std::string_view body;
  Duration timeout{};  ///< From asking to the end of the answer.
  bool http2 = false;  ///< Where the server agrees (https), or by SocketOptions (http).
  /// Else only location, set-cookie, content-type, content-encoding and server-timing are kept.
  bool keep_headers = false;
  bool keep_body = false;
};

/// What came back. Either `status` is set, or `error` names what went wrong as Node does ("ECONNREFUSED").
struct Answer {
  int status = 0;
  std::string_view error;  ///< A constant; empty when an answer came.
  std::string headers;     ///< Kept ones: "name:value\n", name in lower case.
  std::string body;        ///< As received (still compressed), when it was to be kept.
  std::uint64_t body_bytes = 0;
  Instant sent;        ///< When work on it began: connecting, or writing on an open connection.
  Instant uploaded;    ///< When its last byte was written.
  Instant first_byte;  ///< Of the answer.
  Instant done;        ///< Last byte of the answer, or the error.
  Duration dns{};      ///< Waiting for the name's address; zero when it was known or not needed.
  Duration tcp{};      ///< Connecting; zero on a connection that was open already.
  Duration tls{};      ///< Its handshake after that.

  void clear();
  /// The value of a kept header (the first, when it came several times), or nothing.
  [[nodiscard]] std::string_view header(std::string_view name) const;
  [[nodiscard]] bool has_header(std::string_view name) const;
  /// Calls `visit(value)` for each kept header of this name, in the order received.
  template <class F>
  void for_each_header(std::string_view name, F visit) const {
    std::string_view rest = headers;
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      const std::string_view line = rest.substr(0, end);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
      if (line.size() > name.size() && line[name.size()] == ':' && line.starts_with(name))
        visit(line.substr(name.size() + 1));
    }
  }
};

class Transport;

/// `co_await exchange.on(transport)`.
class Exchange {
 public:
  Outgoing request;
  Answer answer;

  /// Called by the transport when the answer is complete.
  void finish() { waiter_.resume(); }

  class Awaiter;
  [[nodiscard]] Awaiter on(Transport& transport);

 private:
  std::coroutine_handle<> waiter_;
};

/// One thread only.
class Transport {
 public:
  virtual ~Transport() = default;

  /// The number of this origin; the same origin always has the same.
  virtual OriginId find_origin(const Origin& origin) = 0;

  /// A user comes: nothing is opened before its first request. A user goes: what it had open is closed, a running
  /// exchange is dropped without finish().
  virtual SlotId open_slot() = 0;
  virtual void close_slot(SlotId slot) = 0;

  /// Starts the exchange. True: the answer is there already and finish() will not be called. False: finish() will be,
  /// in a later turn. A slot may have one exchange running at a time.
  virtual bool send(Exchange& exchange) = 0;
};

class Exchange::Awaiter {
 public:
  Awaiter(Exchange& exchange, Transport& transport) : exchange_(exchange), transport_(transport) {}
  [[nodiscard]] bool await_ready() const noexcept { return false; }
  bool await_suspend(std::coroutine_handle<> waiter) {
    exchange_.waiter_ = waiter;
    return !transport_.send(exchange_);
  }
  void await_resume() const noexcept {}

 private:
  Exchange& exchange_;
  Transport& transport_;
};

inline Exchange::Awaiter Exchange::on(Transport& transport) { return {*this, transport}; }

}  // namespace rampart::load
