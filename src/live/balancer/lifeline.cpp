#include "live/balancer/lifeline.h"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <deque>
#include <utility>

namespace rampart::live::balancer {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {
constexpr std::string_view prompt = "\n> ";  // ends every answer in interactive mode
}

class Lifeline::Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(asio::io_context& io) : socket_(io), timer_(io) {}

  void connect(const std::string& path, std::function<void(Result<std::string>)> done) {
    socket_.async_connect(asio::local::stream_protocol::endpoint(path),
                          [self = shared_from_this(), done = std::move(done)](error_code code) {
                            if (code) return done(unavailable("HAProxy's socket: " + code.message() + "."));
                            self->send("prompt", done);
                          });
  }

  void send(std::string command, std::function<void(Result<std::string>)> done) {
    waiting_.push_back({std::move(command) + "\n", std::move(done)});
    if (waiting_.size() == 1) next();
  }

  void close() {
    timer_.cancel();
    error_code ignored;
    socket_.close(ignored);
    for (const auto& line : std::exchange(waiting_, {}))
      if (line.done) line.done(unavailable("HAProxy's socket was closed."));
  }

 private:
  struct Line {
    std::string command;
    std::function<void(Result<std::string>)> done;
  };

  void next() {
    timer_.expires_after(std::chrono::seconds(5));
    timer_.async_wait([self = shared_from_this()](error_code code) {
      if (!code) self->socket_.cancel();
    });
    asio::async_write(socket_, asio::buffer(waiting_.front().command),
                      [self = shared_from_this()](error_code code, std::size_t) {
                        if (code) return self->finish(unavailable("HAProxy's socket: " + code.message() + "."));
                        self->read();
                      });
  }

  void read() {
    asio::async_read_until(socket_, asio::dynamic_buffer(answer_), prompt,
                           [self = shared_from_this()](error_code code, std::size_t size) {
                             if (code) return self->finish(unavailable("HAProxy's socket: " + code.message() + "."));
                             auto answer = self->answer_.substr(0, size - prompt.size());
                             self->answer_.erase(0, size);
                             self->finish(std::move(answer));
                           });
  }

  void finish(Result<std::string> result) {
    timer_.cancel();
    if (waiting_.empty()) return;  // closed
    const auto done = std::exchange(waiting_.front().done, nullptr);
    done(std::move(result));
    if (waiting_.empty()) return;
    waiting_.pop_front();
    if (!waiting_.empty()) next();
  }

  asio::local::stream_protocol::socket socket_;
  asio::steady_timer timer_;
  std::deque<Line> waiting_;
  std::string answer_;
};

Lifeline::Lifeline(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}
Lifeline::~Lifeline() { connection_->close(); }

void Lifeline::open(asio::io_context& io, const std::string& path,
                    std::function<void(Result<std::unique_ptr<Lifeline>>)> opened) {
  const auto connection = std::make_shared<Connection>(io);
  connection->connect(path, [connection, opened = std::move(opened)](const Result<std::string>& answer) {
    if (!answer) return opened(answer.error());
    opened(std::unique_ptr<Lifeline>(new Lifeline(connection)));
  });
}

void Lifeline::send(std::string command, std::function<void(Result<std::string>)> done) {
  connection_->send(std::move(command), std::move(done));
}

}  // namespace rampart::live::balancer
