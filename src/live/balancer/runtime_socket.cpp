#include "live/balancer/runtime_socket.h"

#include <fmt/format.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <optional>

namespace rampart::live::balancer {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// One line on one connection.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(asio::io_context& io, std::string path, std::string commands, std::function<void(Result<std::string>)> done)
      : socket_(io),
        timer_(io),
        path_(std::move(path)),
        commands_(std::move(commands) + "\n"),
        done_(std::move(done)) {}

  void begin() {
    timer_.expires_after(std::chrono::seconds(5));
    timer_.async_wait([self = shared_from_this()](error_code code) {
      if (!code) self->finish(Error{ErrorKind::overloaded, "HAProxy did not answer on its socket within 5 s."});
    });
    socket_.async_connect(asio::local::stream_protocol::endpoint(path_), [self = shared_from_this()](error_code code) {
      if (code) return self->fail(code);
      self->write();
    });
  }

 private:
  void write() {
    asio::async_write(socket_, asio::buffer(commands_), [self = shared_from_this()](error_code code, std::size_t) {
      if (code) return self->fail(code);
      self->read();
    });
  }
  void read() {
    asio::async_read(socket_, asio::dynamic_buffer(answer_), [self = shared_from_this()](error_code code, std::size_t) {
      if (code && code != asio::error::eof) return self->fail(code);
      self->finish(std::move(self->answer_));
    });
  }
  void fail(const error_code& code) {
    finish(unavailable(fmt::format("HAProxy's socket {}: {}.", path_, code.message())));
  }
  void finish(Result<std::string> result) {
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
    if (!done_) return;
    const auto done = std::exchange(done_, nullptr);
    done(std::move(result));
  }

  asio::local::stream_protocol::socket socket_;
  asio::steady_timer timer_;
  std::string path_;
  std::string commands_;
  std::string answer_;
  std::function<void(Result<std::string>)> done_;
};

}  // namespace

RuntimeSocket::RuntimeSocket(asio::io_context& io, std::string path) : io_(io), path_(std::move(path)) {}

RuntimeSocket::~RuntimeSocket() { *here_ = false; }

void RuntimeSocket::send(std::string commands, std::function<void(Result<std::string>)> done) {
  waiting_.push_back({std::move(commands), std::move(done)});
  if (!busy_) send_next();
}

void RuntimeSocket::hold(std::function<void()> idle) {
  held_ = true;
  if (!busy_) return idle();
  idle_ = std::move(idle);
}

void RuntimeSocket::release(std::string path) {
  path_ = std::move(path);
  held_ = false;
  if (!busy_) send_next();
}

void RuntimeSocket::send_next() {
  if (const auto idle = held_ ? std::exchange(idle_, nullptr) : nullptr) return idle();
  if (waiting_.empty() || held_) return;
  busy_ = true;
  auto line = std::move(waiting_.front());
  waiting_.pop_front();
  const auto answered = [this, here = here_, done = std::move(line.done)](Result<std::string> answer) {
    if (!*here) return;
    busy_ = false;
    done(std::move(answer));
    if (*here && !busy_) send_next();
  };
  std::make_shared<Exchange>(io_, path_, std::move(line.commands), answered)->begin();
}

Result<std::string> send_and_wait(const std::string& path, const std::string& commands) {
  asio::io_context io(1);
  std::optional<Result<std::string>> answer;
  std::make_shared<Exchange>(io, path, commands, [&](Result<std::string> r) { answer = std::move(r); })->begin();
  io.run();
  if (!answer) return Error{ErrorKind::internal, "HAProxy's socket ended without an answer."};
  return std::move(*answer);
}

}  // namespace rampart::live::balancer
